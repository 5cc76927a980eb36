// SPDX-License-Identifier: Apache-2.0
// AlignedBuffer: memory that is kept and reused from one computation to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace ort {

/// Memory at a 64-byte-aligned address that only grows. Move-only; one thread at a time.
class AlignedBuffer {
 public:
  /// At least `byte_size` bytes, zero when they are new. What was there before may be lost. Throws std::bad_alloc.
  std::uint8_t* reserve(std::size_t byte_size) {
    if (memory_ && byte_size <= byte_size_) return memory_.get();
    const std::size_t rounded = (byte_size / kAlignment + 1) * kAlignment;
    memory_.reset();
    byte_size_ = 0;
    memory_.reset(static_cast<std::uint8_t*>(::operator new(rounded, std::align_val_t{kAlignment})));
    byte_size_ = rounded;
    // What a framework leaves unwritten must not show what this process had there before.
    std::memset(memory_.get(), 0, rounded);
    return memory_.get();
  }

 private:
  static constexpr std::size_t kAlignment = 64;

  struct Delete {
    void operator()(std::uint8_t* memory) const noexcept { ::operator delete(memory, std::align_val_t{kAlignment}); }
  };

  std::unique_ptr<std::uint8_t, Delete> memory_;
  std::size_t byte_size_ = 0;
};

}  // namespace ort
