// SPDX-License-Identifier: Apache-2.0
// Opening, loading and computing in few words.
#include "tests/tensorflow/tf_models.h"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"
#include "tests/doubles/zip_bytes.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

OwnTensor empty_tensor(ElementType type, std::initializer_list<std::int64_t> dimensions) {
  OwnTensor tensor{type, shape_of(dimensions), {}, 0};
  tensor.size = tensor.shape.byte_size(type).value();
  const std::size_t whole = (tensor.size / 64 + 1) * 64;
  tensor.bytes = {static_cast<std::byte*>(std::aligned_alloc(64, whole)), [](std::byte* bytes) { std::free(bytes); }};
  return tensor;
}

template <class T>
OwnTensor tensor_of(ElementType type, std::initializer_list<std::int64_t> dimensions, const std::vector<T>& values) {
  OwnTensor tensor = empty_tensor(type, dimensions);
  if (tensor.size != values.size() * sizeof(T)) throw std::runtime_error("the test's shape and values disagree");
  if (!values.empty()) std::memcpy(tensor.bytes.get(), values.data(), tensor.size);
  return tensor;
}

}  // namespace

std::string tensorflow_folder() {
  const char* other = std::getenv("WASINN_TEST_TENSORFLOW");
  return other == nullptr ? WASINN_TEST_TENSORFLOW_FOLDER : other;
}

void TensorFlowTest::SetUp() {
  if (!fs::exists(tensorflow_folder() + "/libtensorflow_cc.so.2")) {
    GTEST_SKIP() << "TensorFlow is not in " << tensorflow_folder() << "; 'wasinn backends add tensorflow' gets it";
  }
}

fs::path model_path(const std::string& name) {
  const fs::path tests = fs::path(WASINN_TEST_SOURCE_DIR) / "tests";
  for (const fs::path& folder : {tests / "tensorflow/models", tests / "conformance/models/tensorflow"}) {
    if (fs::exists(folder / (name + ".pb"))) return folder / (name + ".pb");
    if (fs::exists(folder / name)) return folder / name;
  }
  throw std::runtime_error("there is no model " + name);
}

std::string file_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no file " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string zipped(const std::string& name, const std::string& prefix) {
  std::map<std::string, std::string> contents;
  const fs::path folder = model_path(name);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) contents[fs::relative(entry.path(), folder)] = file_bytes(entry.path());
  }
  std::vector<doubles::ZipFile> files;
  for (const auto& [path, content] : contents) files.push_back({prefix + path, content});
  return doubles::ZipBytes(files).archive();
}

std::string guest_bytes(const std::string& name) {
  return fs::is_directory(model_path(name)) ? zipped(name) : file_bytes(model_path(name));
}

std::shared_ptr<const Backend> open_tensorflow(LogSink log) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_tensorflow.so");
  const std::vector<fs::path> folders{tensorflow_folder()};
  auto services = std::make_unique<HostServices>("tensorflow", folders, 2, BackendOptions(), std::move(log));
  return PluginBackend::open(functions.value(), "tensorflow", std::move(services)).value();
}

Result<std::shared_ptr<const Graph>> load_bytes(const Backend& backend, std::string_view bytes, std::uint32_t threads) {
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  return backend.load({Encoding::TensorFlow, {&part, 1}, {ExecutionTarget::Cpu, threads}}, cancellation);
}

Result<std::shared_ptr<const Graph>> load_named(const Backend& backend, const std::string& name) {
  fs::path path = model_path(name);
  if (fs::is_directory(path)) path /= "saved_model.pb";
  const std::string bytes = file_bytes(path);
  const ModelPart part{bytes_of(bytes), path};
  Cancellation cancellation;
  return backend.load({Encoding::TensorFlow, {&part, 1}, {}}, cancellation);
}

Shape shape_of(std::initializer_list<std::int64_t> dimensions) { return Shape::from(dimensions).value(); }

OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values) {
  return tensor_of(ElementType::F32, dimensions, values);
}

OwnTensor longs(std::initializer_list<std::int64_t> dimensions, const std::vector<std::int64_t>& values) {
  return tensor_of(ElementType::I64, dimensions, values);
}

OwnTensor pattern(ElementType type, std::initializer_list<std::int64_t> dimensions) {
  OwnTensor tensor = empty_tensor(type, dimensions);
  std::byte* bytes = tensor.bytes.get();
  for (std::size_t i = 0; i < tensor.size; ++i) bytes[i] = static_cast<std::byte>(i * 37 + 11);
  return tensor;
}

Result<std::span<const TensorView>> compute(ExecutionContext& context, const std::vector<OwnTensor>& inputs) {
  std::vector<TensorView> views;
  for (const OwnTensor& input : inputs) views.push_back(input.view());
  return context.compute(views);
}

std::vector<std::string> port_texts(std::span<const Port> ports) {
  std::vector<std::string> texts;
  for (const Port& port : ports) texts.push_back(port.name + ":" + port.text());
  return texts;
}

Ready::Ready(const std::string& name)
    : backend(open_tensorflow()),
      graph(load_named(*backend, name).value()),
      context(graph->create_context().value()) {}

}  // namespace wasinn
