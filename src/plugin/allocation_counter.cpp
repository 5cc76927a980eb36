// SPDX-License-Identifier: Apache-2.0
// Replaces operator new and delete by ones that count. A file of its own, so that no caller sees what they are made of.
#include "plugin/allocation_counter.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> count = 0;

// Frameworks also ask for less than a pointer's alignment, which the function below refuses.
void* aligned(std::size_t size, std::align_val_t alignment) noexcept {
  ++count;
  void* memory = nullptr;
  const std::size_t at_least = std::max(static_cast<std::size_t>(alignment), sizeof(void*));
  return ::posix_memalign(&memory, at_least, size == 0 ? 1 : size) == 0 ? memory : nullptr;
}

}  // namespace

std::size_t wasinn::allocation_count() noexcept { return count; }

void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void* operator new(std::size_t size, std::align_val_t alignment) {
  if (void* memory = aligned(size, alignment)) return memory;
  throw std::bad_alloc();
}

// The library's own of these two call the ones above; a sanitizer's do not.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  return std::malloc(size == 0 ? 1 : size);
}

void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return aligned(size, alignment);
}

void operator delete(void* memory) noexcept { std::free(memory); }

void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }

void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
