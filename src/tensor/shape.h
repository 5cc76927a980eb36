// SPDX-License-Identifier: Apache-2.0
// Shape: the dimensions of a tensor, and the only place where dimensions are multiplied.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "tensor/element_type.h"

namespace wasinn {

/// Largest rank a tensor may have.
inline constexpr std::size_t kMaxRank = 16;

/// Dimensions of one tensor, outermost first. Rank 0 is a scalar (one element). Dimensions are in
/// 0 .. 2^31 - 1. A plain value that never allocates.
class Shape {
 public:
  /// A scalar.
  Shape() = default;

  /// Checks and copies `dimensions`: at most `kMaxRank`, each in 0 .. 2^31 - 1.
  /// Errors: InvalidArgument.
  static Result<Shape> from(std::span<const std::int64_t> dimensions);

  /// Becomes the shape of `dimensions`, as `from` would make it, without a copy in between. After an error it is some
  /// shape or other. Errors: InvalidArgument.
  Result<void> assign(std::span<const std::int64_t> dimensions);

  std::size_t rank() const noexcept { return rank_; }
  std::span<const std::int64_t> dimensions() const noexcept { return {dimensions_.data(), rank_}; }
  /// The same with whatever else lies behind them: for a copy of fixed size, which costs less than one that counts.
  std::span<const std::int64_t, kMaxRank> all_places() const noexcept { return dimensions_; }
  std::int64_t operator[](std::size_t axis) const noexcept { return dimensions_[axis]; }

  /// Number of bytes of a dense tensor of this shape. Errors: TooLarge when it does not fit in 64 bits.
  Result<std::uint64_t> byte_size(ElementType type) const;

  /// Whether a dense tensor of this shape has exactly `bytes` bytes.
  bool fills(std::uint64_t bytes, ElementType type) const noexcept { return checked_byte_size(type) == bytes; }

  /// "[1,8,8]"; "[]" for a scalar.
  std::string text() const;

  friend bool operator==(const Shape& a, const Shape& b) noexcept {
    return std::ranges::equal(a.dimensions(), b.dimensions());
  }

 private:
  /// Nothing when it does not fit in 64 bits. Inline, as every tensor of every inference passes here.
  std::optional<std::uint64_t> checked_byte_size(ElementType type) const noexcept {
    std::uint64_t bytes = wasinn::byte_size(type);
    bool overflowed = false;
    for (std::size_t axis = 0; axis < rank_; ++axis) {
      if (dimensions_[axis] == 0) return 0;
      overflowed |= __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(dimensions_[axis]), &bytes);
    }
    if (overflowed) return std::nullopt;
    return bytes;
  }

  std::array<std::int64_t, kMaxRank> dimensions_{};
  std::uint8_t rank_ = 0;
};

}  // namespace wasinn
