// SPDX-License-Identifier: Apache-2.0
// wasi-nn for C++ guests that are core modules: graphs and contexts that give themselves back, tensors as spans, errors as
// values with the host's own words. It lies on nn.h; nn_component.hpp has the same classes for components.
//
//   const auto probabilities = nn::infer<float>("digits", {{0, {1, 1, 8, 8}, pixels}});
//   if (!probabilities) std::fprintf(stderr, "%s\n", probabilities.error().text.c_str());
//
// Or in steps, where the model is used more than once:
//
//   auto graph = nn::Graph::load_by_name("digits");
//   auto context = graph->open();
//   auto computed = context->compute({{0, {1, 1, 8, 8}, pixels}});
//   auto probabilities = context->output<float>(0);
//
// WASINN_STANDARD_ONLY means what it means in nn.h; ports have no names then.
#ifndef WASINN_NN_HPP_
#define WASINN_NN_HPP_

#include <algorithm>
#include <memory>
#include <optional>

#include <wasinn/nn.h>
#include <wasinn/nn_values.hpp>

namespace nn {

// A handle of the host, given back by the function Drop where the host takes it.
template <auto Drop>
class Handle {
 public:
  explicit Handle(std::uint32_t number) : number_(number) {}
  Handle(Handle&& other) noexcept : number_(std::exchange(other.number_, std::nullopt)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Handle() {
#ifndef WASINN_STANDARD_ONLY
    if (number_) Drop(*number_);
#endif
  }

  std::uint32_t number() const { return *number_; }

 private:
  std::optional<std::uint32_t> number_;
};

inline Code code_of(nn_errno error) {
  switch (error) {
    case NN_INVALID_ARGUMENT:
    case NN_MISSING_MEMORY: return Code::InvalidArgument;
    case NN_INVALID_ENCODING: return Code::InvalidEncoding;
    case NN_BUSY: return Code::Busy;
    case NN_RUNTIME_ERROR: return Code::RuntimeError;
    case NN_UNSUPPORTED_OPERATION: return Code::UnsupportedOperation;
    case NN_TOO_LARGE: return Code::TooLarge;
    case NN_NOT_FOUND:
    case NN_MODEL_NOT_FOUND: return Code::NotFound;
    case NN_CONTEXT_FULL: return Code::ContextFull;
    default: return Code::Unknown;
  }
}

// Why the last call failed.
inline Error why(nn_errno error) {
#ifndef WASINN_STANDARD_ONLY
  char text[1025];
  if (*nn_error_text(text, sizeof text)) return {code_of(error), text};
#endif
  return {code_of(error), nn_errno_text(error)};
}

// The numbers of types are those of Type; bf16 has one in the extension alone, and set_input refuses it.
inline nn_tensor lent(const Tensor& input) {
  return {input.shape.data(), static_cast<std::uint32_t>(input.shape.size()), static_cast<std::uint8_t>(input.type), {},
          input.bytes.data(), static_cast<std::uint32_t>(input.bytes.size())};
}

// Where a graph runs, one inference at a time. It belongs to one thread at a time and keeps its graph.
class Context {
 public:
  // Runs the model on these inputs: all that it wants.
  Result<void> compute(std::span<const Tensor> inputs) {
    for (const Tensor& input : inputs) {
      const auto index = index_of(NN_INPUTS, input.port);
      if (!index) return index.error();
      const nn_tensor tensor = lent(input);
      if (const nn_errno error = nn_set_input(handle_.number(), *index, &tensor)) return why(error);
    }
    if (const nn_errno error = nn_compute(handle_.number())) return why(error);
    return {};
  }
  Result<void> compute(std::initializer_list<Tensor> inputs) { return compute(std::span(inputs)); }

  // The elements of an output of the last compute(). They stay until this output is read again or the context ends. That
  // they are of type T is checked where the host tells the types of ports.
  template <Readable T>
  Result<std::span<const T>> output(Port port) {
    const auto index = index_of(NN_OUTPUTS, port);
    if (!index) return index.error();
    if (const auto type = type_of(*index)) {
      if (const auto right = check_type<T>(*type); !right) return right.error();
    }
    if (*index >= outputs_.size()) outputs_.resize(*index + 1);
    if (const nn_errno error = read(*index, outputs_[*index])) return why(error);
    return elements<T>(outputs_[*index]);
  }

 private:
  friend class Graph;
  using GraphHandle = Handle<nn_unload>;
  using Bytes = std::vector<std::byte>;

