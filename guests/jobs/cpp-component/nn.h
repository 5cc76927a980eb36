// SPDX-License-Identifier: Apache-2.0
// wasi:nn for C++: the C bindings with owners that drop handles and free lists, and errors as values.
#ifndef JOBS_NN_H_
#define JOBS_NN_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ml.h"

namespace nn {

// A handle of the host, given back by the function Drop.
template <class Own, auto Drop>
class Handle {
 public:
  explicit Handle(Own own) : own_(own) {}
  Handle(Handle&& other) noexcept : own_(std::exchange(other.own_, Own{0})) {}
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

// A value, or why there is none.
template <class T>
struct Result {
  std::optional<T> value;
  std::string why;
};

inline std::string reason(wasi_nn_errors_own_error_t failure) {
  Handle<wasi_nn_errors_own_error_t, wasi_nn_errors_error_drop_own> error(failure);
  ml_string_t text;
  wasi_nn_errors_method_error_data(error.borrow<wasi_nn_errors_borrow_error_t>(), &text);
  std::string words(reinterpret_cast<const char*>(text.ptr), text.len);
  ml_string_free(&text);
  return words;
}

inline ml_string_t text_of(std::string_view text) {
  return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data())), text.size()};
}

// f32 elements with a shape, kept by the host.
class Tensor {
 public:
  Tensor(std::span<const std::uint32_t> shape, std::span<const float> values) : handle_(make(shape, values)) {}
  explicit Tensor(wasi_nn_tensor_own_tensor_t own) : handle_(own) {}

  std::vector<float> values() const {
    wasi_nn_tensor_tensor_data_t data;
    wasi_nn_tensor_method_tensor_data(handle_.borrow<wasi_nn_tensor_borrow_tensor_t>(), &data);
    const auto* first = reinterpret_cast<const float*>(data.ptr);
    std::vector<float> copy(first, first + data.len / sizeof(float));
    wasi_nn_tensor_tensor_data_free(&data);
    return copy;
  }
  wasi_nn_tensor_own_tensor_t release() { return handle_.release(); }

 private:
  static wasi_nn_tensor_own_tensor_t make(std::span<const std::uint32_t> shape, std::span<const float> values) {
    wasi_nn_tensor_tensor_dimensions_t dimensions = {const_cast<std::uint32_t*>(shape.data()), shape.size()};
    auto* bytes = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(values.data()));
    wasi_nn_tensor_tensor_data_t data = {bytes, values.size_bytes()};
    return wasi_nn_tensor_constructor_tensor(&dimensions, WASI_NN_TENSOR_TENSOR_TYPE_FP32, &data);
  }

  Handle<wasi_nn_tensor_own_tensor_t, wasi_nn_tensor_tensor_drop_own> handle_;
};

// A tensor and the name of its port.
struct NamedTensor {
  std::string name;
  Tensor tensor;
};

// Where a graph runs, one inference at a time.
class Context {
 public:
  explicit Context(wasi_nn_graph_own_graph_execution_context_t own) : handle_(own) {}

  // Takes the inputs and gives all outputs.
  Result<std::vector<NamedTensor>> compute(std::vector<NamedTensor> inputs) const {
    std::vector<wasi_nn_inference_named_tensor_t> given;
    for (NamedTensor& input : inputs) given.push_back({text_of(input.name), input.tensor.release()});
    wasi_nn_inference_list_named_tensor_t taken = {given.data(), given.size()};
    wasi_nn_inference_list_named_tensor_t made;
    wasi_nn_inference_own_error_t failure;
    const auto self = handle_.borrow<wasi_nn_inference_borrow_graph_execution_context_t>();
    if (!wasi_nn_inference_method_graph_execution_context_compute(self, &taken, &made, &failure)) {
      return {std::nullopt, reason(failure)};
    }
    std::vector<NamedTensor> outputs;
    for (const auto& [name, tensor] : std::span(made.ptr, made.len)) {
      outputs.push_back({std::string(reinterpret_cast<const char*>(name.ptr), name.len), Tensor(tensor)});
    }
    wasi_nn_inference_list_named_tensor_free(&made);
    return {std::move(outputs), ""};
  }

 private:
  Handle<wasi_nn_graph_own_graph_execution_context_t, wasi_nn_inference_graph_execution_context_drop_own> handle_;
};

// A loaded model.
class Graph {
 public:
  static Result<Graph> load_by_name(std::string_view name) {
    ml_string_t text = text_of(name);
    wasi_nn_graph_own_graph_t own;
    wasi_nn_graph_own_error_t failure;
    if (!wasi_nn_graph_load_by_name(&text, &own, &failure)) return {std::nullopt, reason(failure)};
    return {Graph(own), ""};
  }

  // Loads a model of one part, whose format the host finds out.
  static Result<Graph> load(std::span<const std::uint8_t> model) {
    wasi_nn_graph_graph_builder_t part = {const_cast<std::uint8_t*>(model.data()), model.size()};
    wasi_nn_graph_list_graph_builder_t parts = {&part, 1};
    wasi_nn_graph_own_graph_t own;
    wasi_nn_graph_own_error_t failure;
    if (!wasi_nn_graph_load(&parts, WASI_NN_GRAPH_GRAPH_ENCODING_AUTODETECT, WASI_NN_GRAPH_EXECUTION_TARGET_CPU, &own,
                            &failure)) {
      return {std::nullopt, reason(failure)};
    }
    return {Graph(own), ""};
  }

  // Makes a context, which keeps what it needs of the graph alive.
  Result<Context> open() const {
    wasi_nn_graph_own_graph_execution_context_t own;
    wasi_nn_graph_own_error_t failure;
    const auto self = handle_.borrow<wasi_nn_graph_borrow_graph_t>();
    if (!wasi_nn_graph_method_graph_init_execution_context(self, &own, &failure)) {
      return {std::nullopt, reason(failure)};
    }
    return {Context(own), ""};
  }

 private:
  explicit Graph(wasi_nn_graph_own_graph_t own) : handle_(own) {}

  Handle<wasi_nn_graph_own_graph_t, wasi_nn_graph_graph_drop_own> handle_;
};

}  // namespace nn

#endif  // JOBS_NN_H_
