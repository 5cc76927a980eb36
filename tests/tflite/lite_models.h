// SPDX-License-Identifier: Apache-2.0
// For tests: the tflite backend through its plug-in, and the models that are in the repository.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "base/log.h"

namespace wasinn {

/// The folder of the framework: what the variable WASINN_TEST_TFLITE says, else the one that the build found.
std::string tflite_folder();

/// The bytes of a model of these tests, or of the conformance suite.
std::string model_bytes(const std::string& name);

/// Opens the backend with the framework that the build found. Aborts the test program when it cannot.
std::shared_ptr<const Backend> open_tflite(LogSink log = {});

/// Loads bytes as a guest gives them: checked as the host checks them, then by the backend.
Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes,
                                                std::uint32_t threads = 0);

/// Loads a model by its name with a backend of its own. Aborts the test program when it cannot.
std::shared_ptr<const Graph> load_model(const std::string& name);

/// A tensor with bytes of its own.
struct OwnTensor {
  ElementType type = ElementType::F32;
  Shape shape;
  std::vector<std::byte> bytes;

  TensorView view() const { return {type, shape, bytes}; }
};

Shape shape_of(std::initializer_list<std::int64_t> dimensions);
OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values);
OwnTensor ints(std::initializer_list<std::int64_t> dimensions, const std::vector<std::int32_t>& values);

/// A tensor of any type with bytes that differ.
OwnTensor pattern(ElementType type, std::initializer_list<std::int64_t> dimensions);

/// The elements of a view as T, whatever its type.
template <class T>
std::vector<T> values_of(const TensorView& view) {
  const auto* first = reinterpret_cast<const T*>(view.bytes.data());
  return std::vector<T>(first, first + view.bytes.size() / sizeof(T));
}

/// Computes with `context`; the views are the context's.
Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs);

/// Computes with a fresh context of a model, and copies the outputs.
Result<std::vector<OwnTensor>> compute_once(const std::string& name, const std::vector<OwnTensor>& inputs);

/// "x:f32[n]" for each port.
std::vector<std::string> port_texts(std::span<const Port> ports);

}  // namespace wasinn
