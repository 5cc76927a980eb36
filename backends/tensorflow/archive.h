// SPDX-License-Identifier: Apache-2.0
// Unpacks a zipped SavedModel into a private temporary folder, as the framework reads such models from folders only.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace tf {

/// A new folder that only this user may enter, removed with all that is in it at the end. Move-only.
class TemporaryFolder {
 public:
  /// Throws Failure when there can be none.
  TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::string& path() const noexcept { return path_; }

  /// Writes a new file under a relative name, and the folders that it lies in. Throws Failure: WASINN_SECURITY for a
  /// name that leaves the folder or comes twice, WASINN_RUNTIME_ERROR when it cannot be written.
  void write(const std::string& name, std::string_view content) const;

 private:
  std::string path_;
};

/// A SavedModel on disk, for as long as the object lives. Move-only.
struct UnpackedModel {
  TemporaryFolder folder;
  std::string message;  ///< the content of its saved_model.pb
};

/// Whether the bytes begin as a zip archive does.
bool is_archive(std::string_view bytes) noexcept;

/// Unpacks the one SavedModel in `archive`: what lies beside or below its saved_model.pb. All of it together may take
/// four times the bytes of the archive, or 16 MiB where that is more. Throws Failure: WASINN_INVALID_ENCODING,
/// WASINN_SECURITY (names that leave the folder), WASINN_TOO_LARGE, WASINN_RUNTIME_ERROR.
UnpackedModel unpack(std::string_view archive);

}  // namespace tf
