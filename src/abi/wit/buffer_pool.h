// SPDX-License-Identifier: Apache-2.0
// BufferPool: memory of dropped tensors, kept for the next ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn::wit {

/// Buffers that one guest's dropped tensors leave behind. A guest that makes tensors of the same sizes again and again
/// gets the same memory again: no allocation, no page fault (fresh pages cost more than the copy into them), and the
/// same addresses for the framework. One thread at a time.
class BufferPool {
 public:
  /// Keeps at most `most_bytes` in all; what was left behind first goes first.
  explicit BufferPool(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

  /// A buffer of at least `byte_size` bytes, not cleared. Errors: TooLarge when the system has no memory for it.
  Result<TensorBuffer> take(std::uint64_t byte_size);

  /// Keeps `buffer`, if `take` gave it.
  void give_back(TensorBuffer buffer) noexcept;

  /// Bytes that wait to be used again.
  std::uint64_t kept_bytes() const noexcept { return kept_bytes_; }

  /// The size of the buffer for a tensor of `byte_size` bytes: at most an eighth more, so that tensors of nearly the
  /// same size share buffers.
  static std::uint64_t capacity_for(std::uint64_t byte_size) noexcept;

 private:
  std::uint64_t most_bytes_;
  std::uint64_t kept_bytes_ = 0;
  std::vector<TensorBuffer> kept_;  // oldest first
};

}  // namespace wasinn::wit
