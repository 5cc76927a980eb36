// SPDX-License-Identifier: Apache-2.0
// Opening, loading and computing in few words.
#include "tests/onnxruntime/onnx_models.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

template <class T>
OwnTensor tensor_of(ElementType type, std::initializer_list<std::int64_t> dimensions, const std::vector<T>& values) {
  OwnTensor tensor{type, shape_of(dimensions), std::vector<std::byte>(values.size() * sizeof(T))};
  if (!values.empty()) std::memcpy(tensor.bytes.data(), values.data(), tensor.bytes.size());
  return tensor;
}

}  // namespace

std::string onnxruntime_folder() {
  const char* other = std::getenv("WASINN_TEST_ONNXRUNTIME");
  return other == nullptr ? WASINN_TEST_ONNXRUNTIME_FOLDER : other;
}

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(WASINN_TEST_FIXTURE_DIR) / (name + ".onnx");
}

std::string fixture_bytes(const std::string& name) {
  std::ifstream file(fixture(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<const Backend> open_onnxruntime(LogSink log) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_onnxruntime.so");
  const std::vector<std::filesystem::path> folders{onnxruntime_folder()};
  auto services = std::make_unique<HostServices>("onnxruntime", folders, 2, BackendOptions(), std::move(log));
  return PluginBackend::open(functions.value(), "onnxruntime", std::move(services)).value();
}

Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes, std::uint32_t threads) {
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  return backend.load({Encoding::Onnx, {&part, 1}, {ExecutionTarget::Cpu, threads}}, cancellation);
}

Result<std::shared_ptr<const Graph>> load_file(const Backend& backend, const std::string& name) {
  const std::string bytes = fixture_bytes(name);
  const ModelPart part{bytes_of(bytes), fixture(name)};
  Cancellation cancellation;
  return backend.load({Encoding::Onnx, {&part, 1}, {}}, cancellation);
}

Shape shape_of(std::initializer_list<std::int64_t> dimensions) { return Shape::from(dimensions).value(); }

OwnTensor floats(std::initializer_list<std::int64_t> dimensions, std::vector<float> values) {
  return tensor_of(ElementType::F32, dimensions, values);
}

OwnTensor longs(std::initializer_list<std::int64_t> dimensions, std::vector<std::int64_t> values) {
  return tensor_of(ElementType::I64, dimensions, values);
}

Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs) {
  std::vector<TensorView> views;
  for (const OwnTensor& input : inputs) views.push_back(input.view());
  return context.compute(views);
}

Result<std::vector<OwnTensor>> compute_once(const std::string& name, const std::vector<OwnTensor>& inputs) {
  WASINN_ASSIGN(const auto graph, load_bytes(*open_onnxruntime(), fixture_bytes(name)));
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
