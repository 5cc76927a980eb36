// SPDX-License-Identifier: Apache-2.0
// Names of error codes, and error text made fit for guests.
#include "base/error.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace wasinn {
namespace {

constexpr std::array<std::string_view, 15> kNames = {
    "invalid-argument", "invalid-encoding", "timeout", "runtime-error", "unsupported-operation", "too-large",
    "not-found",        "security",         "unknown", "busy",          "names-host-file",
    "end-of-sequence",  "context-full",     "prompt-too-long", "model-missing"};

constexpr std::string_view kWordEnds = " \t\r\n\v\f'\"`)]},;:>";
constexpr std::string_view kQuotes = "'\"`";

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool ends_word(char c) { return kWordEnds.find(c) != std::string_view::npos; }

std::size_t word_end(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of(kWordEnds, at), text.size());
}

/// Whether the character before `at` cannot belong to the same path or number.
bool stands_alone(std::string_view text, std::size_t at) {
  constexpr std::string_view kJoins = "_-./~";
  return at == 0 || (!is_letter_or_digit(text[at - 1]) && kJoins.find(text[at - 1]) == std::string_view::npos);
}

/// "/x", "./x", "../x" and "~/x" begin paths; a lone slash and "a/b" do not.
bool starts_path(std::string_view text, std::size_t at) {
  const std::size_t slash = text.find_first_not_of(".~", at);
  return slash != std::string_view::npos && text[slash] == '/' && slash + 1 < text.size() &&
         !ends_word(text[slash + 1]) && stands_alone(text, at);
}

bool starts_address(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("0x") && stands_alone(text, at);
}

/// Where a path ends that begins at `at`. A quoted one ends with its quote. Otherwise blanks and colons may belong to
/// it, so that a next word with a slash in it counts as the rest of the same path.
std::size_t path_end(std::string_view text, std::size_t at) {
  const char before = at == 0 ? ' ' : text[at - 1];
  if (kQuotes.find(before) != std::string_view::npos) {
    for (std::size_t end = text.find(before, at); end != std::string_view::npos; end = text.find(before, end + 1)) {
      if (end + 1 == text.size() || !is_letter_or_digit(text[end + 1])) return end;
    }
  }
  std::size_t end = word_end(text, at);
  while (end + 1 < text.size()) {
    const std::size_t next = word_end(text, end + 1);
    if (text.substr(end + 1, next - end - 1).find('/') == std::string_view::npos) break;
    end = next;
  }
  return end;
}

std::string without_host_details(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const bool path = starts_path(text, at);
    if (!path && !starts_address(text, at)) {
      out += text[at++];
      continue;
    }
    out += "…";
    at = path ? path_end(text, at) : word_end(text, at);
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
  return std::string(utf8_prefix(without_host_details(as_utf8(error.message)), kGuestErrorTextBytes));
}

}  // namespace wasinn
