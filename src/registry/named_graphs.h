// SPDX-License-Identifier: Apache-2.0
// NamedGraphs: the operator's models by name. Guests name a key, never a file.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/encoding.h"
#include "base/result.h"
#include "registry/model_file.h"

namespace wasinn {

/// A model under a name. A plain value.
struct NamedGraph {
  std::string name;                          ///< 1 to 128 of A-Z a-z 0-9 . _ -
  std::vector<std::filesystem::path> files;  ///< the model's parts in order; at least one
  std::optional<Encoding> encoding;          ///< nothing: the bytes decide
  ExecutionTarget target = ExecutionTarget::Auto;
  std::uint32_t threads = 0;                 ///< for one computation; 0: the pool that all graphs share
  std::string sha256{};                      ///< of the first file, 64 hexadecimal digits; empty: not checked
  std::string options{};                     ///< for the backend, a JSON object; empty: none
};

/// The names and their files. `add` before the first use; all other functions from any thread.
class NamedGraphs {
 public:
  /// Whether `name` may be the name of a graph at all.
  static bool is_name(std::string_view name) noexcept;

  /// Adds a name and remembers which files its paths lead to now. Paths are made absolute. A file that is missing now
  /// may come later.
  /// Errors: InvalidArgument (not a name, taken, no file, not a digest).
  Result<void> add(NamedGraph graph);

  /// The graph of that name, or nullptr. Valid as long as this object.
  const NamedGraph* find(std::string_view name) const;

  /// Names in order of the alphabet.
  std::vector<std::string> names() const;

  /// What is wrong with the files of `name` as they are now; no error if they can be opened. For a warning at start.
  /// Errors: NotFound, RuntimeError.
  Result<void> check(std::string_view name) const;

  /// Opens the files of the graph `name` and checks that they are the files they were and have the digest that was
  /// given. Files that were not there at `add` are remembered now. Errors: NotFound, RuntimeError.
  Result<std::vector<ModelFile>> open(std::string_view name) const;

 private:
  struct Entry {
    NamedGraph graph;
    std::vector<std::optional<FileIdentity>> identities;  // by file; pinned when first seen
  };

  Result<Entry> entry_of(std::string_view name) const;
  Result<void> pin(std::string_view name, std::span<const ModelFile> files) const;

  mutable std::mutex mutex_;  // guards the identities
  mutable std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace wasinn
