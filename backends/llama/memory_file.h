// SPDX-License-Identifier: Apache-2.0
// MemoryFile: bytes as a file that has no name, for a framework that reads nothing else.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace llama {

/// An open file descriptor, closed at the end. Move-only.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) noexcept : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  OpenFile& operator=(OpenFile&&) = delete;
  ~OpenFile();

  int descriptor() const noexcept { return descriptor_; }

  /// A name under which this process can open it once more.
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// A file in memory with these bytes, sealed: nobody changes it any more. Throws Failure.
OpenFile memory_file(std::span<const std::uint8_t> bytes);

/// The file at `path`, which begins with the same bytes as `bytes` and has their number. Throws Failure with
/// WASINN_RUNTIME_ERROR when it is another one by now.
OpenFile same_file(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace llama
