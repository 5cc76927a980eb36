// SPDX-License-Identifier: Apache-2.0
// A guest's requests in the order policy, quota, backend, bookkeeping.
#include "host/session.h"

#include <utility>

#include "base/checked.h"
#include "base/text.h"
#include "host/graph_loader.h"

namespace wasinn {
namespace {

std::string quoted(std::string_view name) { return "'" + printable(name) + "'"; }

Result<void> check_name(std::string_view name, const Limits& limits) {
  if (name.size() > limits.name_bytes) {
    return fail(ErrorCode::InvalidArgument, "a graph name of " + std::to_string(name.size()) +
                                                " bytes was given; names have at most " +
                                                std::to_string(limits.name_bytes));
  }
  if (!is_utf8(name) || name.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::InvalidArgument, "the graph name " + quoted(name) + " is not UTF-8 text without NUL");
  }
  return {};
}

std::string known_names(const NamedGraphs& graphs) {
  const auto names = graphs.names();
  if (names.empty()) return "the host has no graphs";
  std::string out = "the host has ";
  for (std::size_t i = 0; i < names.size(); ++i) out += (i == 0 ? "'" : ", '") + names[i] + "'";
  return out;
}

Result<std::uint64_t> guest_model_size(std::span<const ByteView> parts, const Limits& limits) {
  if (parts.empty() || parts.size() > limits.graph_parts) {
    return fail(ErrorCode::InvalidArgument, "a model of " + std::to_string(parts.size()) +
                                                " parts was given; it has 1 to " + std::to_string(limits.graph_parts));
  }
  if (parts.front().empty()) return fail(ErrorCode::InvalidArgument, "the model has no bytes");
  std::uint64_t bytes = 0;
  for (const ByteView part : parts) bytes += part.size();
  if (bytes > limits.graph_bytes) {
    return fail(ErrorCode::TooLarge, "a model of " + std::to_string(bytes) + " bytes was given; at most " +
                                         std::to_string(limits.graph_bytes) + " are loaded from bytes");
  }
  return bytes;
}

/// A graph that needs an input which wasi-nn cannot express is of no use to any guest.
Result<void> check_expressible(const LoadedGraph& loaded) {
  for (std::size_t i = 0; i < loaded.graph->inputs().size(); ++i) {
    const Port& port = loaded.graph->inputs()[i];
    if (port.expressible()) continue;
    return fail(ErrorCode::UnsupportedOperation, "input " + std::to_string(i) + " '" + printable(port.name) +
                                                     "' is " + port.text() + ", which wasi-nn tensors cannot express");
  }
  return {};
}

}  // namespace

Session::Session(Host& host, Clock::time_point deadline)
    : host_(host),
      graphs_("graphs", host.limits().graphs),
      contexts_("execution contexts", host.limits().contexts),
      tensors_("tensors", host.limits().tensors),
      model_bytes_("model bytes", host.limits().model_bytes),
      tensor_bytes_("tensor bytes", host.limits().tensor_bytes),
      activity_(std::make_shared<SessionActivity>(deadline)) {}

Result<GuestGraph> Session::load(std::span<const ByteView> parts, const EncodingRequest& encoding,
                                 ExecutionTarget target) {
  WASINN_ASSIGN(const std::uint64_t bytes, guest_model_size(parts, limits()));
  WASINN_ASSIGN(Reservation count, graphs_.reserve(1));
  WASINN_ASSIGN(Reservation model_bytes, model_bytes_.reserve(bytes));
  WASINN_ASSIGN(GuestGraph graph,
                hold(std::move(count), GraphLoader(host_, *activity_).load_bytes(parts, encoding, target)));
  graph.model_bytes = std::make_shared<const Reservation>(std::move(model_bytes));
  return graph;
}

Result<GuestGraph> Session::load_by_name(std::string_view name, const GuestOptions& options) {
  WASINN_TRY(check_name(name, limits()));
  const NamedGraphs::Entry entry = host_.find_graph(name);
  if (entry == nullptr) {
    return fail(ErrorCode::NotFound, "the guest asked for graph " + quoted(name) + ", and no graph has that name; " +
                                         known_names(host_.named_graphs()));
  }
  WASINN_ASSIGN(Reservation count, graphs_.reserve(1));
  auto held = hold(std::move(count), GraphLoader(host_, *activity_).load_named(*entry, options));
  if (!held) return fail(std::move(held).error().within("graph " + quoted(name)));
  return held;
}

Result<GuestGraph> Session::hold(Reservation count, Result<GraphCache::Found> found) {
  if (!found) return fail(std::move(found).error());
  const LoadedGraph& loaded = *found->graph;
  WASINN_TRY(check_expressible(loaded));
  const BackendInfo& backend = loaded.backend->info();
  auto statistics = host_.statistics_row(loaded.label, backend.name + ' ' + backend.framework_version,
                                         loaded.graph->info().device);
  found->was_loaded ? statistics->shared() : statistics->loaded();
  return GuestGraph{std::move(count), {}, std::move(found->graph), std::move(statistics)};
}

Result<GuestOptions> Session::parse_options(std::string_view json) const {
  return parse_guest_options(json, limits());
}

Result<std::unique_ptr<Context>> Session::create_context(const GuestGraph& graph) {
  WASINN_TRY(activity_->check_open());
  WASINN_ASSIGN(Reservation count, contexts_.reserve(1));
  WASINN_ASSIGN(auto execution, graph.graph().create_context());
  if (text_sink_ && graph.graph().info().streams) execution->show_to(text_sink_);
  return std::make_unique<Context>(Context::Parts{std::move(count), graph.model_bytes, graph.loaded, graph.statistics,
                                                  activity_, std::move(execution), tensor_bytes_, limits()},
                                   host_.watchdog());
}

Result<TensorRoom> Session::reserve_tensor(std::uint64_t byte_size) {
  WASINN_ASSIGN(Reservation count, tensors_.reserve(1));
  WASINN_ASSIGN(Reservation bytes, tensor_bytes_.reserve(byte_size));
  return TensorRoom{std::move(count), std::move(bytes)};
}

void Session::close() noexcept { activity_->close(); }

std::string Session::interrupted_in() const { return activity_->interrupted_in(); }

Session::Usage Session::usage() const noexcept {
  return {graphs_.used(), contexts_.used(), tensors_.used(), model_bytes_.used(), tensor_bytes_.used()};
}

}  // namespace wasinn
