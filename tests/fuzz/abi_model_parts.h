// SPDX-License-Identifier: Apache-2.0
// What the rules of both import modules are written with.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "tests/fuzz/abi_model.h"

namespace wasinn::fuzz {

// Errnos.
inline constexpr std::uint32_t kOk = 0, kArgument = 1, kEncoding = 2, kRuntime = 5, kUnsupported = 6, kLarge = 7, kName = 8;
constexpr std::uint32_t bit(std::uint32_t answer) { return 1U << answer; }

inline Expected only(std::uint32_t answer) { return {bit(answer), {}, 0, {}}; }

inline bool inside(ByteView memory, std::uint64_t pointer, std::uint64_t length) { return pointer + length <= memory.size(); }

inline std::uint32_t u32_at(ByteView memory, std::uint64_t pointer) {
  std::uint32_t value = 0;
  std::memcpy(&value, memory.data() + pointer, sizeof value);
  return value;
}

inline std::vector<std::byte> bytes_of_number(std::uint32_t value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.end()};
}

/// A tensor as a guest gives it, or the errno for it.
struct AbiModel::TensorRead {
  std::uint32_t answer = kOk;
  ElementType type = ElementType::U8;
  std::uint32_t pointer = 0;
  ByteView data = {};
};

}  // namespace wasinn::fuzz
