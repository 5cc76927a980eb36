// SPDX-License-Identifier: Apache-2.0
// Opening, loading and computing in few words.
#include "tests/tflite/lite_models.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "format/format.h"
#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

template <class T>
OwnTensor tensor_of(ElementType type, std::initializer_list<std::int64_t> dimensions, const std::vector<T>& values) {
  OwnTensor tensor{type, shape_of(dimensions), std::vector<std::byte>(values.size() * sizeof(T))};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

}  // namespace

std::string tflite_folder() {
  const char* other = std::getenv("WASINN_TEST_TFLITE");
  return other == nullptr ? WASINN_TEST_TFLITE_FOLDER : other;
}

std::string model_bytes(const std::string& name) {
  const fs::path tests = fs::path(WASINN_TEST_SOURCE_DIR) / "tests";
  fs::path path = tests / "tflite/models" / (name + ".tflite");
  if (!fs::exists(path)) path = tests / "conformance/models/tensorflowlite" / (name + ".tflite");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no model " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<const Backend> open_tflite(LogSink log) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_tflite.so");
  const std::vector<fs::path> folders{tflite_folder()};
  auto services = std::make_unique<HostServices>("tflite", folders, 2, BackendOptions(), std::move(log));
  return PluginBackend::open(functions.value(), "tflite", std::move(services)).value();
}

Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes, std::uint32_t threads) {
  const ModelPart part{bytes_of(bytes), {}};
  WASINN_TRY(check_model(Encoding::TensorFlowLite, {&part.bytes, 1}, ModelOrigin::Guest));
  Cancellation cancellation;
  return backend.load({Encoding::TensorFlowLite, {&part, 1}, {ExecutionTarget::Cpu, threads}}, cancellation);
}

std::shared_ptr<const Graph> load_model(const std::string& name) {
  return load_bytes(*open_tflite(), model_bytes(name)).value();
}

Shape shape_of(std::initializer_list<std::int64_t> dimensions) { return Shape::from(dimensions).value(); }

OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values) {
  return tensor_of(ElementType::F32, dimensions, values);
}

OwnTensor ints(std::initializer_list<std::int64_t> dimensions, const std::vector<std::int32_t>& values) {
  return tensor_of(ElementType::I32, dimensions, values);
}

OwnTensor pattern(ElementType type, std::initializer_list<std::int64_t> dimensions) {
  OwnTensor tensor{type, shape_of(dimensions), {}};
  tensor.bytes.resize(tensor.shape.byte_size(type).value());
  for (std::size_t i = 0; i < tensor.bytes.size(); ++i) tensor.bytes[i] = static_cast<std::byte>(i * 37 + 11);
  return tensor;
}

Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs) {
  std::vector<TensorView> views;
  for (const OwnTensor& input : inputs) views.push_back(input.view());
  return context.compute(views);
}

Result<std::vector<OwnTensor>> compute_once(const std::string& name, const std::vector<OwnTensor>& inputs) {
  WASINN_ASSIGN(const auto graph, load_bytes(*open_tflite(), model_bytes(name)));
  WASINN_ASSIGN(const auto context, graph->create_context());
  WASINN_ASSIGN(const auto outputs, compute(*context, inputs));
  std::vector<OwnTensor> copies;
  for (const TensorView& view : outputs) {
    copies.push_back({view.type, view.shape, {view.bytes.begin(), view.bytes.end()}});
  }
  return copies;
}

std::vector<std::string> port_texts(std::span<const Port> ports) {
  std::vector<std::string> texts;
  for (const Port& port : ports) texts.push_back(port.name + ":" + port.text());
  return texts;
}

}  // namespace wasinn
