// SPDX-License-Identifier: Apache-2.0
// ModelFile: one of the operator's model files, mapped read-only, and the proof that it is still the same file.
#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn {

/// What tells a file apart from another one at the same path. A plain value.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t byte_size = 0;
  std::int64_t modified_s = 0;   ///< seconds since the epoch
  std::int64_t modified_ns = 0;  ///< and nanoseconds of the next one

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// The file that a path of the operator's means: the one in it where it is the directory of a SavedModel, else itself.
std::filesystem::path model_file_at(const std::filesystem::path& path);

/// The identity of the regular file that `path` means (links are followed). Errors: RuntimeError (none, or not a regular file).
Result<FileIdentity> identify_file(const std::filesystem::path& path);

/// A regular file mapped into memory for reading. Move-only. The bytes are valid as long as the object; a file that is
/// cut short under the mapping is the operator's to avoid.
class ModelFile {
 public:
  /// Opens and maps the file that `path` means, never waiting for what is no regular file. With `expected`, refuses a file that is another
  /// one than it was. A moved-from object has no bytes. Errors: RuntimeError.
  static Result<ModelFile> open(const std::filesystem::path& path, const std::optional<FileIdentity>& expected);

  ModelFile(ModelFile&& other) noexcept;
  ModelFile& operator=(ModelFile&& other) noexcept;
  ~ModelFile();

  ByteView bytes() const noexcept { return bytes_; }
  const FileIdentity& identity() const noexcept { return identity_; }
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  ModelFile() = default;

  std::filesystem::path path_;
  FileIdentity identity_;
  ByteView bytes_;
};

}  // namespace wasinn
