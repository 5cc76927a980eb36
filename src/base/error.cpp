// SPDX-License-Identifier: Apache-2.0
// Names of error codes, and error text made fit for guests.
#include "base/error.h"

#include <array>
#include <cctype>

namespace wasinn {
namespace {

constexpr std::array<std::string_view, 11> kNames = {
    "invalid-argument", "invalid-encoding", "timeout", "runtime-error", "unsupported-operation", "too-large",
    "not-found",        "security",         "unknown", "busy",          "names-host-file"};

bool ends_word(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\'' || c == '"' || c == ')' || c == ']' ||
         c == ',' || c == ';' || c == ':' || c == '>';
}

bool starts_word(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  return ends_word(before) || before == '(' || before == '[' || before == '=' || before == '<';
}

bool starts_path(std::string_view text, std::size_t at) {
  return text[at] == '/' && at + 1 < text.size() && !ends_word(text[at + 1]) && starts_word(text, at);
}

bool starts_address(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("0x") && starts_word(text, at);
}

std::string without_host_details(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (!starts_path(text, at) && !starts_address(text, at)) {
      out += text[at++];
      continue;
    }
    out += "…";
    while (at < text.size() && !ends_word(text[at])) ++at;
  }
  return out;
}

}  // namespace

std::string_view error_code_name(ErrorCode code) noexcept {
  const auto index = static_cast<std::size_t>(code);
  return index < kNames.size() ? kNames[index] : "unknown";
}

Error Error::within(std::string_view where) && {
  return {code, std::string(where) + ": " + std::move(message)};
}

std::string guest_error_text(const Error& error) {
  std::string text = without_host_details(error.message);
  if (text.size() <= kGuestErrorTextBytes) return text;
  std::size_t end = kGuestErrorTextBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

}  // namespace wasinn
