// SPDX-License-Identifier: Apache-2.0
// The calls of a plain program on TensorFlow Lite's C interface.
#include "bench/native_tflite.h"

#include <dlfcn.h>

#include <thread>
#include <vector>

#include "backends/tflite/tflite_api.h"

namespace wasinn::bench {
namespace {

lite::Functions load_library() {
  void* library = dlopen(WASINN_BENCH_TFLITE, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) give_up(dlerror());
  lite::Functions functions{};
#define WASINN_FIND(name) functions.name = reinterpret_cast<decltype(functions.name)>(dlsym(library, "TfLite" #name))
  WASINN_FIND(ModelCreateWithErrorReporter);
  WASINN_FIND(ModelDelete);
  WASINN_FIND(InterpreterOptionsCreate);
  WASINN_FIND(InterpreterOptionsDelete);
  WASINN_FIND(InterpreterOptionsSetNumThreads);
  WASINN_FIND(InterpreterOptionsAddDelegate);
  WASINN_FIND(InterpreterCreate);
  WASINN_FIND(InterpreterDelete);
  WASINN_FIND(InterpreterInputTensorIndices);
  WASINN_FIND(InterpreterOutputTensorIndices);
  WASINN_FIND(InterpreterAllocateTensors);
  WASINN_FIND(InterpreterInvoke);
  WASINN_FIND(InterpreterSetCustomAllocationForTensor);
  WASINN_FIND(XNNPackDelegateOptionsDefault);
  WASINN_FIND(XNNPackDelegateCreate);
  WASINN_FIND(XNNPackDelegateDelete);
#undef WASINN_FIND
  return functions;
}

const lite::Functions& library() {
  static const lite::Functions functions = load_library();
  return functions;
}

void check(lite::Status status, const char* call) {
  if (status != lite::kOk) give_up(std::string("TensorFlow Lite refuses to ") + call);
}

void drop_text(void*, const char*, std::va_list) {}

class TfliteModel final : public NativeModel {
 public:
  explicit TfliteModel(const Workload& workload) : NativeModel(workload), bytes_(read_file(model_file(workload))) {
    const auto threads = static_cast<std::int32_t>(std::thread::hardware_concurrency());
    model_ = library().ModelCreateWithErrorReporter(bytes_.data(), bytes_.size(), drop_text, nullptr);
    if (model_ == nullptr) give_up("TensorFlow Lite does not load " + model_file(workload));
    lite::XnnpackOptions accelerator = library().XNNPackDelegateOptionsDefault();
    accelerator.num_threads = threads;
    delegate_ = library().XNNPackDelegateCreate(&accelerator);
    lite::InterpreterOptions* options = library().InterpreterOptionsCreate();
    library().InterpreterOptionsSetNumThreads(options, threads);
    library().InterpreterOptionsAddDelegate(options, delegate_);
    interpreter_ = library().InterpreterCreate(model_, options);
    library().InterpreterOptionsDelete(options);
    bind(library().InterpreterInputTensorIndices(interpreter_)[0], input_);
    bind(library().InterpreterOutputTensorIndices(interpreter_)[0], output_);
    check(library().InterpreterAllocateTensors(interpreter_), "allocate tensors");
  }

  ~TfliteModel() override {
    library().InterpreterDelete(interpreter_);
    library().XNNPackDelegateDelete(delegate_);
    library().ModelDelete(model_);
  }

 private:
  void bind(int tensor, const Buffer& buffer) {
    const lite::CustomAllocation place{buffer.data, buffer.byte_size};
    check(library().InterpreterSetCustomAllocationForTensor(interpreter_, tensor, &place, 0), "bind a buffer");
  }

  void run() override { check(library().InterpreterInvoke(interpreter_), "run"); }

  std::vector<char> bytes_;
  lite::Model* model_ = nullptr;
  lite::Delegate* delegate_ = nullptr;
  lite::Interpreter* interpreter_ = nullptr;
};

}  // namespace

std::unique_ptr<NativeModel> open_tflite(const Workload& workload) { return std::make_unique<TfliteModel>(workload); }

}  // namespace wasinn::bench
