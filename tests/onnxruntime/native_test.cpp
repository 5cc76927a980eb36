// SPDX-License-Identifier: Apache-2.0
// The same bits and no more allocations than ONNX Runtime called directly in the same process.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

#include <wasinn/owned.hpp>

#include "environment.h"
#include "library.h"
#include "plugin/allocation_counter.h"
#include "status.h"
#include "tests/onnxruntime/onnx_models.h"

namespace wasinn {

namespace {

// One model with one f32 input and output, run by the framework alone into memory of ours.
class NativeModel {
 public:
  NativeModel(const std::string& model, const OwnTensor& input, std::size_t output_bytes, const Shape& output_shape)
      : library_(ort::open_library({onnxruntime_folder()})),
        environment_(ort::Environment::obtain(library_, {2, true})),
        input_(input),
        output_(output_bytes) {
    ort::SessionOptions* options = nullptr;
    check(f().CreateSessionOptions(&options));
    options_ = {options, {f().ReleaseSessionOptions}};
    check(f().DisablePerSessionThreads(options));
    check(f().SetSessionGraphOptimizationLevel(options, ort::kAllOptimizations));
    ort::Session* session = nullptr;
    check(f().CreateSessionFromArray(environment_->get(), model.data(), model.size(), options, &session));
    session_ = {session, {f().ReleaseSession}};
    ort::MemoryInfo* memory = nullptr;
    check(f().CreateCpuMemoryInfo(ort::kDeviceAllocator, ort::kDefaultMemory, &memory));
    memory_ = {memory, {f().ReleaseMemoryInfo}};
    input_value_ = wrap(input_.bytes, input_.shape);
    output_value_ = wrap(output_, output_shape);
    ort::RunOptions* run_options = nullptr;
    check(f().CreateRunOptions(&run_options));
    run_options_ = {run_options, {f().ReleaseRunOptions}};
    ort::IoBinding* binding = nullptr;
    check(f().CreateIoBinding(session, &binding));
    binding_ = {binding, {f().ReleaseIoBinding}};
    check(f().BindInput(binding, "x", input_value_.get()));
    check(f().BindOutput(binding, "y", output_value_.get()));
  }

  void run() { check(f().RunWithBinding(session_.get(), run_options_.get(), binding_.get())); }

  const std::vector<std::byte>& output() const { return output_; }

 private:
  const ort::Functions& f() const { return library_.functions; }
  void check(ort::Status* status) const { ort::check(f(), status); }

  sdk::Owned<ort::Value> wrap(std::vector<std::byte>& bytes, const Shape& shape) const {
    ort::Value* value = nullptr;
    check(f().CreateTensorWithDataAsOrtValue(memory_.get(), bytes.data(), bytes.size(), shape.dimensions().data(),
                                             shape.rank(), ort::kFloat, &value));
    return {value, {f().ReleaseValue}};
  }

  ort::Library library_;
  std::shared_ptr<const ort::Environment> environment_;
  OwnTensor input_;
  std::vector<std::byte> output_;
  sdk::Owned<ort::SessionOptions> options_;
  sdk::Owned<ort::Session> session_;
  sdk::Owned<ort::MemoryInfo> memory_;
  sdk::Owned<ort::Value> input_value_;
  sdk::Owned<ort::Value> output_value_;
  sdk::Owned<ort::RunOptions> run_options_;
  sdk::Owned<ort::IoBinding> binding_;
};

template <class Work>
std::size_t allocations_of(Work work) {
  const std::size_t before = allocation_count();
  for (int i = 0; i < 50; ++i) work();
  return allocation_count() - before;
}

TEST(NativeComparison, GivesTheSameBits) {
  const std::string model = fixture_bytes("tiny");
  const auto graph = load_bytes(*open_onnxruntime(), model).value();
  const auto context = graph->create_context().value();
  for (int i = 0; i < 100; ++i) {
    const float x = 0.37f * static_cast<float>(i);
    const OwnTensor input = floats({1, 4}, {x, 1 - x, x * x, 3});
    NativeModel native(model, input, 3 * sizeof(float), shape_of({1, 3}));
    native.run();
    const auto outputs = compute(*context, {input}).value();
    EXPECT_EQ(values_of<std::byte>(outputs[0]), native.output());
  }
}

TEST(NativeComparison, GivesTheSameBitsIntoMemoryOfTheCallers) {
  const std::string model = fixture_bytes("tiny");
  const auto graph = load_bytes(*open_onnxruntime(), model).value();
  const auto context = graph->create_context().value();
  std::vector<float> memory(3);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  for (int i = 0; i < 100; ++i) {
    const float x = 0.37f * static_cast<float>(i);
    const OwnTensor input = floats({1, 4}, {x, 1 - x, x * x, 3});
    NativeModel native(model, input, 3 * sizeof(float), shape_of({1, 3}));
    native.run();
    const TensorView view = input.view();
    const auto outputs = context->compute_into({&view, 1}, {&place, 1}).value();
    EXPECT_EQ(outputs[0].bytes.data(), place.data());
    EXPECT_TRUE(std::equal(place.begin(), place.end(), native.output().begin(), native.output().end()));
  }
}

TEST(NativeComparison, AllocatesNoMoreThanTheFrameworkAlone) {
  const std::string model = fixture_bytes("tiny");
  const OwnTensor input = floats({1, 4}, {1, 2, 3, 4});
  const auto graph = load_bytes(*open_onnxruntime(), model).value();
  const auto context = graph->create_context().value();
  NativeModel native(model, input, 3 * sizeof(float), shape_of({1, 3}));
  const TensorView view = input.view();
  bool succeeded = true;
  std::vector<float> memory(3);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  const auto through_wasinn = [&] { succeeded = succeeded && context->compute({&view, 1}).has_value(); };
  const auto in_place = [&] {
    succeeded = succeeded && context->compute_into({&view, 1}, {&place, 1}).has_value();
  };
  const auto directly = [&] { native.run(); };
  through_wasinn();
  directly();
  EXPECT_EQ(allocations_of(through_wasinn), allocations_of(directly));
  in_place();
  EXPECT_EQ(allocations_of(in_place), allocations_of(directly));
  EXPECT_TRUE(succeeded);
}

}  // namespace
}  // namespace wasinn
