// SPDX-License-Identifier: Apache-2.0
// For embedding programs: graphs and contexts, inference without a guest.
#pragma once

#include <wasinn/tensor.hpp>

#include <cstring>
#include <vector>

namespace wasinn {
inline namespace embedding {

/// One input or output of a graph. Its texts and dimensions live as long as the graph.
struct Port {
  std::string_view name{};
  std::string_view type_name{};  // the framework's word, for people
  ElementType type = ElementType::Foreign;
  std::optional<std::span<const std::int64_t>> dimensions{};  // -1: unknown until a tensor is given; none: unknown rank
  bool optional = false;  // an input that may be TensorView::absent()
};

/// What a graph says of itself. Its texts live as long as the graph.
struct GraphInfo {
  std::vector<Port> inputs{};
  std::vector<Port> outputs{};
  std::vector<std::pair<std::string_view, std::string_view>> properties{};
  std::string_view device{};
  bool streams = false;  // Context::step gives its outputs in pieces
};

namespace detail {

inline Port read_port(const wasinn_port& raw) {
  Port port{raw.name, raw.type_name, static_cast<ElementType>(raw.type), std::nullopt,
            (raw.flags & WASINN_PORT_OPTIONAL) != 0};
  if (raw.rank >= 0) port.dimensions = std::span(raw.dimensions, static_cast<std::size_t>(raw.rank));
  return port;
}

/// Ports lie struct_size bytes apart, which is more than this header knows when the library is newer.
inline std::vector<Port> read_ports(const wasinn_port* first, std::uint64_t count) {
  std::vector<Port> ports;
  for (std::uint64_t i = 0; i < count; ++i) {
    wasinn_port raw{};
    std::memcpy(&raw, reinterpret_cast<const std::byte*>(first) + i * first->struct_size,
                std::min<std::size_t>(static_cast<std::size_t>(first->struct_size), sizeof raw));
    ports.push_back(read_port(raw));
  }
  return ports;
}

inline GraphInfo read_graph(const wasinn_graph* graph) {
  wasinn_graph_info raw{};
  raw.struct_size = sizeof raw;
  // It fails only without a graph or a place for what it says.
  static_cast<void>(wasinn_graph_describe(graph, &raw, nullptr));
  GraphInfo info{read_ports(raw.inputs, raw.input_count), read_ports(raw.outputs, raw.output_count)};
  for (std::uint64_t i = 0; i < raw.property_count; ++i) {
    info.properties.emplace_back(raw.properties[i].key, raw.properties[i].value);
  }
  if (raw.device != nullptr) info.device = raw.device;
  info.streams = (raw.flags & WASINN_GRAPH_STREAMS) != 0;
  return info;
}

}  // namespace detail

/// The state of inferences on one graph. One thread at a time.
class Context {
 public:
  Context(detail::Handle<wasinn_context> handle, std::size_t output_count)
      : handle_(std::move(handle)), raw_outputs_(output_count) {
    outputs_.reserve(output_count);
  }

  /// Runs the graph once on one input for each port, in order, and shows the outputs, which live until the next call. What
  /// fits into the memory of `into` (the first outputs' in order, or none) is written there, the rest to the context's own.
  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs, std::span<const OutputBuffer> into = {}) {
    if (into.size() > raw_outputs_.size()) {
      return Error{Status::InvalidArgument, "memory was given for " + std::to_string(into.size()) +
                                                " outputs, and the graph has " + std::to_string(raw_outputs_.size())};
    }
    prepare(inputs);
    for (std::size_t i = 0; i < into.size(); ++i) raw_outputs_[i] = into[i].raw();
    return finished(call(wasinn_context_compute));
  }
  Result<std::span<const TensorView>> compute(std::initializer_list<TensorView> inputs,
                                              std::initializer_list<OutputBuffer> into = {}) {
    return compute(std::span(inputs.begin(), inputs.size()), std::span(into.begin(), into.size()));
  }

  /// The next piece of the outputs, of graphs that stream; std::nullopt after the last one, when outputs() holds what is known
  /// at the end. It begins anew with the first call, after finish() and after compute().
  Result<std::optional<std::span<const TensorView>>> step(std::span<const TensorView> inputs) {
    prepare(inputs);
    Result<std::span<const TensorView>> piece = finished(call(wasinn_context_step));
    if (piece) return std::optional(*piece);
    if (piece.error().status == Status::EndOfSequence) return std::optional<std::span<const TensorView>>();
    return std::move(piece).error();
  }
  Result<std::optional<std::span<const TensorView>>> step(std::initializer_list<TensorView> inputs) {
    return step(std::span(inputs.begin(), inputs.size()));
  }

  /// Ends what step() began.
  void finish() noexcept { wasinn_context_finish(handle_.raw.get()); }

  /// What the last computation gave; of an answer that has ended or has no room left, what is known at its end.
  std::span<const TensorView> outputs() const noexcept { return outputs_; }

  wasinn_context* raw() const noexcept { return handle_.raw.get(); }

 private:
  using Compute = decltype(wasinn_context_compute);

  void prepare(std::span<const TensorView> inputs) {
    outputs_.clear();
    raw_inputs_.clear();
    for (const TensorView& input : inputs) raw_inputs_.push_back(input.raw());
    std::ranges::fill(raw_outputs_, wasinn_tensor{});
  }

  Result<void> call(Compute* function) {
    return detail::attempt([&](wasinn_error* error) {
      return function(raw(), raw_inputs_.data(), raw_inputs_.size(), raw_outputs_.data(), raw_outputs_.size(), error);
    });
  }

  std::span<const TensorView> show() {
    for (const wasinn_tensor& output : raw_outputs_) outputs_.emplace_back(output);
    return outputs_;
  }

  Result<std::span<const TensorView>> finished(Result<void> done) {
    if (done) return show();
    const Status status = done.error().status;
    if (status == Status::EndOfSequence || status == Status::ContextFull || status == Status::PromptTooLong) show();
    return std::move(done).error();
  }

  detail::Handle<wasinn_context> handle_;
  std::vector<wasinn_tensor> raw_inputs_;
  std::vector<wasinn_tensor> raw_outputs_;
  std::vector<TensorView> outputs_;
};

/// A loaded model. One thread at a time; its contexts may compute on threads of their own.
class Graph {
 public:
  explicit Graph(detail::Handle<wasinn_graph> handle)
      : handle_(std::move(handle)), info_(detail::read_graph(handle_.raw.get())) {}

  const GraphInfo& info() const& noexcept { return info_; }

  /// Status::TooLarge (a quota), Status::RuntimeError.
  Result<Context> context() const {
    wasinn_context* made = nullptr;
    Result<void> done = detail::attempt([&](wasinn_error* error) { return wasinn_context_new(raw(), &made, error); });
    if (!done) return std::move(done).error();
    return Context({handle_.host, {made, {wasinn_context_delete}}}, info_.outputs.size());
  }

  wasinn_graph* raw() const noexcept { return handle_.raw.get(); }

 private:
  detail::Handle<wasinn_graph> handle_;
  GraphInfo info_;
};

}  // namespace embedding
}  // namespace wasinn
