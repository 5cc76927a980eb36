// SPDX-License-Identifier: Apache-2.0
// Inferences through the onnxruntime plug-in: element types, shapes, odd outputs, and what stays between computations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>
#include <ostream>
#include <thread>

#include "tests/onnxruntime/onnx_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;

std::vector<float> output_floats(const Result<std::vector<OwnTensor>>& outputs, std::size_t index) {
  EXPECT_TRUE(outputs.has_value()) << outputs.error().message;
  return outputs ? values_of<float>((*outputs)[index].view()) : std::vector<float>();
}

class EachElementType : public ::testing::TestWithParam<std::size_t> {
 protected:
  ElementType type() const { return static_cast<ElementType>(GetParam()); }
  std::string model() const { return "identity_" + std::string(element_type_name(type())); }

  // Every byte pattern, NaNs among them.
  OwnTensor pattern(std::initializer_list<std::int64_t> dimensions) const {
    OwnTensor tensor{type(), shape_of(dimensions), {}};
    tensor.bytes.resize(tensor.shape.byte_size(type()).value());
    for (std::size_t i = 0; i < tensor.bytes.size(); ++i) tensor.bytes[i] = static_cast<std::byte>(i * 37 + 11);
    return tensor;
  }
};

TEST_P(EachElementType, PassesThroughAFixedShapeUnchanged) {
  const OwnTensor input = pattern({2, 3});
  const auto outputs = compute_once(model() + "_2x3", {input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ((*outputs)[0].view().text(), input.view().text());
  EXPECT_EQ((*outputs)[0].bytes, input.bytes);
}

TEST_P(EachElementType, PassesThroughAnyLengthUnchanged) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes(model())).value();
  const auto context = graph->create_context().value();
  for (const std::int64_t length : {4, 1000, 0, 3}) {
    const OwnTensor input = pattern({length});
    const auto outputs = compute(*context, {input});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].text(), input.view().text());
    EXPECT_TRUE(std::equal(input.bytes.begin(), input.bytes.end(), (*outputs)[0].bytes.begin()));
  }
}

INSTANTIATE_TEST_SUITE_P(All, EachElementType, ::testing::Range(std::size_t{0}, kElementTypeCount),
                         [](const auto& type) {
                           return std::string(element_type_name(static_cast<ElementType>(type.param)));
                         });

TEST(OnnxCompute, GivesTheAnswerOfTheTinyModel) {
  const auto outputs = compute_once("tiny", {floats({1, 4}, {1, 2, 3, 4})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(FloatEq(0.277720f), FloatEq(0.294556f), FloatEq(0.427724f)));
}

TEST(OnnxCompute, TakesAScalar) {
  const auto outputs = compute_once("scalar", {floats({}, {41})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(42));
  EXPECT_EQ((*outputs)[0].shape.rank(), 0u);
}

TEST(OnnxCompute, TakesSeveralInputsAndGivesSeveralOutputs) {
  const auto outputs = compute_once("two_in_two_out",
                                    {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 1, 1, 2, 2, 2})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(2, 3, 4, 6, 7, 8));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(1, 2, 3, 8, 10, 12));
}

TEST(OnnxCompute, MixesElementTypes) {
  const OwnTensor bytes{ElementType::U8, shape_of({4}), {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{255}}};
  const auto outputs = compute_once("mixed_types", {longs({2}, {-5, 1LL << 40}), bytes});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<double>((*outputs)[0].view()), ElementsAre(-5.0, 1099511627776.0));
  EXPECT_THAT(values_of<std::int32_t>((*outputs)[1].view()), ElementsAre(1, 2, 3, 255));
}

TEST(OnnxCompute, FollowsChangingShapes) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("dynamic")).value();
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({1, 2}, {1, 2})}).value()[0]), ElementsAre(2, 4));
  EXPECT_THAT(values_of<float>(compute(*context, {floats({3, 1}, {1, 2, 3})}).value()[0]), ElementsAre(2, 4, 6));
  EXPECT_EQ(compute(*context, {floats({0, 7}, {})}).value()[0].text(), "f32[0,7]");
  EXPECT_THAT(values_of<float>(compute(*context, {floats({2, 1}, {5, 6})}).value()[0]), ElementsAre(10, 12));
}

