// SPDX-License-Identifier: Apache-2.0
// For tests: the onnxruntime backend through its plug-in, and models from the fixture folder.
#pragma once

#include <filesystem>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "base/log.h"

namespace wasinn {

/// The folder of the framework: what the variable WASINN_TEST_ONNXRUNTIME says, else the one that the build found.
std::string onnxruntime_folder();

/// The path of a model that a fixture script made.
std::filesystem::path fixture(const std::string& name);

/// The bytes of that file.
std::string fixture_bytes(const std::string& name);

/// Opens the backend with the framework that the build found. Aborts the test program when it cannot.
std::shared_ptr<const Backend> open_onnxruntime(LogSink log = {});

/// Loads a fixture as bytes, as a guest gives them.
Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes,
                                                std::uint32_t threads = 0);

/// Loads a fixture as a file that the operator named.
Result<std::shared_ptr<const Graph>> load_file(const Backend& backend, const std::string& name);

/// A tensor with bytes of its own.
struct OwnTensor {
  ElementType type = ElementType::F32;
  Shape shape;
  std::vector<std::byte> bytes;

  TensorView view() const { return {type, shape, bytes}; }
};

Shape shape_of(std::initializer_list<std::int64_t> dimensions);
OwnTensor floats(std::initializer_list<std::int64_t> dimensions, std::vector<float> values);
OwnTensor longs(std::initializer_list<std::int64_t> dimensions, std::vector<std::int64_t> values);

/// The elements of a view as T, whatever its type.
template <class T>
std::vector<T> values_of(const TensorView& view) {
  const auto* first = reinterpret_cast<const T*>(view.bytes.data());
  return std::vector<T>(first, first + view.bytes.size() / sizeof(T));
}

/// Computes with a fresh context of a fixture, and copies the outputs.
Result<std::vector<OwnTensor>> compute_once(const std::string& name, const std::vector<OwnTensor>& inputs);

/// Computes with `context`; the views are the context's.
Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs);

/// "x:f32[n]" for each port.
std::vector<std::string> port_texts(std::span<const Port> ports);

}  // namespace wasinn
