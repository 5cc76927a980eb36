// SPDX-License-Identifier: Apache-2.0
// The same bits and no more allocations than OpenVINO called directly in the same process.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include <wasinn/owned.hpp>

#include "calls.h"
#include "library.h"
#include "plugin/allocation_counter.h"
#include "tests/openvino/ir_models.h"

namespace wasinn {

namespace {

/// A model with one f32 input and output, run by the framework alone into memory of ours.
class NativeModel {
 public:
  NativeModel(const std::string& name, const OwnTensor& input, const Shape& output_shape)
      : library_(openvino::open_library({openvino_folder()})),
        calls_(f()),
        call_(calls_),
        input_(input),
        output_(output_shape.byte_size(ElementType::F32).value()) {
    openvino::Core* core = nullptr;
    call_.check(f().core_create(&core));
    core_ = {core, {f().core_free}};
    openvino::Model* model = nullptr;
    const std::string path = model_path("openvino/" + name + ".xml");
    call_.check(f().core_read_model(core, path.c_str(), nullptr, &model));
    const sdk::Owned<openvino::Model> owned(model, {f().model_free});
    openvino::CompiledModel* compiled = nullptr;
    call_.check(f().core_compile_model(core, model, "CPU", 8, &compiled, "INFERENCE_PRECISION_HINT", "f32",
                                       "INFERENCE_NUM_THREADS", "2", "NUM_STREAMS", "1", "ENABLE_CPU_PINNING", "NO"));
    compiled_ = {compiled, {f().compiled_model_free}};
    openvino::InferRequest* request = nullptr;
    call_.check(f().compiled_model_create_infer_request(compiled, &request));
    request_ = {request, {f().infer_request_free}};
    input_tensor_ = wrap(input_.bytes, input_.shape);
    output_tensor_ = wrap(output_, output_shape);
    call_.check(f().infer_request_set_input_tensor_by_index(request, 0, input_tensor_.get()));
    call_.check(f().infer_request_set_output_tensor_by_index(request, 0, output_tensor_.get()));
  }

  void run() { call_.check(f().infer_request_infer(request_.get())); }

  const std::vector<std::byte>& output() const { return output_; }

 private:
  const openvino::Functions& f() const { return library_.functions; }

  sdk::Owned<openvino::Tensor> wrap(std::vector<std::byte>& bytes, const Shape& shape) {
    std::vector<std::int64_t> sizes(shape.dimensions().begin(), shape.dimensions().end());
    openvino::Tensor* raw = nullptr;
    call_.check(f().tensor_create_from_host_ptr(openvino::kF32, {static_cast<std::int64_t>(sizes.size()), sizes.data()},
                                                bytes.data(), &raw));
    return {raw, {f().tensor_free}};
  }

  openvino::Library library_;
  openvino::Calls calls_;
  openvino::Call call_;
  OwnTensor input_;
  std::vector<std::byte> output_;
  sdk::Owned<openvino::Core> core_;
  sdk::Owned<openvino::CompiledModel> compiled_;
  sdk::Owned<openvino::InferRequest> request_;
  sdk::Owned<openvino::Tensor> input_tensor_;
  sdk::Owned<openvino::Tensor> output_tensor_;
};

OwnTensor picture(int seed) {
  std::vector<float> values;
  for (int i = 0; i < 64; ++i) values.push_back(std::fabs(std::sin(static_cast<float>(i * (seed + 1)))));
  return floats({1, 1, 8, 8}, values);
}

template <class Work>
std::size_t allocations_of(Work work) {
  const std::size_t before = allocation_count();
  for (int i = 0; i < 50; ++i) work();
  return allocation_count() - before;
}

TEST(NativeComparison, GivesTheSameBits) {
  const auto graph = graph_of("digits");
  const auto context = graph->create_context().value();
  std::vector<float> memory(10);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  for (int i = 0; i < 20; ++i) {
    const OwnTensor input = picture(i);
    NativeModel native("digits", input, shape_of({1, 10}));
    native.run();
    EXPECT_EQ(values_of<std::byte>(compute(*context, {input}).value()[0]), native.output());
    const TensorView view = input.view();
    ASSERT_TRUE(context->compute_into({&view, 1}, {&place, 1}).has_value());
    EXPECT_TRUE(std::equal(place.begin(), place.end(), native.output().begin(), native.output().end()));
  }
}

TEST(NativeComparison, AllocatesNoMoreThanTheFrameworkAlone) {
  std::vector<float> values(32);
  const OwnTensor input = floats({4, 8}, values);
  const auto graph = graph_of("matmul");
  const auto context = graph->create_context().value();
  NativeModel native("matmul", input, shape_of({4, 5}));
  const TensorView view = input.view();
  std::vector<float> memory(20);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  bool succeeded = true;
  const auto through_wasinn = [&] { succeeded = succeeded && context->compute({&view, 1}).has_value(); };
  const auto in_place = [&] {
    succeeded = succeeded && context->compute_into({&view, 1}, {&place, 1}).has_value();
  };
  const auto directly = [&] { native.run(); };
  for (int i = 0; i < 5; ++i) through_wasinn();
  for (int i = 0; i < 5; ++i) directly();
  EXPECT_EQ(allocations_of(through_wasinn), allocations_of(directly));
  for (int i = 0; i < 5; ++i) in_place();
  EXPECT_EQ(allocations_of(in_place), allocations_of(directly));
  EXPECT_TRUE(succeeded);
}

}  // namespace
}  // namespace wasinn
