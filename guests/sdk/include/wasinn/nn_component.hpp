// SPDX-License-Identifier: Apache-2.0
// wasi:nn 0.2.0-rc-2024-10-28 for C++ guests that are components: the classes of nn.hpp over the C bindings that
// wit-bindgen makes of a world. The world is `ml`; for another one that has the imports of `ml`, define WASINN_NN_WORLD as
// its name in C, and include its header before this one.
//
//   const auto probabilities = nn::infer<float>("digits", {{"image", {1, 1, 8, 8}, pixels}}, "probabilities");
//   if (!probabilities) std::fprintf(stderr, "%s\n", probabilities.error().text.c_str());
#ifndef WASINN_NN_COMPONENT_HPP_
#define WASINN_NN_COMPONENT_HPP_

#ifndef WASINN_NN_WORLD
#define WASINN_NN_WORLD ml
#include "ml.h"
#endif

#include <memory>

#include <wasinn/nn_values.hpp>

namespace nn {

#define WASINN_JOIN_AGAIN_(world, rest) world##rest
#define WASINN_JOIN_(world, rest) WASINN_JOIN_AGAIN_(world, rest)
using String = WASINN_JOIN_(WASINN_NN_WORLD, _string_t);
inline void free_string(String& text) { WASINN_JOIN_(WASINN_NN_WORLD, _string_free)(&text); }
#undef WASINN_JOIN_
#undef WASINN_JOIN_AGAIN_

// A handle of the host, given back by the function Drop.
template <class Own, auto Drop>
class Handle {
 public:
  explicit Handle(Own own) : own_(own) {}
  Handle(Handle&& other) noexcept : own_(other.release()) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(own_, other.own_);
    return *this;
  }
  ~Handle() {
    if (own_.__handle != 0) Drop(own_);
  }

  // The handle for one call that borrows it.
  template <class Borrow>
  Borrow borrow() const {
    return Borrow{own_.__handle};
  }
  // Hands the handle on; this owner is empty then.
  Own release() { return std::exchange(own_, Own{0}); }

 private:
  Own own_;
};

using TensorHandle = Handle<wasi_nn_tensor_own_tensor_t, wasi_nn_tensor_tensor_drop_own>;

// The numbers of the two are the same but for bf16's.
inline wasi_nn_tensor_tensor_type_t number_of(Type type) {
  switch (type) {
    case Type::F16: return WASI_NN_TENSOR_TENSOR_TYPE_FP16;
    case Type::F32: return WASI_NN_TENSOR_TENSOR_TYPE_FP32;
    case Type::F64: return WASI_NN_TENSOR_TENSOR_TYPE_FP64;
    case Type::BF16: return WASI_NN_TENSOR_TENSOR_TYPE_BF16;
    case Type::U8: return WASI_NN_TENSOR_TENSOR_TYPE_U8;
    case Type::I32: return WASI_NN_TENSOR_TENSOR_TYPE_I32;
    default: return WASI_NN_TENSOR_TENSOR_TYPE_I64;
  }
}
inline Type type_of(wasi_nn_tensor_tensor_type_t number) {
  constexpr Type kTypes[] = {Type::F16, Type::F32, Type::F64, Type::BF16, Type::U8, Type::I32, Type::I64};
  return kTypes[number];
}

inline Code code_of(wasi_nn_errors_error_code_t number) {
  constexpr Code kCodes[] = {Code::InvalidArgument, Code::InvalidEncoding,      Code::Timeout,
                             Code::RuntimeError,    Code::UnsupportedOperation, Code::TooLarge,
                             Code::NotFound,        Code::Security,             Code::Unknown};
  return kCodes[number];
}

// What an error of the host says; drops it.
inline Error why(wasi_nn_errors_own_error_t failure) {
  const Handle<wasi_nn_errors_own_error_t, wasi_nn_errors_error_drop_own> error(failure);
  const auto self = error.borrow<wasi_nn_errors_borrow_error_t>();
  String text;
  wasi_nn_errors_method_error_data(self, &text);
  Error told = {code_of(wasi_nn_errors_method_error_code(self)),
                std::string(reinterpret_cast<const char*>(text.ptr), text.len)};
  free_string(text);
  return told;
}

// The bindings take pointers to mutable texts and lists, and leave them as they are.
inline String lent(std::string_view text) {
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data())), text.size()};
}

// Copies the elements into a tensor of the host.
inline TensorHandle make_tensor(const Tensor& from) {
  wasi_nn_tensor_tensor_dimensions_t dimensions = {const_cast<std::uint32_t*>(from.shape.data()), from.shape.size()};
  auto* bytes = reinterpret_cast<std::uint8_t*>(const_cast<std::byte*>(from.bytes.data()));
  wasi_nn_tensor_tensor_data_t data = {bytes, from.bytes.size()};
  return TensorHandle(wasi_nn_tensor_constructor_tensor(&dimensions, number_of(from.type), &data));
}

// An output of the last computation, and its elements once they were read.
class Output {
 public:
  Output(std::string name, wasi_nn_tensor_own_tensor_t tensor) : name_(std::move(name)), tensor_(tensor) {}

  const std::string& name() const { return name_; }
  Type type() const { return type_of(wasi_nn_tensor_method_tensor_ty(borrow())); }
  std::span<const std::byte> bytes() {
    if (!data_) {
      wasi_nn_tensor_tensor_data_t list;
      wasi_nn_tensor_method_tensor_data(borrow(), &list);
      data_ = {list.ptr, FreeList{list.len}};
    }
    return std::as_bytes(std::span(data_.get(), data_.get_deleter().byte_size));
  }

