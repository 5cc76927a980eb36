// SPDX-License-Identifier: Apache-2.0
// The same bits and no more allocations than TensorFlow Lite called directly in the same process.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "instance.h"
#include "library.h"
#include "plugin/allocation_counter.h"
#include "tests/tflite/lite_models.h"

namespace wasinn {
namespace {

// One model with one input and output, run by the framework alone.
class NativeModel {
 public:
  explicit NativeModel(const std::string& bytes)
      : functions_(lite::open_library({tflite_folder()})),
        model_(std::make_shared<const lite::LiteModel>(
            functions_, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), losses_,
            false)),
        instance_(model_, {2, true}) {
    instance_.allocate(WASINN_INVALID_ENCODING);
  }

  void resize(const Shape& shape) {
    instance_.resize(0, shape.dimensions());
    instance_.allocate(WASINN_INVALID_ARGUMENT);
  }

  void run(const OwnTensor& input) {
    lite::Tensor* tensor = functions_.InterpreterGetInputTensor(instance_.get(), 0);
    std::memcpy(functions_.TensorData(tensor), input.bytes.data(), input.bytes.size());
    functions_.InterpreterInvoke(instance_.get());
  }

  std::vector<std::byte> output() const {
    const lite::Tensor* tensor = functions_.InterpreterGetOutputTensor(instance_.get(), 0);
    const auto* data = static_cast<const std::byte*>(functions_.TensorData(tensor));
    return {data, data + functions_.TensorByteSize(tensor)};
  }

 private:
  lite::Functions functions_;
  lite::Losses losses_;
  std::shared_ptr<const lite::LiteModel> model_;
  lite::Instance instance_;
};

template <class Work>
std::size_t allocations_of(Work work) {
  const std::size_t before = allocation_count();
  for (int i = 0; i < 50; ++i) work();
  return allocation_count() - before;
}

OwnTensor picture(unsigned seed) {
  std::vector<float> pixels(64);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<float>((i * 7 + 3u * seed) % 17) / 16.0f;
  return floats({1, 1, 8, 8}, pixels);
}

TEST(NativeComparison, GivesTheSameBits) {
  const std::string bytes = model_bytes("digits");
  const auto context_of = load_bytes(*open_tflite(), bytes).value();
  const auto context = context_of->create_context().value();
  NativeModel native(bytes);
  std::vector<float> memory(10);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  for (unsigned i = 0; i < 100; ++i) {
    const OwnTensor input = picture(i);
    native.run(input);
    EXPECT_EQ(values_of<std::byte>(compute(*context, {input}).value()[0]), native.output());
    const TensorView view = input.view();
    EXPECT_EQ(values_of<std::byte>(context->compute_into({&view, 1}, {&place, 1}).value()[0]), native.output());
  }
}

TEST(NativeComparison, GivesTheSameBitsAfterAnotherShape) {
  const std::string bytes = model_bytes("batch");
  const auto graph = load_bytes(*open_tflite(), bytes).value();
  const auto context = graph->create_context().value();
  NativeModel native(bytes);
  for (const std::int64_t rows : {5, 1, 1000, 3}) {
    const OwnTensor input = floats({rows, 4}, std::vector<float>(static_cast<std::size_t>(rows) * 4, 0.3f));
    native.resize(input.shape);
    native.run(input);
    EXPECT_EQ(values_of<std::byte>(compute(*context, {input}).value()[0]), native.output());
  }
}

TEST(NativeComparison, AllocatesNoMoreThanTheFrameworkAlone) {
  const std::string bytes = model_bytes("digits");
  const OwnTensor input = picture(1);
  const auto graph = load_bytes(*open_tflite(), bytes).value();
  const auto context = graph->create_context().value();
  NativeModel native(bytes);
  const TensorView view = input.view();
  bool succeeded = true;
  std::vector<float> memory(10);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  const auto through_wasinn = [&] { succeeded = succeeded && context->compute({&view, 1}).has_value(); };
  const auto in_place = [&] {
    succeeded = succeeded && context->compute_into({&view, 1}, {&place, 1}).has_value();
  };
  const auto directly = [&] { native.run(input); };
  through_wasinn();
  directly();
  EXPECT_EQ(allocations_of(through_wasinn), allocations_of(directly));
  in_place();
  EXPECT_EQ(allocations_of(in_place), allocations_of(directly));
  EXPECT_TRUE(succeeded);
}

}  // namespace
}  // namespace wasinn
