// SPDX-License-Identifier: Apache-2.0
// Opening, loading and computing in few words.
#include "tests/openvino/ir_models.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

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

std::string openvino_folder() {
  const char* other = std::getenv("WASINN_TEST_OPENVINO");
  return other == nullptr ? WASINN_TEST_OPENVINO_FOLDER : other;
}

std::shared_ptr<const Backend> open_openvino(BackendOptions options, LogSink log) {
  return try_open_openvino({openvino_folder()}, std::move(options), std::move(log)).value();
}

Result<std::shared_ptr<const Backend>> try_open_openvino(const std::vector<fs::path>& folders, BackendOptions options,
                                                         LogSink log) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_openvino.so");
  auto services = std::make_unique<HostServices>("openvino", folders, 2, std::move(options), std::move(log));
  return PluginBackend::open(functions.value(), "openvino", std::move(services));
}

fs::path model_path(const std::string& name) {
  const bool own = name.starts_with("ov_");
  return own ? fs::path(WASINN_TEST_FIXTURE_DIR) / name
             : fs::path(WASINN_TEST_SOURCE_DIR) / "tests" / "conformance" / "models" / name;
}

std::string bytes_at(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

IrModel ir_model(const std::string& name) {
  const fs::path path = model_path(name.starts_with("ov_") ? name : "openvino/" + name);
  return {bytes_at(path.string() + ".xml"), bytes_at(path.string() + ".bin")};
}

Result<std::shared_ptr<const Graph>> load_parts(const Backend& backend, Encoding encoding,
                                                std::initializer_list<std::string_view> parts,
                                                std::uint32_t threads) {
  std::vector<ModelPart> raw;
  for (const std::string_view part : parts) raw.push_back({bytes_of(part), {}});
  Cancellation cancellation;
  return backend.load({encoding, raw, {ExecutionTarget::Cpu, threads}}, cancellation);
}

Result<std::shared_ptr<const Graph>> load_ir(const Backend& backend, const IrModel& model, std::uint32_t threads) {
  return load_parts(backend, Encoding::OpenVino, {model.xml, model.weights}, threads);
}

Result<std::shared_ptr<const Graph>> load_named(const Backend& backend, Encoding encoding, const fs::path& path) {
  const std::string bytes = bytes_at(path);
  const ModelPart part{bytes_of(bytes), path};
  Cancellation cancellation;
  return backend.load({encoding, {&part, 1}, {}}, cancellation);
}

std::shared_ptr<const Graph> graph_of(const std::string& name) {
  return load_ir(*open_openvino(), ir_model(name)).value();
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
  WASINN_ASSIGN(const auto graph, load_ir(*open_openvino(), ir_model(name)));
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
