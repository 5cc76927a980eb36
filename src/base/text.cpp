// SPDX-License-Identifier: Apache-2.0
// UTF-8 validation and text formats.
#include "base/text.h"

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

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const Lead lead = lead_of(static_cast<unsigned char>(text[at++]));
    if (!lead.valid || text.size() - at < lead.following) return false;
    for (unsigned i = 0; i < lead.following; ++i, ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      const unsigned char low = i == 0 ? lead.low : 0x80;
      const unsigned char high = i == 0 ? lead.high : 0xBF;
      if (byte < low || byte > high) return false;
    }
  }
  return true;
}

std::string format_byte_size(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  constexpr std::array<const char*, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes) / 1024.0;
  std::size_t unit = 0;
  while (value >= 1024.0 && unit + 1 < kUnits.size()) {
    value /= 1024.0;
    ++unit;
  }
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f %s", value, kUnits[unit]);
  return buffer.data();
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < 0x20 || byte == 0x7F ? '?' : c;
  }
  if (text.size() > most) out += "…";
  return out;
}

}  // namespace wasinn
