// SPDX-License-Identifier: Apache-2.0
// UTF-8 validation and text formats.
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace wasinn {
namespace {

/// What the first byte of a UTF-8 sequence promises: how many bytes follow, and the range of the next one
/// (narrower than 80..BF where overlong forms, surrogates or values past U+10FFFF would begin).
/// Source: the Unicode Standard, table "Well-Formed UTF-8 Byte Sequences".
struct Lead {
  unsigned following = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  bool valid = true;
};

Lead lead_of(unsigned char first) {
  if (first < 0x80) return {};
  if (first >= 0xC2 && first <= 0xDF) return {1, 0x80, 0xBF, true};
  if (first == 0xE0) return {2, 0xA0, 0xBF, true};
  if (first == 0xED) return {2, 0x80, 0x9F, true};
  if (first >= 0xE1 && first <= 0xEF) return {2, 0x80, 0xBF, true};
  if (first == 0xF0) return {3, 0x90, 0xBF, true};
  if (first >= 0xF1 && first <= 0xF3) return {3, 0x80, 0xBF, true};
  if (first == 0xF4) return {3, 0x80, 0x8F, true};
  return {0, 0, 0, false};
}

/// Bytes of the well-formed UTF-8 sequence at `at`, or 0 when there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) {
  const Lead lead = lead_of(static_cast<unsigned char>(text[at]));
  if (!lead.valid || text.size() - at <= lead.following) return 0;
  for (unsigned i = 1; i <= lead.following; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) return 0;
  }
  return 1 + lead.following;
}

/// Control characters: ASCII's, and U+0080 to U+009F, which terminals obey as well.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (first < 0x20 || first == 0x7F) return true;
  return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string as_utf8(std::string_view text, std::string_view stand_in) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    out += length == 0 ? stand_in : text.substr(at, length);
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string_view utf8_prefix(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

std::string format_byte_size(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
  constexpr std::array<const char*, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  constexpr double kRoundsUp = 1023.95;  // would be printed as 1024.0
  double value = static_cast<double>(bytes) / 1024.0;
  std::size_t unit = 0;
  while (value >= kRoundsUp && unit + 1 < kUnits.size()) {
    value /= 1024.0;
    ++unit;
  }
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f %s", value, kUnits[unit]);
  return buffer.data();
}

std::string printable(std::string_view text, std::size_t most) {
  // One character more than is kept is looked at, so that none is taken for broken because it was cut.
  constexpr std::size_t kLongestSequence = 4;
  const std::string whole = as_utf8(text.substr(0, most > text.size() ? text.size() : most + kLongestSequence));
  const std::string_view kept = utf8_prefix(whole, most);
  std::string out;
  for (std::size_t at = 0; at < kept.size();) {
    const std::string_view sequence = kept.substr(at, sequence_length(kept, at));
    out += is_control(sequence) ? "?" : sequence;
    at += sequence.size();
  }
  if (text.size() > most) out += "…";
  return out;
}

}  // namespace wasinn
