// SPDX-License-Identifier: Apache-2.0
// The element types that wasi-nn tensors may have.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wasinn {

/// Element type of a tensor. Values are internal (and those of the plug-in ABI); each guest ABI has its own numbers.
enum class ElementType : std::uint8_t { F16 = 0, F32 = 1, F64 = 2, Bf16 = 3, U8 = 4, I32 = 5, I64 = 6 };

/// How many element types there are.
inline constexpr std::size_t kElementTypeCount = 7;

/// Bytes of one element: 1, 2, 4 or 8.
constexpr std::uint32_t byte_size(ElementType type) noexcept {
  constexpr std::uint32_t kSizes[kElementTypeCount] = {2, 4, 8, 2, 1, 4, 8};
  return kSizes[static_cast<std::size_t>(type)];
}

/// Name as messages print it: f16, f32, f64, bf16, u8, i32, i64. Static text.
constexpr std::string_view element_type_name(ElementType type) noexcept {
  constexpr std::string_view kNames[kElementTypeCount] = {"f16", "f32", "f64", "bf16", "u8", "i32", "i64"};
  return kNames[static_cast<std::size_t>(type)];
}

/// The type with that name, or nothing.
constexpr std::optional<ElementType> element_type_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    if (element_type_name(type) == name) return type;
  }
  return std::nullopt;
}

}  // namespace wasinn
