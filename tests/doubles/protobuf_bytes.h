// SPDX-License-Identifier: Apache-2.0
// Protobuf messages written by hand, for tests that need ones which no library would write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wasinn::doubles {

inline std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(static_cast<unsigned char>(value | 0x80U));
  return out + static_cast<char>(value);
}

/// A field that holds bytes: a text or another message.
inline std::string bytes_field(std::uint32_t number, std::string_view bytes) {
  return varint(std::uint64_t{number} << 3U | 2U) + varint(bytes.size()) + std::string(bytes);
}

/// A field that holds a number.
inline std::string number_field(std::uint32_t number, std::uint64_t value) {
  return varint(std::uint64_t{number} << 3U) + varint(value);
}

}  // namespace wasinn::doubles
