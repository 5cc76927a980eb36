// SPDX-License-Identifier: Apache-2.0
// The calls of a plain program on ONNX Runtime's C interface.
#include "bench/native_onnxruntime.h"

#include <dlfcn.h>

#include <utility>

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

}  // namespace

class NativeSession {
 public:
  NativeSession(const Workload& workload, int threads) {
    ort::SessionOptions* options = nullptr;
    check(library().CreateSessionOptions(&options));
    check(threads == 0 ? library().DisablePerSessionThreads(options)
                       : library().SetIntraOpNumThreads(options, threads));
    check(library().SetSessionGraphOptimizationLevel(options, ort::kAllOptimizations));
    const std::vector<char> model = read_file(model_file(workload));
    check(library().CreateSessionFromArray(environment(), model.data(), model.size(), options, &session));
    library().ReleaseSessionOptions(options);
    name_ports();
  }
  ~NativeSession() { library().ReleaseSession(session); }
  NativeSession(const NativeSession&) = delete;
  NativeSession& operator=(const NativeSession&) = delete;

  ort::Session* session = nullptr;
  std::string input_name;
  std::string output_name;

 private:
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
};

namespace {

class BoundSession final : public NativeModel {
 public:
  BoundSession(std::shared_ptr<NativeSession> session, const Workload& workload)
      : NativeModel(workload), session_(std::move(session)) {
    check(library().CreateRunOptions(&run_options_));
    ort::MemoryInfo* memory = nullptr;
    check(library().CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory));
    input_value_ = wrap(memory, input_, workload.dimensions);
    output_value_ = wrap(memory, output_, workload.output_dimensions);
    library().ReleaseMemoryInfo(memory);
  }

  ~BoundSession() override {
    library().ReleaseValue(input_value_);
    library().ReleaseValue(output_value_);
    library().ReleaseRunOptions(run_options_);
  }

 private:
  static ort::Value* wrap(const ort::MemoryInfo* memory, const Buffer& buffer, const std::vector<std::int64_t>& shape) {
    ort::Value* value = nullptr;
    check(library().CreateTensorWithDataAsOrtValue(memory, buffer.data, buffer.byte_size, shape.data(), shape.size(),
                                                   ort::kFloat, &value));
    return value;
  }

  void run() override {
    const char* const inputs[] = {session_->input_name.c_str()};
    const char* const outputs[] = {session_->output_name.c_str()};
    check(library().Run(session_->session, run_options_, inputs, &input_value_, 1, outputs, 1, &output_value_));
  }

  std::shared_ptr<NativeSession> session_;
  ort::RunOptions* run_options_ = nullptr;
  ort::Value* input_value_ = nullptr;
  ort::Value* output_value_ = nullptr;
};

}  // namespace

std::shared_ptr<NativeSession> open_session(const Workload& workload, int threads) {
  return std::make_shared<NativeSession>(workload, threads);
}

std::unique_ptr<NativeModel> bind_session(std::shared_ptr<NativeSession> session, const Workload& workload) {
  return std::make_unique<BoundSession>(std::move(session), workload);
}

std::unique_ptr<NativeModel> open_onnxruntime(const Workload& workload) {
  return bind_session(open_session(workload, 0), workload);
}

}  // namespace wasinn::bench