 private:
  // Frees a list that the host has put into this guest's memory.
  struct FreeList {
    std::size_t byte_size = 0;
    void operator()(std::uint8_t* bytes) const {
      wasi_nn_tensor_tensor_data_t list = {bytes, byte_size};
      wasi_nn_tensor_tensor_data_free(&list);
    }
  };

  wasi_nn_tensor_borrow_tensor_t borrow() const { return tensor_.borrow<wasi_nn_tensor_borrow_tensor_t>(); }

  std::string name_;
  TensorHandle tensor_;
  std::unique_ptr<std::uint8_t, FreeList> data_;
};

// Where a graph runs, one inference at a time.
class Context {
 public:
  // Runs the model on these inputs: all that it wants.
  Result<void> compute(std::span<const Tensor> inputs) {
    std::vector<std::string> names;
    std::vector<wasi_nn_inference_named_tensor_t> given;
    names.reserve(inputs.size());
    for (const Tensor& input : inputs) {
      names.push_back(input.port.name.empty() ? std::to_string(input.port.index) : std::string(input.port.name));
      given.push_back({lent(names.back()), make_tensor(input).release()});
    }
    wasi_nn_inference_list_named_tensor_t taken = {given.data(), given.size()};
    wasi_nn_inference_list_named_tensor_t made;
    wasi_nn_inference_own_error_t failure;
    const auto self = handle_.borrow<wasi_nn_inference_borrow_graph_execution_context_t>();
    if (!wasi_nn_inference_method_graph_execution_context_compute(self, &taken, &made, &failure)) return why(failure);
    keep(made);
    return {};
  }
  Result<void> compute(std::initializer_list<Tensor> inputs) { return compute(std::span(inputs)); }

  // The elements of an output of the last compute(), until the next one or the end of the context.
  template <Readable T>
  Result<std::span<const T>> output(Port port) {
    Output* const found = find(port);
    if (found == nullptr) {
      const std::string name = port.name.empty() ? std::to_string(port.index) : std::string(port.name);
      return Error{Code::InvalidArgument, "the computation gave no output '" + name + "'"};
    }
    if (const auto right = check_type<T>(found->type()); !right) return right.error();
    return elements<T>(found->bytes());
  }

 private:
  friend class Graph;
  explicit Context(wasi_nn_graph_own_graph_execution_context_t own) : handle_(own) {}

  Output* find(Port port) {
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      if (port.name.empty() ? i == port.index : outputs_[i].name() == port.name) return &outputs_[i];
    }
    return nullptr;
  }

  // Takes the tensors out of the list and frees it.
  void keep(wasi_nn_inference_list_named_tensor_t& made) {
    outputs_.clear();
    for (const auto& [name, tensor] : std::span(made.ptr, made.len)) {
      outputs_.emplace_back(std::string(reinterpret_cast<const char*>(name.ptr), name.len), tensor);
    }
    wasi_nn_inference_list_named_tensor_free(&made);
  }

  Handle<wasi_nn_graph_own_graph_execution_context_t, wasi_nn_inference_graph_execution_context_drop_own> handle_;
  std::vector<Output> outputs_;
};

// A loaded model.
class Graph {
 public:
  // Opens the graph that the operator gave this name.
  static Result<Graph> load_by_name(std::string_view name) {
    String text = lent(name);
    wasi_nn_graph_own_graph_t own;
    wasi_nn_graph_own_error_t failure;
    if (!wasi_nn_graph_load_by_name(&text, &own, &failure)) return why(failure);
    return Graph(own);
  }

  // Loads a model of one part, whose format the host finds out; the bytes are not needed afterwards.
  static Result<Graph> load(std::span<const std::uint8_t> model) {
    wasi_nn_graph_graph_builder_t part = {const_cast<std::uint8_t*>(model.data()), model.size()};
    wasi_nn_graph_list_graph_builder_t parts = {&part, 1};
    wasi_nn_graph_own_graph_t own;
    wasi_nn_graph_own_error_t failure;
    if (!wasi_nn_graph_load(&parts, WASI_NN_GRAPH_GRAPH_ENCODING_AUTODETECT, WASI_NN_GRAPH_EXECUTION_TARGET_CPU, &own,
                            &failure)) {
      return why(failure);
    }
    return Graph(own);
  }

  // Makes a context, which keeps what it needs of the graph alive.
  Result<Context> open() const {
    wasi_nn_graph_own_graph_execution_context_t own;
    wasi_nn_graph_own_error_t failure;
    const auto self = handle_.borrow<wasi_nn_graph_borrow_graph_t>();
    if (!wasi_nn_graph_method_graph_init_execution_context(self, &own, &failure)) return why(failure);
    return Context(own);
  }

 private:
  explicit Graph(wasi_nn_graph_own_graph_t own) : handle_(own) {}

  Handle<wasi_nn_graph_own_graph_t, wasi_nn_graph_graph_drop_own> handle_;
};

// One inference and one output: the whole of a small guest.
template <Readable T>
Result<std::vector<T>> infer(std::string_view graph, std::initializer_list<Tensor> inputs, Port output = 0) {
  return infer_once<T, Graph>(graph, std::span(inputs), output);
}

}  // namespace nn

#endif  // WASINN_NN_COMPONENT_HPP_