  Context(std::shared_ptr<const GraphHandle> graph, nn_context number) : graph_(std::move(graph)), handle_(number) {}

  // Reads an output into `bytes`, which get its size.
  nn_errno read(std::uint32_t index, Bytes& bytes) const {
    constexpr std::size_t kLeast = 4096;
    constexpr std::size_t kMost = std::size_t{1} << 30;
    for (;;) {
      std::uint32_t size = 0;
      const nn_errno error = get(index, bytes, size);
      if (error == NN_SUCCESS) bytes.resize(size);
      if (error != NN_TOO_LARGE || bytes.size() >= kMost) return error;
      // A host that does not tell the size is asked again with more room.
      bytes.resize(size > bytes.size() ? size : std::max(kLeast, 2 * bytes.size()));
    }
  }
  nn_errno get(std::uint32_t index, Bytes& bytes, std::uint32_t& size) const {
    return nn_get_output(handle_.number(), index, bytes.data(), static_cast<std::uint32_t>(bytes.size()), &size);
  }

  Result<std::uint32_t> index_of(std::uint32_t direction, Port port) const {
    if (port.name.empty()) return port.index;
#ifdef WASINN_STANDARD_ONLY
    (void)direction;
    return Error{Code::UnsupportedOperation, "the standard knows ports of core modules by their numbers only"};
#else
    if (!nn_has("port_name")) {
      return Error{Code::UnsupportedOperation, "this host does not tell the names of ports; use numbers"};
    }
    std::uint32_t count = 0;
    if (const nn_errno error = nn_ext_port_count(graph_->number(), direction, &count)) return why(error);
    for (std::uint32_t index = 0; index < count; ++index) {
      if (has_name(direction, index, port.name)) return index;
    }
    return Error{Code::InvalidArgument, "the model has no port called '" + std::string(port.name) + "'"};
#endif
  }

#ifdef WASINN_STANDARD_ONLY
  std::optional<Type> type_of(std::uint32_t) const { return std::nullopt; }
#else
  // The type of an output where the host tells it and the model says it.
  std::optional<Type> type_of(std::uint32_t index) const {
    std::uint32_t type = NN_ANY;
    if (!nn_has("port_type") || nn_ext_port_type(graph_->number(), NN_OUTPUTS, index, &type)) return std::nullopt;
    return type == NN_ANY ? std::nullopt : std::optional(static_cast<Type>(type));
  }

  bool has_name(std::uint32_t direction, std::uint32_t index, std::string_view name) const {
    std::string found(name.size(), '\0');
    std::uint32_t size = 0;
    const nn_errno error = nn_ext_port_name(graph_->number(), direction, index, found.data(),
                                            static_cast<std::uint32_t>(found.size()), &size);
    return !error && size == name.size() && found == name;
  }
#endif

  std::shared_ptr<const GraphHandle> graph_;
  Handle<nn_close> handle_;
  std::vector<Bytes> outputs_;
};

// A loaded model.
class Graph {
 public:
  // Opens the graph that the operator gave this name.
  static Result<Graph> load_by_name(std::string_view name) {
    nn_graph number = 0;
    if (const nn_errno error = nn_load_named(name.data(), static_cast<std::uint32_t>(name.size()), &number)) {
      return why(error);
    }
    return Graph(number);
  }

  // Loads a model of one part, whose format the host finds out; the bytes are not needed afterwards.
  static Result<Graph> load(std::span<const std::uint8_t> model) {
    nn_graph number = 0;
    if (const nn_errno error = nn_load_bytes(model.data(), static_cast<std::uint32_t>(model.size()), &number)) {
      return why(error);
    }
    return Graph(number);
  }

  Result<Context> open() const {
    nn_context number = 0;
    if (const nn_errno error = nn_open(handle_->number(), &number)) return why(error);
    return Context(handle_, number);
  }

 private:
  explicit Graph(nn_graph number) : handle_(std::make_shared<const Context::GraphHandle>(number)) {}

  std::shared_ptr<const Context::GraphHandle> handle_;
};

// One inference and one output: the whole of a small guest.
template <Readable T>
Result<std::vector<T>> infer(std::string_view graph, std::initializer_list<Tensor> inputs, Port output = 0) {
  return infer_once<T, Graph>(graph, std::span(inputs), output);
}

}  // namespace nn

#endif  // WASINN_NN_HPP_
