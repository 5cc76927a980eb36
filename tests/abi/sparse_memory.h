// SPDX-License-Identifier: Apache-2.0
// SparseMemory: gigabytes of zeros that cost nothing until they are written to.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/bytes.h"

namespace wasinn::plain {

/// Whether this program was built with AddressSanitizer, which keeps freed memory for a while and ends the program when
/// `operator new` fails.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kAddressSanitizer = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kAddressSanitizer = true;
#else
inline constexpr bool kAddressSanitizer = false;
#endif
#else
inline constexpr bool kAddressSanitizer = false;
#endif

/// How much resident memory may come and go where nothing piles up.
inline constexpr std::uint64_t kUnsteadyBytes = (kAddressSanitizer ? std::uint64_t{512} : std::uint64_t{16}) << 20;

class SparseMemory {
 public:
  explicit SparseMemory(std::size_t size) : size_(size) {
    address_ = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (address_ == MAP_FAILED) {
      std::perror("sparse memory");
      std::abort();
    }
  }
  ~SparseMemory() { ::munmap(address_, size_); }
  SparseMemory(const SparseMemory&) = delete;
  SparseMemory& operator=(const SparseMemory&) = delete;

  MutableBytes bytes() const noexcept { return {static_cast<std::byte*>(address_), size_}; }

 private:
  void* address_;
  std::size_t size_;
};

/// Bytes of this process that are in physical memory now.
inline std::uint64_t resident_bytes() {
  unsigned long long total = 0;
  unsigned long long resident = 0;
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%llu %llu", &total, &resident) != 2) std::abort();
  std::fclose(file);
  constexpr std::uint64_t kPage = 4096;
  return resident * kPage;
}

}  // namespace wasinn::plain
