// SPDX-License-Identifier: Apache-2.0
// For tests: the tensorflow backend through its plug-in, and the models that are in the repository.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "base/log.h"

namespace wasinn {

/// The folder of the framework: what the variable WASINN_TEST_TENSORFLOW says, else the one that the build looked for.
std::string tensorflow_folder();

/// A test that is skipped where TensorFlow is not installed.
class TensorFlowTest : public ::testing::Test {
 protected:
  void SetUp() override;
};

/// The path of a model of these tests, or of the conformance suite: NAME.pb, or the folder NAME.
std::filesystem::path model_path(const std::string& name);

/// The bytes of a file.
std::string file_bytes(const std::filesystem::path& path);

/// A SavedModel's folder as a zip archive.
std::string zipped(const std::string& name, const std::string& prefix = "");

/// The same, or the bytes of NAME.pb: what a guest would bring.
std::string guest_bytes(const std::string& name);

/// Opens the backend with the framework that the build found. Aborts the test program when it cannot.
std::shared_ptr<const Backend> open_tensorflow(LogSink log = {});

/// Loads bytes as a guest gives them.
Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes,
                                                std::uint32_t threads = 0);

/// Loads a model that the operator named, from the path that `model_path` gives.
Result<std::shared_ptr<const Graph>> load_named(const Backend& backend, const std::string& name);

/// A tensor with bytes of its own, at an address that is a multiple of 64.
struct OwnTensor {
  ElementType type = ElementType::F32;
  Shape shape;
  std::shared_ptr<std::byte[]> bytes;
  std::size_t size = 0;

  TensorView view() const { return {type, shape, {bytes.get(), size}}; }
};

Shape shape_of(std::initializer_list<std::int64_t> dimensions);
OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values);
OwnTensor longs(std::initializer_list<std::int64_t> dimensions, const std::vector<std::int64_t>& values);

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

/// "x:f32[n]" for each port.
std::vector<std::string> port_texts(std::span<const Port> ports);

/// A model that the operator named with a context, for tests that do not care how they came about. Aborts the test
/// program when there is none.
struct Ready {
  explicit Ready(const std::string& name);

  std::shared_ptr<const Backend> backend;
  std::shared_ptr<const Graph> graph;
  std::unique_ptr<ExecutionContext> context;
};

}  // namespace wasinn
