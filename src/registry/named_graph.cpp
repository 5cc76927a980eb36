// SPDX-License-Identifier: Apache-2.0
// What may stand behind a name, and its identity.
#include "registry/named_graph.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "registry/digest.h"

namespace wasinn {
namespace {

constexpr std::size_t kMostNameBytes = 128;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

Result<void> check_parts(const NamedGraph& graph) {
  const auto wrong = [&](const char* what) {
    return fail(ErrorCode::InvalidArgument, "graph '" + graph.name + "' " + what);
  };
  const int sources = !graph.files.empty() + !graph.memory.empty() + (graph.provider != nullptr);
  if (sources == 0) return wrong("has no file");
  if (sources > 1) return wrong("has more than one of files, bytes in memory and a provider; give one of them");
  if (!graph.memory.empty() && graph.memory.front().bytes.empty()) return wrong("has no bytes in its first part");
  return {};
}

Result<void> check_graph(const NamedGraph& graph) {
  if (!is_graph_name(graph.name)) {
    return fail(ErrorCode::InvalidArgument, "'" + printable(graph.name) +
                                                "' cannot name a graph; use 1 to 128 of A-Z a-z 0-9 . _ -");
  }
  WASINN_TRY(check_parts(graph));
  if (!graph.sha256.empty() && !is_sha256_hex(graph.sha256)) {
    return fail(ErrorCode::InvalidArgument,
                "graph '" + graph.name + "': a sha256 has 64 digits of 0-9 a-f, got '" + printable(graph.sha256) + "'");
  }
  return {};
}

bool same_bytes(const ModelBytes& a, const ModelBytes& b) {
  const bool same_place = a.bytes.data() == b.bytes.data() && a.bytes.size() == b.bytes.size();
  return same_place || std::ranges::equal(a.bytes, b.bytes);
}

bool same_words(const NamedGraph& a, const NamedGraph& b) {
  return a.name == b.name && a.files == b.files && a.encoding == b.encoding && a.target == b.target &&
         a.threads == b.threads && a.sha256 == b.sha256 && a.options == b.options;
}

}  // namespace

bool is_graph_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kMostNameBytes && std::all_of(name.begin(), name.end(), is_name_character);
}

std::vector<ByteView> OpenModel::views() const {
  std::vector<ByteView> out;
  for (const ModelPart& part : parts) out.push_back(part.bytes);
  return out;
}

GraphEntry::GraphEntry(NamedGraph graph, std::uint64_t serial)
    : graph_(std::move(graph)), cache_key_("name/" + graph_.name + '/' + std::to_string(serial) + '/') {
  for (auto& file : graph_.files) {
    std::error_code unchanged;
    if (auto absolute = std::filesystem::absolute(file, unchanged); !unchanged) file = std::move(absolute);
    const auto identity = identify_file(file);
    identities_.push_back(identity ? std::optional(*identity) : std::nullopt);
  }
}

Result<std::shared_ptr<const GraphEntry>> GraphEntry::make(NamedGraph graph, std::uint64_t serial) {
  WASINN_TRY(check_graph(graph));
  return std::shared_ptr<const GraphEntry>(new GraphEntry(std::move(graph), serial));
}

Result<void> GraphEntry::check() const {
  for (const auto& file : graph_.files) {
    WASINN_ASSIGN(const FileIdentity identity, identify_file(file));
    if (identity.byte_size == 0 && file == graph_.files.front()) {
      return fail(ErrorCode::RuntimeError, "the model file '" + file.string() + "' is empty");
    }
  }
  return {};
}

Result<OpenModel> GraphEntry::open() const {
  OpenModel model;
  WASINN_TRY(add_files(model, graph_.files.size(), identities()));
  WASINN_TRY(add_memory(model));
  // Without the lock, as the digest of a large model takes seconds.
  WASINN_TRY(check_digest(model.parts.front().bytes));
  WASINN_TRY(pin(model.files));
  return model;
}

Result<OpenModel> GraphEntry::open_first() const {
  OpenModel model;
  WASINN_TRY(add_files(model, std::min<std::size_t>(graph_.files.size(), 1), Identities(1)));
  WASINN_TRY(add_memory(model));
  return model;
}

Result<void> GraphEntry::add_files(OpenModel& model, std::size_t count, const Identities& expected) const {
  for (std::size_t i = 0; i < count; ++i) {
    WASINN_ASSIGN(ModelFile file, ModelFile::open(graph_.files[i], expected[i]));
    model.parts.push_back({file.bytes(), file.path()});
    model.files.push_back(std::move(file));
  }
  return {};
}

Result<void> GraphEntry::add_memory(OpenModel& model) const {
  model.memory = graph_.memory;
  if (graph_.provider) {
    const std::lock_guard lock(asking_);
    WASINN_ASSIGN(model.memory, graph_.provider());
    if (model.memory.empty() || model.memory.front().bytes.empty()) {
      return fail(ErrorCode::RuntimeError, "the model has no bytes: its provider gave none");
    }
  }
  for (const ModelBytes& part : model.memory) model.parts.push_back({part.bytes, {}});
  return {};
}

bool GraphEntry::same_as(const GraphEntry& other) const {
  const bool known = !graph_.provider && !other.graph_.provider;
  return known && same_words(graph_, other.graph_) && identities() == other.identities() &&
         std::ranges::equal(graph_.memory, other.graph_.memory, same_bytes);
}

GraphEntry::Identities GraphEntry::identities() const {
  const std::lock_guard lock(mutex_);
  return identities_;
}

Result<void> GraphEntry::check_digest(ByteView first) const {
  if (graph_.sha256.empty()) return {};
  const std::string found = sha256_hex(first);
  if (found == graph_.sha256) return {};
  const std::string what =
      graph_.files.empty() ? "the model in memory" : "the model file '" + graph_.files.front().string() + "'";
  return fail(ErrorCode::RuntimeError, what + " has sha256 " + found + " where " + graph_.sha256 + " was expected");
}

Result<void> GraphEntry::pin(std::span<const ModelFile> files) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto& identity = identities_[i];
    if (!identity) identity = files[i].identity();
    if (*identity == files[i].identity()) continue;
    return fail(ErrorCode::RuntimeError,
                "the model file '" + files[i].path().string() + "' was replaced while it was opened");
  }
  return {};
}

}  // namespace wasinn
