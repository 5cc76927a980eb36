// SPDX-License-Identifier: Apache-2.0
// For tests: the openvino backend through its plug-in, and the models that it is tested with.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "base/log.h"
#include "plugin/backend_options.h"

namespace wasinn {

/// The folder of the framework: what the variable WASINN_TEST_OPENVINO says, else the one that the build pins.
std::string openvino_folder();

/// Opens the backend. Aborts the test program when it cannot.
std::shared_ptr<const Backend> open_openvino(BackendOptions options = {}, LogSink log = {});

/// The same as a result, with the framework looked for in `folders`.
Result<std::shared_ptr<const Backend>> try_open_openvino(const std::vector<std::filesystem::path>& folders,
                                                         BackendOptions options = {}, LogSink log = {});

/// "conformance/openvino/pair.xml" for a model of the conformance suite, "ov_gather.xml" for one that only these tests
/// have.
std::filesystem::path model_path(const std::string& name);

/// The bytes of a file.
std::string bytes_at(const std::filesystem::path& path);

/// The parts of an IR model: XML and weights.
struct IrModel {
  std::string xml;
  std::string weights;
};

/// The parts of the IR called `name` (without ".xml").
IrModel ir_model(const std::string& name);

/// Loads parts as bytes, as a guest gives them.
Result<std::shared_ptr<const Graph>> load_parts(const Backend& backend, Encoding encoding,
                                                std::initializer_list<std::string_view> parts,
                                                std::uint32_t threads = 0);

/// Loads an IR as bytes.
Result<std::shared_ptr<const Graph>> load_ir(const Backend& backend, const IrModel& model, std::uint32_t threads = 0);

/// Loads one file that the operator named.
Result<std::shared_ptr<const Graph>> load_named(const Backend& backend, Encoding encoding,
                                                const std::filesystem::path& path);

/// The IR called `name`, loaded as bytes; aborts the test program when that fails.
std::shared_ptr<const Graph> graph_of(const std::string& name);

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

/// Computes with `context`; the views are the context's.
Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs);

/// Computes with a fresh context of an IR, and copies the outputs.
Result<std::vector<OwnTensor>> compute_once(const std::string& name, const std::vector<OwnTensor>& inputs);

/// "x:f32[?]" for each port.
std::vector<std::string> port_texts(std::span<const Port> ports);

}  // namespace wasinn
