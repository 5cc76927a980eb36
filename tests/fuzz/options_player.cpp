// SPDX-License-Identifier: Apache-2.0
// Reads any bytes as options of a guest.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "host/guest_options.h"
#include "tests/fuzz/players.h"

namespace wasinn::fuzz {
namespace {

void require(bool holds, const char* otherwise) {
  if (holds) return;
  std::fprintf(stderr, "options: %s\n", otherwise);
  std::abort();
}

bool is_log_line(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) return false;
  }
  return is_utf8(text);
}

}  // namespace

void play_options(ByteView input) {
  const std::string json(text_of(input));
  Limits limits;
  limits.config_bytes = 1024;
  limits.config_depth = 6;
  const auto options = parse_guest_options(json, limits);
  if (!options) {
    const ErrorCode code = options.error().code;
    require(code == ErrorCode::InvalidArgument || code == ErrorCode::NamesHostFile, "an error that no options give");
    require(is_log_line(options.error().message), "a message with odd characters");
    return;
  }
  require(json.size() <= limits.config_bytes && is_utf8(json), "options that are too long or no text were read");
  require(!options->threads || (*options->threads >= 1 && *options->threads <= limits.threads), "threads out of range");
  if (options->others.empty()) return;
  require(is_utf8(options->others), "options for a backend that are no text");
  require(merged_options(options->others, options->others) == options->others, "options that change when they are read");
  require(is_utf8(option_names(options->others)), "names of options that are no text");
}

}  // namespace wasinn::fuzz
