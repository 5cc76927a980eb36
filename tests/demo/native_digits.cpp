// SPDX-License-Identifier: Apache-2.0
// The shortest way through ONNX Runtime's C API.
#include "tests/demo/native_digits.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "backends/onnxruntime/ort_api.h"

namespace wasinn::demo {
namespace {

void ignore_log(void*, int, const char*, const char*, const char*, const char*) {}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

ort::Functions functions_of(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw std::runtime_error(dlerror());
  const auto base = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  const void* table = base == nullptr ? nullptr : base()->GetApi(ort::kApiVersion);
  if (table == nullptr) throw std::runtime_error(library + " has no API of the version that is needed");
  return ort::Functions::from(table);
}

}  // namespace

struct NativeDigits::Session {
  explicit Session(const std::string& library) : f(functions_of(library)) {}
  ~Session() {
    if (session != nullptr) f.ReleaseSession(session);
    if (env != nullptr) f.ReleaseEnv(env);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void check(ort::Status* status) const {
    if (status == nullptr) return;
    const std::string message = f.GetErrorMessage(status);
    f.ReleaseStatus(status);
    throw std::runtime_error(message);
  }

  void open(const std::string& model) {
    ort::ThreadingOptions* threading = nullptr;
    check(f.CreateThreadingOptions(&threading));
    check(f.CreateEnvWithCustomLoggerAndGlobalThreadPools(ignore_log, nullptr, ort::kError, "demo", threading, &env));
    f.ReleaseThreadingOptions(threading);
    ort::SessionOptions* options = nullptr;
    check(f.CreateSessionOptions(&options));
    check(f.DisablePerSessionThreads(options));
    check(f.SetSessionGraphOptimizationLevel(options, ort::kAllOptimizations));
    const std::string bytes = read(model);
    check(f.CreateSessionFromArray(env, bytes.data(), bytes.size(), options, &session));
    f.ReleaseSessionOptions(options);
  }

  ort::Value* wrap(Pixels& pixels) const {
    static constexpr std::int64_t kShape[] = {1, 1, 8, 8};
    ort::MemoryInfo* memory = nullptr;
    check(f.CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory));
    ort::Value* value = nullptr;
    check(f.CreateTensorWithDataAsOrtValue(memory, pixels.data(), sizeof(Pixels), kShape, 4, ort::kFloat, &value));
    f.ReleaseMemoryInfo(memory);
    return value;
  }

  const ort::Functions f;
  ort::Env* env = nullptr;
  ort::Session* session = nullptr;
};

NativeDigits::NativeDigits(const std::string& library, const std::string& model)
    : session_(std::make_unique<Session>(library)) {
  session_->open(model);
}

NativeDigits::~NativeDigits() = default;

Probabilities NativeDigits::infer(const Pixels& pixels) const {
  const ort::Functions& f = session_->f;
  Pixels copy = pixels;
  ort::Value* input = session_->wrap(copy);
  const char* const input_name = "image";
  const char* const output_name = "probabilities";
  ort::Value* output = nullptr;
  session_->check(f.Run(session_->session, nullptr, &input_name, &input, 1, &output_name, 1, &output));
  void* data = nullptr;
  session_->check(f.GetTensorMutableData(output, &data));
  Probabilities probabilities;
  std::copy_n(static_cast<const float*>(data), probabilities.size(), probabilities.begin());
  f.ReleaseValue(output);
  f.ReleaseValue(input);
  return probabilities;
}

}  // namespace wasinn::demo