TEST(OnnxCompute, TakesAnyRankWhereTheModelDoes) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("unknown_rank")).value();
  const auto context = graph->create_context().value();
  EXPECT_EQ(compute(*context, {floats({}, {7})}).value()[0].text(), "f32[]");
  EXPECT_EQ(compute(*context, {floats({1, 2, 1, 1}, {7, 8})}).value()[0].text(), "f32[1,2,1,1]");
}

TEST(OnnxCompute, ServesShapesThatDependOnTheData) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("non_zero")).value();
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {0, 1, 0, 1})}).value()[0]), ElementsAre(1, 3));
  EXPECT_EQ(compute(*context, {floats({4}, {0, 0, 0, 0})}).value()[0].text(), "i64[1,0]");
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {1, 1, 0, 1})}).value()[0]),
              ElementsAre(0, 1, 3));
}

TEST(OnnxCompute, DoesNotRelyOnAnnouncedShapesThatAreWrong) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("ort_wrong_name")).value();
  EXPECT_THAT(port_texts(graph->outputs()), ElementsAre("y:i64[n]"));
  const auto context = graph->create_context().value();
  for (int repeat = 0; repeat < 3; ++repeat) {
    EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {0, 1, 0, 1})}).value()[0]),
                ElementsAre(1, 3));
    EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({2}, {1, 1})}).value()[0]), ElementsAre(0, 1));
  }
}

TEST(OnnxCompute, ServesAShapeThatIsRightOnlySometimes) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("ort_conditional_shapes")).value();
  const auto context = graph->create_context().value();
  for (int repeat = 0; repeat < 3; ++repeat) {
    EXPECT_THAT(values_of<float>(compute(*context, {floats({2}, {1, 2})}).value()[0]), ElementsAre(1, 2));
    EXPECT_THAT(values_of<float>(compute(*context, {floats({2}, {-1, 2})}).value()[0]), ElementsAre(-1, 2, -1));
  }
}

TEST(OnnxCompute, HasAModelWithoutInputs) {
  EXPECT_THAT(output_floats(compute_once("ort_constant", {}), 0), ElementsAre(-3, -4));
}

TEST(OnnxCompute, GivesWeightsThatAreOutputs) {
  const auto outputs = compute_once("ort_weights_output", {floats({2}, {10, 20})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(3, 4));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(13, 24));
}

TEST(OnnxCompute, GivesTwoOutputsOfOneComputation) {
  const auto outputs = compute_once("ort_same_twice", {floats({2}, {10, 20})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(-10, -20));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(-10, -20));
}

// What an output shows after its input's memory has changed hands.
class OutputsOfInputs : public ::testing::TestWithParam<const char*> {};

TEST_P(OutputsOfInputs, AreTheContextsOwn) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes(GetParam())).value();
  const auto context = graph->create_context().value();
  OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  if (graph->inputs()[0].dimensions.size() == 1) input = floats({2}, {1, 2});
  const std::vector<float> before = values_of<float>(input.view());
  const TensorView view = input.view();
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto outputs = context->compute({&view, 1}).value();
    std::memset(input.bytes.data(), 0, input.bytes.size());
    EXPECT_EQ(values_of<float>(outputs[0]), before);
    std::memcpy(input.bytes.data(), before.data(), input.bytes.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Models, OutputsOfInputs,
                         ::testing::Values("ort_pass_through", "ort_only_pass_through", "ort_reshaped",
                                           "ort_flattened", "identity_f32_2x3", "ort_conditional_shapes"));

TEST(OnnxCompute, ReadsTheInputAgainWhenItsBytesHaveChanged) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("identity_f32_2x3")).value();
  const auto context = graph->create_context().value();
  OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  const TensorView view = input.view();
  ASSERT_TRUE(context->compute({&view, 1}).has_value());
  std::memset(input.bytes.data(), 0, input.bytes.size());
  EXPECT_THAT(values_of<float>(context->compute({&view, 1}).value()[0]), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(OnnxCompute, KeepsTheOutputUntilTheNextComputation) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("dynamic")).value();
  const auto context = graph->create_context().value();
  const auto other = graph->create_context().value();
  const auto outputs = compute(*context, {floats({1, 2}, {1, 2})}).value();
  ASSERT_TRUE(compute(*other, {floats({1, 2}, {5, 6})}).has_value());
  EXPECT_THAT(values_of<float>(outputs[0]), ElementsAre(2, 4));
}

