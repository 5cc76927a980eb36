// SPDX-License-Identifier: Apache-2.0
// Names, the files behind them, and their identity.
#include "registry/named_graphs.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "registry/digest.h"

namespace wasinn {
namespace {

constexpr std::size_t kMostNameBytes = 128;
constexpr std::size_t kDigestDigits = 64;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_digest(std::string_view text) {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<void> check_graph(const NamedGraph& graph) {
  if (!NamedGraphs::is_name(graph.name)) {
    return fail(ErrorCode::InvalidArgument, "'" + printable(graph.name) +
                                                "' cannot name a graph; use 1 to 128 of A-Z a-z 0-9 . _ -");
  }
  if (graph.files.empty()) {
    return fail(ErrorCode::InvalidArgument, "graph '" + graph.name + "' has no file");
  }
  if (!graph.sha256.empty() && !is_digest(graph.sha256)) {
    return fail(ErrorCode::InvalidArgument,
                "graph '" + graph.name + "': a sha256 has 64 digits of 0-9 a-f, got '" + printable(graph.sha256) + "'");
  }
  return {};
}

Result<void> check_digest(const NamedGraph& graph, const ModelFile& file) {
  if (graph.sha256.empty()) return {};
  const std::string found = sha256_hex(file.bytes());
  if (found == graph.sha256) return {};
  return fail(ErrorCode::RuntimeError, "the model file '" + file.path().string() + "' has sha256 " + found +
                                           " where " + graph.sha256 + " was expected");
}

}  // namespace

bool NamedGraphs::is_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kMostNameBytes && std::all_of(name.begin(), name.end(), is_name_character);
}

Result<void> NamedGraphs::add(NamedGraph graph) {
  WASINN_TRY(check_graph(graph));
  Entry entry{std::move(graph), {}};
  for (auto& file : entry.graph.files) {
    std::error_code unchanged;
    if (auto absolute = std::filesystem::absolute(file, unchanged); !unchanged) file = std::move(absolute);
    const auto identity = identify_file(file);
    entry.identities.push_back(identity ? std::optional(*identity) : std::nullopt);
  }
  const std::lock_guard lock(mutex_);
  const std::string name = entry.graph.name;
  if (!entries_.try_emplace(name, std::move(entry)).second) {
    return fail(ErrorCode::InvalidArgument, "the name '" + name + "' is given to two graphs");
  }
  return {};
}

const NamedGraph* NamedGraphs::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  return entry == entries_.end() ? nullptr : &entry->second.graph;
}

std::vector<std::string> NamedGraphs::names() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [name, entry] : entries_) out.push_back(name);
  return out;
}

Result<void> NamedGraphs::check(std::string_view name) const {
  WASINN_ASSIGN(const Entry entry, entry_of(name));
  for (const auto& file : entry.graph.files) {
    WASINN_ASSIGN(const FileIdentity identity, identify_file(file));
    if (identity.byte_size == 0 && file == entry.graph.files.front()) {
      return fail(ErrorCode::RuntimeError, "the model file '" + file.string() + "' is empty");
    }
  }
  return {};
}

Result<std::vector<ModelFile>> NamedGraphs::open(std::string_view name) const {
  WASINN_ASSIGN(const Entry entry, entry_of(name));
  std::vector<ModelFile> files;
  for (std::size_t i = 0; i < entry.graph.files.size(); ++i) {
    WASINN_ASSIGN(ModelFile file, ModelFile::open(entry.graph.files[i], entry.identities[i]));
    files.push_back(std::move(file));
  }
  // Without the lock, as the digest of a large file takes seconds.
  WASINN_TRY(check_digest(entry.graph, files.front()));
  WASINN_TRY(pin(name, files));
  return files;
}

Result<NamedGraphs::Entry> NamedGraphs::entry_of(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  if (entry == entries_.end()) return fail(ErrorCode::NotFound, "no graph has the name '" + printable(name) + "'");
  return entry->second;
}

Result<void> NamedGraphs::pin(std::string_view name, std::span<const ModelFile> files) const {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_.find(name)->second;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto& identity = entry.identities[i];
    if (!identity) identity = files[i].identity();
    if (*identity == files[i].identity()) continue;
    return fail(ErrorCode::RuntimeError,
                "the model file '" + files[i].path().string() + "' was replaced while it was opened");
  }
  return {};
}

}  // namespace wasinn
