// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime as a native program would use it.
#include "bench/native_model.h"

#include <dlfcn.h>

#include <cstring>
#include <fstream>
#include <new>
#include <numeric>

#include "backends/onnxruntime/ort_api.h"

namespace wasinn::bench {
namespace {

ort::Functions load_library() {
  void* library = dlopen(WASINN_BENCH_ONNXRUNTIME, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) give_up(dlerror());
  const auto base = reinterpret_cast<const ort::ApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
  const void* table = base == nullptr ? nullptr : base()->GetApi(ort::kApiVersion);
  if (table == nullptr) give_up("the library is no ONNX Runtime that is new enough");
  return ort::Functions::from(table);
}

const ort::Functions& library() {
  static const ort::Functions functions = load_library();
  return functions;
}

void check(ort::Status* status) {
  if (status != nullptr) give_up(library().GetErrorMessage(status));
}

void drop_log(void*, int, const char*, const char*, const char*, const char*) {}

/// One environment with one thread pool for all sessions, as the backend has it.
ort::Env* environment() {
  static ort::Env* const env = [] {
    ort::ThreadingOptions* threading = nullptr;
    check(library().CreateThreadingOptions(&threading));
    ort::Env* made = nullptr;
    check(library().CreateEnvWithCustomLoggerAndGlobalThreadPools(drop_log, nullptr, ort::kWarning, "native", threading,
                                                                  &made));
    library().ReleaseThreadingOptions(threading);
    return made;
  }();
  return env;
}

/// A 64-byte-aligned buffer of floats.
struct Buffer {
  explicit Buffer(std::uint64_t elements)
      : data(static_cast<float*>(::operator new(elements * sizeof(float), std::align_val_t{64}))),
        byte_size(elements * sizeof(float)) {}
  ~Buffer() { ::operator delete(data, std::align_val_t{64}); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  float* data;
  std::size_t byte_size;
};

}  // namespace

struct NativeModel::Session {
  explicit Session(const Workload& workload) : input(element_count(workload.dimensions)), output(element_count(workload.output_dimensions)) {
    ort::SessionOptions* options = nullptr;
    check(library().CreateSessionOptions(&options));
    check(library().DisablePerSessionThreads(options));
    check(library().SetSessionGraphOptimizationLevel(options, ort::kAllOptimizations));
    const std::vector<char> model = read_file(model_file(workload));
    check(library().CreateSessionFromArray(environment(), model.data(), model.size(), options, &session));
    library().ReleaseSessionOptions(options);
    check(library().CreateRunOptions(&run_options));
    name_ports();
    bind(workload);
  }

  ~Session() {
    library().ReleaseValue(input_value);
    library().ReleaseValue(output_value);
    library().ReleaseRunOptions(run_options);
    library().ReleaseSession(session);
  }

  static std::vector<char> read_file(const std::string& path);

  void name_ports() {
    ort::Allocator* allocator = nullptr;
    check(library().GetAllocatorWithDefaultOptions(&allocator));
    char* name = nullptr;
    check(library().SessionGetInputName(session, 0, allocator, &name));
    input_name = name;
    check(library().AllocatorFree(allocator, name));
    check(library().SessionGetOutputName(session, 0, allocator, &name));
    output_name = name;
    check(library().AllocatorFree(allocator, name));
  }

  void bind(const Workload& workload) {
    ort::MemoryInfo* memory = nullptr;
    check(library().CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory));
    check(library().CreateTensorWithDataAsOrtValue(memory, input.data, input.byte_size, workload.dimensions.data(),
                                                   workload.dimensions.size(), ort::kFloat, &input_value));
    check(library().CreateTensorWithDataAsOrtValue(memory, output.data, output.byte_size,
                                                   workload.output_dimensions.data(), workload.output_dimensions.size(),
                                                   ort::kFloat, &output_value));
    library().ReleaseMemoryInfo(memory);
  }

  void run() {
    const char* const inputs[] = {input_name.c_str()};
    const char* const outputs[] = {output_name.c_str()};
    check(library().Run(session, run_options, inputs, &input_value, 1, outputs, 1, &output_value));
  }

  Buffer input;
  Buffer output;
  ort::Session* session = nullptr;
  ort::RunOptions* run_options = nullptr;
  ort::Value* input_value = nullptr;
  ort::Value* output_value = nullptr;
  std::string input_name;
  std::string output_name;
};

std::vector<char> NativeModel::Session::read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) give_up("there is no model " + path + "; bench/run makes the models");
  std::vector<char> bytes(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

NativeModel::NativeModel(const Workload& workload)
    : session_(std::make_unique<Session>(workload)), from_(element_count(workload.dimensions)), to_(element_count(workload.output_dimensions)) {
  constexpr std::size_t kPeriod = 251;  // the guest fills its input the same way
  for (std::size_t i = 0; i < from_.size(); ++i) from_[i] = static_cast<float>(i % kPeriod) / float{kPeriod};
}

NativeModel::~NativeModel() = default;

void NativeModel::infer(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    std::memcpy(session_->input.data, from_.data(), session_->input.byte_size);
    session_->run();
    std::memcpy(to_.data(), session_->output.data, session_->output.byte_size);
  }
}

void NativeModel::infer_in_place(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) session_->run();
}

double NativeModel::output_sum() const { return std::accumulate(to_.begin(), to_.end(), 0.0); }

}  // namespace wasinn::bench
