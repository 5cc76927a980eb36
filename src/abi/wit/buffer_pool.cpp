// SPDX-License-Identifier: Apache-2.0
// Keeping and finding buffers by size.
#include "abi/wit/buffer_pool.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace wasinn::wit {
namespace {

constexpr std::uint64_t kSmallest = kTensorAlignment;
// More would only make the search longer: a guest has a few tensors of a few sizes.
constexpr std::size_t kMostBuffers = 64;

}  // namespace

std::uint64_t BufferPool::capacity_for(std::uint64_t byte_size) noexcept {
  if (byte_size <= kSmallest) return kSmallest;
  const std::uint64_t step = std::max(kSmallest, std::bit_floor(byte_size) / 8);
  const std::uint64_t rounded = (byte_size + step - 1) / step * step;
  return rounded < byte_size ? byte_size : rounded;
}

Result<TensorBuffer> BufferPool::take(std::uint64_t byte_size) {
  const std::uint64_t capacity = capacity_for(byte_size);
  for (std::size_t i = kept_.size(); i > 0; --i) {
    if (std::as_const(kept_[i - 1]).bytes().size() != capacity) continue;
    TensorBuffer buffer = std::move(kept_[i - 1]);
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(i - 1));
    kept_bytes_ -= capacity;
    return buffer;
  }
  kept_.reserve(kMostBuffers + 1);  // so that `give_back` allocates nothing
  return TensorBuffer::allocate(capacity);
}

void BufferPool::give_back(TensorBuffer buffer) noexcept {
  const std::uint64_t size = std::as_const(buffer).bytes().size();
  if (size == 0 || size > most_bytes_) return;
  kept_bytes_ += size;
  kept_.push_back(std::move(buffer));
  while (kept_bytes_ > most_bytes_ || kept_.size() > kMostBuffers) {
    kept_bytes_ -= std::as_const(kept_.front()).bytes().size();
    kept_.erase(kept_.begin());
  }
}

}  // namespace wasinn::wit
