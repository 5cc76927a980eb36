// SPDX-License-Identifier: Apache-2.0
// The bounds are checked before the parser sees anything.
#include "json_text.h"

#include <algorithm>

#include <wasinn/plugin.hpp>

namespace llama {
namespace {

using wasinn::sdk::Failure;

// Most open brackets at once, outside of texts.
unsigned depth_of(std::string_view text) {
  unsigned depth = 0;
  unsigned deepest = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

// The parser's text after its own prefix in brackets.
std::string reason_of(const std::exception& error) {
  const std::string_view text = error.what();
  const std::size_t end = text.find("] ");
  return printable_text(end == text.npos ? text : text.substr(end + 2), 200);
}

}  // namespace

nlohmann::ordered_json parse_json(const std::string& what, std::string_view text, std::size_t most_bytes) {
  if (text.size() > most_bytes) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  what + ": at most " + std::to_string(most_bytes >> 10) + " KiB of JSON are read, got " +
                                                std::to_string(text.size()) + " bytes");
  }
  if (depth_of(text) > kMostOptionDepth) {
    throw Failure(WASINN_INVALID_ARGUMENT, what + ": JSON is read to a depth of 32, and this is deeper");
  }
  // The parser would take it for the end.
  if (text.find('\0') != text.npos) throw Failure(WASINN_INVALID_ARGUMENT, what + ": this is no JSON: it has a NUL");
  try {
    return nlohmann::ordered_json::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw Failure(WASINN_INVALID_ARGUMENT, what + ": this is no JSON: " + reason_of(error));
  }
}

std::string short_text(const nlohmann::ordered_json& value) {
  return printable_text(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 64);
}

std::string printable_text(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  std::replace_if(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
  return text.size() > most ? out + "..." : out;
}

}  // namespace llama
