// SPDX-License-Identifier: Apache-2.0
// NamedGraph: a model that the operator gives a name, and GraphEntry: the same in a host's list, with its parts opened.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "backend/encoding.h"
#include "base/result.h"
#include "registry/model_file.h"

namespace wasinn {

/// One part of a model in memory. A plain value.
struct ModelBytes {
  ByteView bytes;                       ///< must not change
  std::shared_ptr<const void> owner{};  ///< keeps the bytes alive; empty: they outlive the host
};

/// Gives the parts of a model when they are needed. Called on the thread that loads, never twice at once for one graph;
/// must not use the host.
using ModelProvider = std::function<Result<std::vector<ModelBytes>>()>;

/// A model under a name: its parts are in files, in memory, or with somebody who is asked. A plain value.
struct NamedGraph {
  std::string name;                          ///< 1 to 128 of A-Z a-z 0-9 . _ -
  std::vector<std::filesystem::path> files;  ///< the model's parts in order; or empty
  std::optional<Encoding> encoding;          ///< nothing: the bytes decide
  ExecutionTarget target = ExecutionTarget::Auto;
  std::uint32_t threads = 0;                 ///< for one computation; 0: the pool that all graphs share
  std::string sha256{};                      ///< of the first part, 64 hexadecimal digits; empty: not checked
  std::string options{};                     ///< for the backend, a JSON object; empty: none
  std::vector<ModelBytes> memory{};          ///< the parts in order, or empty; backends see no path then
  ModelProvider provider{};                  ///< or empty; also asked for the encoding where that says nothing
};

/// Whether `name` may be the name of a graph at all.
bool is_graph_name(std::string_view name) noexcept;

/// The parts of a model, open. Move-only; the views are valid as long as this object.
struct OpenModel {
  std::vector<ModelFile> files;    ///< what keeps the views of files valid
  std::vector<ModelBytes> memory;  ///< and those of memory
  std::vector<ModelPart> parts;

  std::vector<ByteView> views() const;
};

/// A graph in a host's list and the files that it had when it came there. All functions from any thread.
class GraphEntry {
 public:
  /// Remembers which files the paths lead to now; paths are made absolute. A file that is missing now may come later.
  /// `serial` is another one for every entry of a host. Errors: InvalidArgument (not a name, no part, not a digest).
  static Result<std::shared_ptr<const GraphEntry>> make(NamedGraph graph, std::uint64_t serial);

  const NamedGraph& graph() const noexcept { return graph_; }

  /// What the keys of this entry's loaded graphs begin with; no other entry's do, also under the same name.
  const std::string& cache_key() const noexcept { return cache_key_; }

  /// What is wrong with the parts as they are now; no error if they can be opened. For a warning. Errors: RuntimeError.
  Result<void> check() const;

  /// Opens the parts and checks that files are those they were and have the digest that was given. Files that were not
  /// there before are remembered now. Errors: RuntimeError.
  Result<OpenModel> open() const;

  /// At least the first part, with nothing checked. Errors: RuntimeError.
  Result<OpenModel> open_first() const;

  /// Whether both lead to the same model loaded in the same way: all that was said is equal, and so are files and bytes.
  /// False where somebody is asked for the parts, as the answer may be another one.
  bool same_as(const GraphEntry& other) const;

  /// Whether the entry has left the list: what is loaded for it now goes with its last user.
  bool retired() const noexcept { return retired_; }
  void retire() const noexcept { retired_ = true; }

 private:
  using Identities = std::vector<std::optional<FileIdentity>>;

  GraphEntry(NamedGraph graph, std::uint64_t serial);

  Identities identities() const;
  Result<void> add_files(OpenModel& model, std::size_t count, const Identities& expected) const;
  Result<void> add_memory(OpenModel& model) const;
  Result<void> check_digest(ByteView first) const;
  Result<void> pin(std::span<const ModelFile> files) const;

  NamedGraph graph_;
  const std::string cache_key_;
  mutable std::atomic<bool> retired_ = false;
  mutable std::mutex asking_;      // held while the provider is asked
  mutable std::mutex mutex_;       // guards the identities
  mutable Identities identities_;  // by file; pinned when first seen
};

}  // namespace wasinn
