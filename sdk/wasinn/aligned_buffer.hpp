// SPDX-License-Identifier: Apache-2.0
// For backend authors: AlignedBuffer, memory that is kept and reused from one computation to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace wasinn::sdk {

/// Memory at a 64-byte-aligned address that only grows. Move-only; one thread at a time.
class AlignedBuffer {
 public:
  /// At least `byte_size` bytes. What was there before may be lost. New memory is zero, so that bytes which a framework
  /// leaves unwritten never show what the process had there. Throws std::bad_alloc.
  std::uint8_t* reserve(std::size_t byte_size) {
    if (memory_ && byte_size <= byte_size_) return start_;
    memory_.reset();
    byte_size_ = 0;
    if (byte_size > SIZE_MAX - kAlignment) throw std::bad_alloc();
    memory_.reset(std::calloc(byte_size + kAlignment, 1));
    if (!memory_) throw std::bad_alloc();
    byte_size_ = byte_size;
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.get());
    start_ = static_cast<std::uint8_t*>(memory_.get()) + (kAlignment - address % kAlignment) % kAlignment;
    return start_;
  }

 private:
  static constexpr std::size_t kAlignment = 64;

  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };

  std::unique_ptr<void, Free> memory_;
  std::uint8_t* start_ = nullptr;
  std::size_t byte_size_ = 0;
};

}  // namespace wasinn::sdk
