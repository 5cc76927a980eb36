// SPDX-License-Identifier: Apache-2.0
// Named graphs of a running host: files, bytes of the program's, and bytes that it gives when they are needed.
#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "capi/host.h"
#include "capi/sized.h"
#include "capi/wall.h"

namespace wasinn::capi {
namespace {

constexpr std::uint64_t kMostParts = 4;

using Parts = std::vector<ModelBytes>;

/// Takes one part over: it is released with its last user, and at once when this throws.
ModelBytes taken(const wasinn_model_bytes& part) {
  ModelBytes bytes{{reinterpret_cast<const std::byte*>(part.data), static_cast<std::size_t>(part.byte_size)}, {}};
  if (part.release != nullptr) bytes.owner = std::shared_ptr<const void>(part.private_data, part.release);
  return bytes;
}

/// Takes all parts over, at most kMostParts of them, whatever happens.
Parts taken(std::span<const wasinn_model_bytes> parts) {
  std::array<ModelBytes, kMostParts> held;
  std::exception_ptr failure;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    try {
      held[i] = taken(parts[i]);
    } catch (...) {
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
  return {held.begin(), held.begin() + static_cast<std::ptrdiff_t>(parts.size())};
}

Result<void> check_bytes(const Parts& parts) {
  for (const ModelBytes& part : parts) {
    if (part.bytes.data() != nullptr || part.bytes.empty()) continue;
    return fail(ErrorCode::InvalidArgument, "a part of the model has a size and data NULL");
  }
  return {};
}

/// The bytes that `call` fills in, or its error.
template <class Call>
Result<Parts> asked(std::uint64_t part_count, const Call& call) {
  std::vector<wasinn_model_bytes> raw(part_count);
  wasinn_error error{};
  const wasinn_status status = call(raw.data(), &error);
  const std::string message = error.message == nullptr ? "its bytes were refused" : error.message;
  wasinn_error_clear(&error);
  if (status != WASINN_OK) return fail(code_of(status), message);
  Parts parts = taken(std::span<const wasinn_model_bytes>(raw));
  WASINN_TRY(check_bytes(parts));
  return parts;
}

ModelProvider provider_of(const wasinn_named_graph& graph, std::string name) {
  return [open = graph.open, data = graph.data, count = graph.part_count, name = std::move(name)] {
    return asked(count, [&](wasinn_model_bytes* parts, wasinn_error* error) {
      return open(data, name.c_str(), parts, error);
    });
  };
}

Result<void> check_sources(const wasinn_named_graph& graph) {
  const int sources = (graph.files != nullptr) + (graph.bytes != nullptr) + (graph.open != nullptr);
  if (sources == 1) return {};
  return fail(ErrorCode::InvalidArgument, "graph '" + std::string(graph.name) +
                                              "': exactly one of files, bytes and open says where it comes from, and " +
                                              std::to_string(sources) + " are set");
}

Result<void> check_part_count(const wasinn_named_graph& graph) {
  if (graph.part_count >= 1 && graph.part_count <= kMostParts) return {};
  return fail(ErrorCode::InvalidArgument, "graph '" + std::string(graph.name) + "': part_count is " +
                                              std::to_string(graph.part_count) + "; models have 1 to " +
                                              std::to_string(kMostParts));
}

Result<void> read_files(const wasinn_named_graph& graph, NamedGraph& named) {
  for (std::uint64_t i = 0; graph.files != nullptr && i < graph.part_count; ++i) {
    WASINN_ASSIGN(std::string file, read_text(graph.files[i], "files[" + std::to_string(i) + "]"));
    named.files.emplace_back(std::move(file));
  }
  return {};
}

/// All but the bytes.
Result<NamedGraph> named_graph(const wasinn_named_graph& graph) {
  NamedGraph named;
  WASINN_ASSIGN(named.name, read_text(graph.name, "the name of the graph"));
  WASINN_TRY(check_sources(graph));
  WASINN_TRY(check_part_count(graph));
  WASINN_TRY(read_files(graph, named));
  WASINN_ASSIGN(named.encoding, read_encoding(graph.encoding == nullptr ? "" : graph.encoding));
  WASINN_ASSIGN(named.target, read_target(graph.target == nullptr ? "" : graph.target));
  named.threads = graph.threads;
  if (graph.options != nullptr) named.options = graph.options;
  if (graph.open != nullptr) named.provider = provider_of(graph, named.name);
  return named;
}

Result<void> set_graph(Host& host, const wasinn_named_graph& graph, Parts parts) {
  WASINN_ASSIGN(NamedGraph named, named_graph(graph));
  WASINN_TRY(check_bytes(parts));
  named.memory = std::move(parts);
  return host.set_graph(std::move(named));
}

/// The parts that `graph` brings, which may be NULL, taken over.
Parts brought_by(const wasinn_named_graph* graph) {
  if (graph == nullptr || graph->struct_size < offsetof(wasinn_named_graph, part_count) + sizeof graph->part_count ||
      graph->bytes == nullptr || graph->part_count > kMostParts) {
    return {};
  }
  return taken(std::span(graph->bytes, static_cast<std::size_t>(graph->part_count)));
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

wasinn_status wasinn_host_set_graph(wasinn_host* host, const wasinn_named_graph* graph, wasinn_error* error) {
  return answer(__func__, error, {}, [&]() -> Result<void> {
    capi::Parts parts = capi::brought_by(graph);
    WASINN_TRY(capi::check_given("wasinn_host_set_graph", {{"host", host}, {"graph", graph}}));
    WASINN_ASSIGN(const wasinn_named_graph known, capi::read_sized(graph, "wasinn_named_graph"));
    return capi::set_graph(host->state->host(), known, std::move(parts));
  });
}

wasinn_status wasinn_host_remove_graph(wasinn_host* host, const char* name, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"name", name}},
                [&] { return host->state->host().remove_graph(name); });
}

wasinn_status wasinn_host_reload_graphs(wasinn_host* host, const wasinn_config* config, wasinn_error* error) {
  return answer(__func__, error, {{"host", host}, {"config", config}},
                [&] { return host->state->host().set_graphs(config->settings.config.graphs); });
}

void wasinn_host_set_resolver(wasinn_host* host, wasinn_resolve_fn resolve, void* data) {
  if (host == nullptr) return;
  if (resolve == nullptr) return host->state->host().set_resolver({});
  // The session that asks keeps the state alive.
  host->state->host().set_resolver([resolve, data, state = host->state.get()](Host&, std::string_view name) {
    wasinn_host asked{state->shared_from_this()};
    return resolve(data, &asked, std::string(name).c_str()) != 0;
  });
}