TEST(OnnxCompute, FailsWithTheFrameworksReasonAndWorksAgain) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("gather")).value();
  const auto context = graph->create_context().value();
  const OwnTensor numbers = floats({4}, {1, 2, 3, 4});
  const auto failed = compute(*context, {numbers, longs({1}, {99})});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::RuntimeError) << failed.error().message;
  EXPECT_THAT(failed.error().message, HasSubstr("99"));
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr("onnxruntime_src")));
  EXPECT_THAT(values_of<float>(compute(*context, {numbers, longs({1}, {2})}).value()[0]), ElementsAre(3));
}

TEST(OnnxCompute, RefusesAnOutputThatIsLargerThanMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer ends the process where operator new would throw";
#endif
  const auto outputs = compute_once("zeros_of_shape", {longs({4}, {1 << 20, 1 << 20, 1 << 10, 1})});
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::RuntimeError) << outputs.error().message;
}

TEST(OnnxCompute, LeavesForeignOutputsEmptyAndComputesTheOthers) {
  for (const char* name : {"string_output", "bool_output"}) {
    const auto outputs = compute_once(name, {floats({2}, {1, -2})});
    EXPECT_THAT(output_floats(outputs, 0), ElementsAre(-1, 2)) << name;
    EXPECT_TRUE((*outputs)[1].bytes.empty()) << name;
  }
  const auto outputs = compute_once("ort_maps", {floats({1, 2}, {1, -2})});
  EXPECT_TRUE((*outputs)[0].bytes.empty());
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(-1, 2));
}

struct Foreign {
  const char* model;
  const char* answer;
};

void PrintTo(const Foreign& foreign, std::ostream* out) { *out << foreign.model; }

class ForeignPorts : public ::testing::TestWithParam<Foreign> {};

TEST_P(ForeignPorts, AreNamedWhenNothingCanBeComputed) {
  const auto outputs = compute_once(GetParam().model, {floats({2}, {1, 2})});
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(outputs.error().message, HasSubstr(GetParam().answer));
}

const Foreign kForeign[] = {
    {"identity_bool", "input 0 ('x') has the type bool"},
    {"identity_i8", "input 0 ('x') has the type int8"},
    {"identity_string", "input 0 ('x') has the type string"},
    {"sequence_input", "input 0 ('parts') has the type sequence(float)"},
    {"sequence_output", "output 0 ('parts') has the type sequence(float)"},
    {"ort_high_rank", "input 0 ('x') has the type float of rank 17"},
};

INSTANTIATE_TEST_SUITE_P(Models, ForeignPorts, ::testing::ValuesIn(kForeign),
                         [](const auto& foreign) { return std::string(foreign.param.model); });

TEST(OnnxThreads, ContextsOfOneGraphComputeAtTheSameTime) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("dynamic")).value();
  std::atomic<int> right = 0;
  const auto work = [&](float number) {
    const auto context = graph->create_context().value();
    for (int i = 0; i < 200; ++i) {
      const auto outputs = compute(*context, {floats({1, 2}, {number, number + 1})});
      right += outputs && values_of<float>((*outputs)[0]) == std::vector<float>{2 * number, 2 * number + 2} ? 1 : 0;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work, static_cast<float>(i));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 4 * 200);
}

TEST(OnnxThreads, AModelMayHaveThreadsOfItsOwn) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("identity_1mib"), 2);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  OwnTensor input{ElementType::F32, shape_of({1 << 18}), std::vector<std::byte>(std::size_t{1} << 20, std::byte{1})};
  const auto context = (*graph)->create_context().value();
  EXPECT_EQ(values_of<std::byte>(compute(*context, {input}).value()[0]), input.bytes);
}

}  // namespace
}  // namespace wasinn
