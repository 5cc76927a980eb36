// SPDX-License-Identifier: Apache-2.0
// Runs an ONNX model once with ONNX Runtime called directly: the yardstick for the backend onnxruntime.
//
//   conformance_onnxruntime FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...
//
// FRAMEWORK_FOLDER holds lib/libonnxruntime.so.1. TYPE is what the file holds, and nothing stands for the shape of a
// scalar. Writes OUTDIR/<index>.bin for each output and prints a line `index name type 2x3`. Two threads.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "backends/onnxruntime/ort_api.h"

namespace {

struct ElementType {
  const char* name;
  int number;
  std::size_t byte_size;
};

constexpr ElementType kTypes[] = {
    {"f16", ort::kFloat16, 2}, {"f32", ort::kFloat, 4}, {"f64", ort::kDouble, 8}, {"bf16", ort::kBfloat16, 2},
    {"u8", ort::kUint8, 1},    {"i32", ort::kInt32, 4}, {"i64", ort::kInt64, 8},  {"int8", ort::kInt8, 1}};

template <class Same>
const ElementType& type_that(Same same) {
  for (const ElementType& type : kTypes) {
    if (same(type)) return type;
  }
  throw std::runtime_error("a type that this program does not know");
}

struct Input {
  std::string name;
  int type;
  std::vector<std::int64_t> shape;
  std::string bytes;
};

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::int64_t> read_shape(const std::string& text) {
  std::vector<std::int64_t> shape;
  for (std::size_t at = 0; at < text.size(); at = text.find('x', at), at += at < text.size()) {
    shape.push_back(std::stoll(text.substr(at)));
  }
  return shape;
}

// NAME=TYPE:2x3:FILE
Input read_input(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t first = text.find(':', equals);
  const std::size_t second = text.find(':', first + 1);
  if (second == text.npos) throw std::runtime_error("'" + text + "' is no NAME=TYPE:2x3:FILE");
  const std::string type = text.substr(equals + 1, first - equals - 1);
  return {text.substr(0, equals), type_that([&](const ElementType& t) { return type == t.name; }).number,
          read_shape(text.substr(first + 1, second - first - 1)), read(text.substr(second + 1))};
}

ort::Functions functions_of(const std::string& folder) {
  void* library = dlopen((folder + "/lib/libonnxruntime.so.1").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto base = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  const void* table = base == nullptr ? nullptr : base()->GetApi(ort::kApiVersion);
  if (table == nullptr) throw std::runtime_error("the library has no API of the version that is needed");
  return ort::Functions::from(table);
}

// One session. What it makes lives as long as the process, which ends after one inference.
class Model {
 public:
  Model(const std::string& folder, const std::string& file) : f_(functions_of(folder)) {
    ort::ThreadingOptions* threading = nullptr;
    check(f_.CreateThreadingOptions(&threading));
    check(f_.SetGlobalIntraOpNumThreads(threading, 2));
    ort::Env* env = nullptr;
    check(f_.CreateEnvWithCustomLoggerAndGlobalThreadPools(ignore_log, nullptr, ort::kError, "native", threading,
                                                           &env));
    ort::SessionOptions* options = nullptr;
    check(f_.CreateSessionOptions(&options));
    check(f_.DisablePerSessionThreads(options));
    check(f_.SetSessionGraphOptimizationLevel(options, ort::kAllOptimizations));
    const std::string bytes = read(file);
    check(f_.CreateSessionFromArray(env, bytes.data(), bytes.size(), options, &session_));
    check(f_.CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory_));
  }

  std::vector<std::string> output_names() const {
    ort::Allocator* allocator = nullptr;
    std::size_t count = 0;
    check(f_.GetAllocatorWithDefaultOptions(&allocator));
    check(f_.SessionGetOutputCount(session_, &count));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
      char* name = nullptr;
      check(f_.SessionGetOutputName(session_, i, allocator, &name));
      names.emplace_back(name);
    }
    return names;
  }

  std::vector<ort::Value*> infer(std::vector<Input>& inputs, const std::vector<std::string>& output_names) const {
    std::vector<const char*> input_texts;
    std::vector<const ort::Value*> values;
    for (Input& input : inputs) {
      input_texts.push_back(input.name.c_str());
      values.push_back(wrap(input));
    }
    std::vector<const char*> output_texts;
    for (const std::string& name : output_names) output_texts.push_back(name.c_str());
    std::vector<ort::Value*> outputs(output_names.size());
    check(f_.Run(session_, nullptr, input_texts.data(), values.data(), values.size(), output_texts.data(),
                 outputs.size(), outputs.data()));
    return outputs;
  }

  // Writes the elements and prints what they are.
  void give(std::size_t index, const std::string& name, ort::Value* value, const std::filesystem::path& folder) const {
    ort::TensorInfo* info = nullptr;
    check(f_.GetTensorTypeAndShape(value, &info));
    int number = 0;
    std::size_t rank = 0;
    check(f_.GetTensorElementType(info, &number));
    check(f_.GetDimensionsCount(info, &rank));
    std::vector<std::int64_t> shape(rank);
    check(f_.GetDimensions(info, shape.data(), rank));
    const ElementType& type = type_that([&](const ElementType& t) { return t.number == number; });
    std::size_t byte_size = type.byte_size;
    std::string text;
    for (const std::int64_t size : shape) {
      byte_size *= static_cast<std::size_t>(size);
      text += (text.empty() ? "" : "x") + std::to_string(size);
    }
    void* data = nullptr;
    check(f_.GetTensorMutableData(value, &data));
    std::ofstream file(folder / (std::to_string(index) + ".bin"), std::ios::binary);
    if (!file.write(static_cast<const char*>(data), static_cast<std::streamsize>(byte_size))) {
      throw std::runtime_error("cannot write to " + folder.string());
    }
    std::printf("%zu %s %s %s\n", index, name.c_str(), type.name, text.c_str());
  }

 private:
  static void ignore_log(void*, int, const char*, const char*, const char*, const char*) {}

  void check(ort::Status* status) const {
    if (status != nullptr) throw std::runtime_error(f_.GetErrorMessage(status));
  }

  const ort::Value* wrap(Input& input) const {
    ort::Value* value = nullptr;
    check(f_.CreateTensorWithDataAsOrtValue(memory_, input.bytes.data(), input.bytes.size(), input.shape.data(),
                                            input.shape.size(), input.type, &value));
    return value;
  }

  const ort::Functions f_;
  ort::Session* session_ = nullptr;
  ort::MemoryInfo* memory_ = nullptr;
};

void infer(int argc, char** argv) {
  const Model model(argv[1], argv[2]);
  std::vector<Input> inputs;
  for (int i = 4; i < argc; ++i) inputs.push_back(read_input(argv[i]));
  const std::vector<std::string> names = model.output_names();
  const std::vector<ort::Value*> outputs = model.infer(inputs, names);
  for (std::size_t i = 0; i < outputs.size(); ++i) model.give(i, names[i], outputs[i], argv[3]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: conformance_onnxruntime FRAMEWORK_FOLDER MODEL OUTDIR NAME=TYPE:2x3:FILE...\n");
    return 2;
  }
  try {
    infer(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance_onnxruntime: %s\n", error.what());
    return 1;
  }
  std::fflush(stdout);
  std::_Exit(0);  // without the framework's own end, which what lives on would disturb
}
