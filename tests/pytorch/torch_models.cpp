// SPDX-License-Identifier: Apache-2.0
// Opening, loading and computing in few words.
#include "tests/pytorch/torch_models.h"

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

const Result<std::shared_ptr<const Backend>>& opened() {
  static const auto backend = open_pytorch_in(WASINN_TEST_PYTORCH_FOLDER);
  return backend;
}

Result<std::shared_ptr<const Graph>> load(std::string_view bytes, const std::filesystem::path& path,
                                          std::uint32_t threads) {
  const ModelPart part{bytes_of(bytes), path};
  Cancellation cancellation;
  return open_pytorch()->load({Encoding::PyTorch, {&part, 1}, {ExecutionTarget::Cpu, threads}}, cancellation);
}

}  // namespace

Result<std::shared_ptr<const Backend>> open_pytorch_in(const std::string& folder) {
  WASINN_ASSIGN(const wasinn_plugin functions, open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_pytorch.so"));
  const std::vector<std::filesystem::path> folders{folder};
  auto services = std::make_unique<HostServices>("pytorch", folders, 2, BackendOptions(), LogSink());
  return PluginBackend::open(functions, "pytorch", std::move(services));
}

std::shared_ptr<const Backend> open_pytorch() { return opened().value(); }

void WithPyTorch::SetUp() {
  if (!opened()) GTEST_SKIP() << opened().error().message;
}

std::filesystem::path torch_model(const std::string& name) {
  return std::filesystem::path(WASINN_TEST_FIXTURE_DIR) / ("torch_" + name + ".pt");
}

std::string torch_model_bytes(const std::string& name) {
  std::ifstream file(torch_model(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<std::shared_ptr<const Graph>> load_named(const std::string& name, std::uint32_t threads) {
  return load(torch_model_bytes(name), torch_model(name), threads);
}

Result<std::shared_ptr<const Graph>> load_from_guest(std::string_view bytes) { return load(bytes, {}, 0); }

Shape shape_of(std::initializer_list<std::int64_t> dimensions) { return Shape::from(dimensions).value(); }

OwnTensor floats(std::initializer_list<std::int64_t> dimensions, const std::vector<float>& values) {
  return tensor_of(ElementType::F32, dimensions, values);
}

OwnTensor number(std::int64_t value) { return tensor_of<std::int64_t>(ElementType::I64, {}, {value}); }

OwnTensor number(double value) { return tensor_of<double>(ElementType::F64, {}, {value}); }

Result<std::vector<TensorView>> TorchContextOf::operator()(const std::vector<OwnTensor>& inputs,
                                                           const std::vector<MutableBytes>& places) {
  std::vector<TensorView> views;
  for (const OwnTensor& input : inputs) views.push_back(input.view());
  const auto outputs = places.empty() ? context_->compute(views) : context_->compute_into(views, places);
  if (!outputs) return fail(outputs.error());
  return std::vector<TensorView>(outputs->begin(), outputs->end());
}

std::vector<float> TorchContextOf::floats_of(const std::vector<OwnTensor>& inputs, std::size_t output) {
  const auto outputs = (*this)(inputs);
  EXPECT_TRUE(outputs.has_value()) << outputs.error().message;
  return outputs ? values_of<float>((*outputs)[output]) : std::vector<float>();
}

Error TorchContextOf::failure(const std::vector<OwnTensor>& inputs) {
  const auto outputs = (*this)(inputs);
  EXPECT_FALSE(outputs.has_value());
  return outputs ? Error{ErrorCode::Unknown, "nothing failed"} : outputs.error();
}

std::vector<std::string> port_texts(std::span<const Port> ports) {
  std::vector<std::string> texts;
  for (const Port& port : ports) texts.push_back(port.name + ":" + port.text());
  return texts;
}

}  // namespace wasinn
