// SPDX-License-Identifier: Apache-2.0
// The calls of a plain program on OpenVINO's C interface.
#include "bench/native_openvino.h"

#include <dlfcn.h>

#include "backends/openvino/ov_api.h"

namespace wasinn::bench {
namespace {

openvino::Functions load_library() {
  void* library = dlopen(WASINN_BENCH_OPENVINO, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) give_up(dlerror());
  openvino::Functions functions{};
#define WASINN_FIND(name) functions.name = reinterpret_cast<decltype(functions.name)>(dlsym(library, "ov_" #name))
  WASINN_FIND(get_last_err_msg);
  WASINN_FIND(core_create);
  WASINN_FIND(core_read_model);
  WASINN_FIND(core_compile_model);
  WASINN_FIND(model_free);
  WASINN_FIND(compiled_model_create_infer_request);
  WASINN_FIND(compiled_model_free);
  WASINN_FIND(tensor_create_from_host_ptr);
  WASINN_FIND(tensor_free);
  WASINN_FIND(infer_request_set_input_tensor_by_index);
  WASINN_FIND(infer_request_set_output_tensor_by_index);
  WASINN_FIND(infer_request_infer);
  WASINN_FIND(infer_request_free);
#undef WASINN_FIND
  return functions;
}

const openvino::Functions& library() {
  static const openvino::Functions functions = load_library();
  return functions;
}

void check(int status) {
  if (status != openvino::kOk) give_up(library().get_last_err_msg());
}

openvino::Core* core() {
  static openvino::Core* const core = [] {
    openvino::Core* made = nullptr;
    check(library().core_create(&made));
    return made;
  }();
  return core;
}

class OpenvinoModel final : public NativeModel {
 public:
  explicit OpenvinoModel(const Workload& workload) : NativeModel(workload) {
    openvino::Model* model = nullptr;
    check(library().core_read_model(core(), model_file(workload).c_str(), nullptr, &model));
    check(library().core_compile_model(core(), model, "CPU", 6, &compiled_, "INFERENCE_PRECISION_HINT", "f32",
                                       "NUM_STREAMS", "1", "ENABLE_CPU_PINNING", "NO"));
    library().model_free(model);
    check(library().compiled_model_create_infer_request(compiled_, &request_));
    input_tensor_ = wrap(input_, workload.dimensions);
    output_tensor_ = wrap(output_, workload.output_dimensions);
    check(library().infer_request_set_input_tensor_by_index(request_, 0, input_tensor_));
    check(library().infer_request_set_output_tensor_by_index(request_, 0, output_tensor_));
  }

  ~OpenvinoModel() override {
    library().infer_request_free(request_);
    library().tensor_free(input_tensor_);
    library().tensor_free(output_tensor_);
    library().compiled_model_free(compiled_);
  }

 private:
  static openvino::Tensor* wrap(const Buffer& buffer, std::vector<std::int64_t> shape) {
    openvino::Tensor* tensor = nullptr;
    const auto rank = static_cast<std::int64_t>(shape.size());
    check(library().tensor_create_from_host_ptr(openvino::kF32, {rank, shape.data()}, buffer.data, &tensor));
    return tensor;
  }

  void run() override { check(library().infer_request_infer(request_)); }

  openvino::CompiledModel* compiled_ = nullptr;
  openvino::InferRequest* request_ = nullptr;
  openvino::Tensor* input_tensor_ = nullptr;
  openvino::Tensor* output_tensor_ = nullptr;
};

}  // namespace

std::unique_ptr<NativeModel> open_openvino(const Workload& workload) {
  return std::make_unique<OpenvinoModel>(workload);
}

}  // namespace wasinn::bench
