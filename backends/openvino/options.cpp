// SPDX-License-Identifier: Apache-2.0
// Reading of options.
#include "options.h"

#include <charconv>
#include <string>

namespace openvino {
namespace {

using wasinn::sdk::Failure;

constexpr std::uint32_t kMostStreams = 256;

bool read_precision(std::string_view text) {
  if (text.empty() || text == "f32") return false;
  if (text == "any") return true;
  throw Failure(WASINN_INVALID_ARGUMENT, "option precision is f32 (what models say) or any (what the framework finds "
                                         "fastest, such as bfloat16), got '" + std::string(text) + "'");
}

std::uint32_t read_streams(std::string_view text) {
  if (text.empty()) return 1;
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size() && count >= 1 && count <= kMostStreams) return count;
  throw Failure(WASINN_INVALID_ARGUMENT, "option streams is a number from 1 to 256, got '" + std::string(text) + "'");
}

}  // namespace

Options Options::from(const wasinn::sdk::Host& host) {
  host.refuse_unknown_options({"precision", "streams"});
  return {read_precision(host.option("precision")), read_streams(host.option("streams")), host.shared_threads()};
}

}  // namespace openvino
