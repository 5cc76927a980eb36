// SPDX-License-Identifier: Apache-2.0
// Sniffs and checks any bytes as models, and holds the answers against each other.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "format/format.h"
#include "format/onnx.h"
#include "tests/fuzz/players.h"

namespace wasinn::fuzz {
namespace {

void require(bool holds, const char* otherwise) {
  if (holds) return;
  std::fprintf(stderr, "format: %s\n", otherwise);
  std::abort();
}

bool may_fail_with(ErrorCode code) {
  constexpr std::array kCodes = {ErrorCode::InvalidArgument, ErrorCode::InvalidEncoding, ErrorCode::NamesHostFile,
                                 ErrorCode::Security,        ErrorCode::TooLarge,        ErrorCode::UnsupportedOperation};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

void check(Encoding encoding, std::span<const ByteView> parts) {
  const auto of_guest = check_model(encoding, parts, ModelOrigin::Guest);
  const auto of_operator = check_model(encoding, parts, ModelOrigin::Operator);
  require(of_operator || !of_guest, "a guest may what the operator may not");
  require(of_guest || may_fail_with(of_guest.error().code), "an error that no check may give");
  require(of_operator || of_operator.error().code != ErrorCode::NamesHostFile, "the operator's model may name files");
  require(!of_guest || sniff_encoding(parts) == encoding, "what passes as an encoding is recognised as another");
  describe_model(encoding, parts);
}

}  // namespace

void play_format(ByteView input) {
  // One part, and the same bytes in two: exact copies, so that a sanitizer sees each byte read beside them.
  const std::vector<std::byte> whole(input.begin(), input.end());
  const std::size_t half = input.size() / 2;
  const std::vector<std::byte> first(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(half));
  const std::vector<std::byte> second(input.begin() + static_cast<std::ptrdiff_t>(half), input.end());
  const std::vector<std::vector<ByteView>> models = {{}, {whole}, {first, second}};
  for (const auto& parts : models) {
    require(!looks_like(parts).empty(), "bytes that look like no word");
    for (const Encoding encoding : kEncodings) check(encoding, parts);
  }
  require(!onnx::check(whole, ModelOrigin::Guest) || onnx::recognise(whole), "a good model that is not recognised");
}

}  // namespace wasinn::fuzz
