// SPDX-License-Identifier: Apache-2.0
// A native program that makes one inference and ends: bench_cold_native MODEL DIMS OUTPUTS [leave].
// It opens ONNX Runtime at run time, as the backend does, and uses what the library does by default. With `leave` it
// ends without taking anything down, which is the quickest.
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "backends/onnxruntime/ort_api.h"

namespace {

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "cold_native: %s\n", why);
  std::exit(1);
}

/// The library's functions, and two that only this program calls.
struct Library : ort::Functions {
  ort::Status* (*CreateEnv)(int severity, const char* log_id, ort::Env** env);
  ort::Status* (*CreateSession)(const ort::Env* env, const char* path, const ort::SessionOptions* options,
                                ort::Session** session);

  void check(ort::Status* status) const {
    if (status != nullptr) give_up(GetErrorMessage(status));
  }
};

Library open_library() {
  void* handle = dlopen(WASINN_BENCH_ONNXRUNTIME, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) give_up(dlerror());
  const auto base = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  const void* table = base == nullptr ? nullptr : base()->GetApi(ort::kApiVersion);
  if (table == nullptr) give_up("the library is no ONNX Runtime that is new enough");
  Library library{ort::Functions::from(table), nullptr, nullptr};
  const auto* places = static_cast<void* const*>(table);
  library.CreateEnv = reinterpret_cast<decltype(library.CreateEnv)>(places[3]);
  library.CreateSession = reinterpret_cast<decltype(library.CreateSession)>(places[7]);
  return library;
}

std::vector<std::int64_t> parse_shape(const char* text) {
  std::vector<std::int64_t> shape;
  for (char* end = nullptr; *text != '\0'; text = *end == ',' ? end + 1 : end) {
    shape.push_back(std::strtoll(text, &end, 10));
  }
  return shape;
}

std::vector<float> make_input(const std::vector<std::int64_t>& shape) {
  constexpr std::size_t kPeriod = 251;  // the guest fills its input the same way
  std::vector<float> input(
      static_cast<std::size_t>(std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>())));
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<float>(i % kPeriod) / float{kPeriod};
  return input;
}

/// One inference on a session whose model has one input and one output; the output is copied into `output`.
void infer(const Library& ort, ort::Session* session, const std::vector<std::int64_t>& shape,
           std::vector<float>& output) {
  ort::Allocator* allocator = nullptr;
  ort.check(ort.GetAllocatorWithDefaultOptions(&allocator));
  char* input_name = nullptr;
  char* output_name = nullptr;
  ort.check(ort.SessionGetInputName(session, 0, allocator, &input_name));
  ort.check(ort.SessionGetOutputName(session, 0, allocator, &output_name));
  ort::MemoryInfo* memory = nullptr;
  ort.check(ort.CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory));
  std::vector<float> input = make_input(shape);
  ort::Value* input_value = nullptr;
  ort.check(ort.CreateTensorWithDataAsOrtValue(memory, input.data(), input.size() * sizeof(float), shape.data(),
                                               shape.size(), ort::kFloat, &input_value));
  ort::Value* output_value = nullptr;
  ort.check(ort.Run(session, nullptr, &input_name, &input_value, 1, &output_name, 1, &output_value));
  void* data = nullptr;
  ort.check(ort.GetTensorMutableData(output_value, &data));
  std::memcpy(output.data(), data, output.size() * sizeof(float));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) give_up("usage: bench_cold_native MODEL DIMS OUTPUTS [leave]");
  const Library ort = open_library();
  ort::Env* env = nullptr;
  ort.check(ort.CreateEnv(ort::kWarning, "native", &env));
  ort::SessionOptions* options = nullptr;
  ort.check(ort.CreateSessionOptions(&options));
  ort::Session* session = nullptr;
  ort.check(ort.CreateSession(env, argv[1], options, &session));
  std::vector<float> output(std::strtoul(argv[3], nullptr, 10));
  infer(ort, session, parse_shape(argv[2]), output);
  std::printf("output %.9g\n", std::accumulate(output.begin(), output.end(), 0.0));
  if (argc > 4) {
    std::fflush(stdout);
    std::_Exit(0);
  }
  ort.ReleaseSession(session);
  ort.ReleaseSessionOptions(options);
  ort.ReleaseEnv(env);
  return 0;
}
