// SPDX-License-Identifier: Apache-2.0
// Inferences through the openvino plug-in: element types, shapes, odd outputs, and what stays between computations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <ostream>
#include <thread>

#include "tests/openvino/ir_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;

std::vector<float> output_floats(const Result<std::vector<OwnTensor>>& outputs, std::size_t index) {
  EXPECT_TRUE(outputs.has_value()) << outputs.error().message;
  return outputs ? values_of<float>((*outputs)[index].view()) : std::vector<float>();
}

// Types whose every bit pattern the framework keeps; the CPU plug-in computes i64 in 32 bits and f64 in f32.
class EachExactType : public ::testing::TestWithParam<std::pair<const char*, ElementType>> {};

TEST_P(EachExactType, PassesThroughUnchanged) {
  const auto& [name, type] = GetParam();
  OwnTensor input{type, shape_of({2, 3}), {}};
  input.bytes.resize(input.shape.byte_size(type).value());
  for (std::size_t i = 0; i < input.bytes.size(); ++i) input.bytes[i] = static_cast<std::byte>(i * 37 + 11);
  const auto outputs = compute_once("identity_" + std::string(name), {input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ((*outputs)[0].view().text(), input.view().text());
  EXPECT_EQ((*outputs)[0].bytes, input.bytes);
}

INSTANTIATE_TEST_SUITE_P(All, EachExactType,
                         ::testing::Values(std::pair("f16", ElementType::F16), std::pair("bf16", ElementType::Bf16),
                                           std::pair("f32", ElementType::F32), std::pair("u8", ElementType::U8),
                                           std::pair("i32", ElementType::I32), std::pair("int8", ElementType::U8)),
                         [](const auto& type) { return std::string(type.param.first); });

TEST(OpenvinoCompute, KeepsWhole32BitNumbersAndFloatsInWiderTypes) {
  const OwnTensor whole = longs({2, 3}, {0, -1, 7, INT32_MAX, INT32_MIN, 1000000});
  EXPECT_EQ(compute_once("identity_i64", {whole}).value()[0].bytes, whole.bytes);
  OwnTensor halves{ElementType::F64, shape_of({2, 3}), std::vector<std::byte>(48)};
  const double values[] = {0, -1.5, 0.25, 1e10, -3, 65504};
  std::memcpy(halves.bytes.data(), values, sizeof values);
  EXPECT_EQ(compute_once("identity_f64", {halves}).value()[0].bytes, halves.bytes);
}

TEST(OpenvinoCompute, TakesAScalar) {
  const auto outputs = compute_once("ov_scalar", {floats({}, {21})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(42));
  EXPECT_EQ((*outputs)[0].shape.rank(), 0u);
}

TEST(OpenvinoCompute, TakesSeveralInputsAndGivesSeveralOutputs) {
  const auto outputs = compute_once("pair", {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 1, 1, 2, 2, 2})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(2, 3, 4, 6, 7, 8));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(1, 2, 3, 8, 10, 12));
}

TEST(OpenvinoCompute, MixesElementTypes) {
  const OwnTensor bytes{ElementType::U8, shape_of({4}), {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{255}}};
  const auto outputs = compute_once("ov_mixed_types", {longs({2}, {-5, 1 << 20}), bytes});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(-5, 1048576));
  EXPECT_THAT(values_of<std::int32_t>((*outputs)[1].view()), ElementsAre(1, 2, 3, 255));
}

TEST(OpenvinoCompute, ComputesInF32) {
  std::vector<float> values;
  for (int i = 0; i < 32; ++i) values.push_back(1.0f + static_cast<float>(i) / 1024);
  std::vector<float> expected(20);
  for (std::size_t row = 0; row < 4; ++row) {
    for (std::size_t column = 0; column < 5; ++column) {
      for (std::size_t k = 0; k < 8; ++k) {
        expected[row * 5 + column] += values[row * 8 + k] * (static_cast<float>((k * 5 + column) % 7) - 3);
      }
    }
  }
  EXPECT_THAT(output_floats(compute_once("matmul", {floats({4, 8}, values)}), 0),
              ::testing::Pointwise(::testing::FloatNear(1e-5f), expected));
}

TEST(OpenvinoCompute, FollowsChangingShapes) {
  const auto graph = graph_of("ov_two_free");
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({1, 2}, {1, 2})}).value()[0]), ElementsAre(2, 4));
  EXPECT_THAT(values_of<float>(compute(*context, {floats({3, 1}, {1, 2, 3})}).value()[0]), ElementsAre(2, 4, 6));
  EXPECT_EQ(compute(*context, {floats({0, 7}, {})}).value()[0].text(), "f32[0,7]");
  EXPECT_THAT(values_of<float>(compute(*context, {floats({2, 1}, {5, 6})}).value()[0]), ElementsAre(10, 12));
}

TEST(OpenvinoCompute, RefusesAShapeBetweenWhoseBoundsItDoesNotLie) {
  const auto graph = graph_of("ov_between");
  EXPECT_THAT(port_texts(graph->inputs()), ElementsAre("x:f32[?,4]"));
  const auto context = graph->create_context().value();
  const auto refused = compute(*context, {floats({9, 4}, std::vector<float>(36))});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument) << refused.error().message;
  EXPECT_TRUE(compute(*context, {floats({8, 4}, std::vector<float>(32))}).has_value());
}

TEST(OpenvinoCompute, ServesShapesThatDependOnTheData) {
  const auto graph = graph_of("ov_non_zero");
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {0, 1, 0, 1})}).value()[0]), ElementsAre(1, 3));
  EXPECT_EQ(compute(*context, {floats({4}, {0, 0, 0, 0})}).value()[0].text(), "i64[1,0]");
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {1, 1, 0, 1})}).value()[0]),
              ElementsAre(0, 1, 3));
}

TEST(OpenvinoCompute, HasAModelWithoutInputs) {
  EXPECT_THAT(output_floats(compute_once("ov_constant", {}), 0), ElementsAre(-3, -4));
}

TEST(OpenvinoCompute, GivesTwoOutputsOfOneComputation) {
  const auto outputs = compute_once("ov_same_twice", {floats({2}, {10, 20})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(-10, -20));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(-10, -20));
}

TEST(OpenvinoCompute, GivesALargeOutput) {
  const auto outputs = compute_once("large", {floats({1}, {2.5})});
  EXPECT_THAT(output_floats(outputs, 0), ::testing::AllOf(::testing::SizeIs(1 << 20), ::testing::Each(2.5f)));
}

// What an output shows after its input's memory has changed hands.
class OutputsOfInputs : public ::testing::TestWithParam<const char*> {};

TEST_P(OutputsOfInputs, AreTheContextsOwn) {
  const auto graph = graph_of(GetParam());
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
                         ::testing::Values("ov_pass_through", "ov_only_pass_through", "identity_f32"));

TEST(OpenvinoCompute, ReadsTheInputAgainWhenItsBytesHaveChanged) {
  const auto graph = graph_of("identity_f32");
  const auto context = graph->create_context().value();
  OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  const TensorView view = input.view();
  ASSERT_TRUE(context->compute({&view, 1}).has_value());
  std::memset(input.bytes.data(), 0, input.bytes.size());
  EXPECT_THAT(values_of<float>(context->compute({&view, 1}).value()[0]), ElementsAre(0, 0, 0, 0, 0, 0));
}

TEST(OpenvinoCompute, KeepsTheOutputUntilTheNextComputation) {
  const auto graph = graph_of("ov_two_free");
  const auto context = graph->create_context().value();
  const auto other = graph->create_context().value();
  const auto outputs = compute(*context, {floats({1, 2}, {1, 2})}).value();
  ASSERT_TRUE(compute(*other, {floats({1, 2}, {5, 6})}).has_value());
  EXPECT_THAT(values_of<float>(outputs[0]), ElementsAre(2, 4));
}

TEST(OpenvinoCompute, KeepsTheStateOfAContextToItself) {
  const auto graph = graph_of("ov_accumulating");
  const auto context = graph->create_context().value();
  const auto other = graph->create_context().value();
  const OwnTensor input = floats({2}, {1, 10});
  EXPECT_THAT(values_of<float>(compute(*context, {input}).value()[0]), ElementsAre(1, 10));
  EXPECT_THAT(values_of<float>(compute(*context, {input}).value()[0]), ElementsAre(2, 20));
  EXPECT_THAT(values_of<float>(compute(*other, {input}).value()[0]), ElementsAre(1, 10));
}

TEST(OpenvinoCompute, FailsWithTheFrameworksReasonAndWorksAgain) {
  const auto graph = graph_of("ov_reshape");
  const auto context = graph->create_context().value();
  const OwnTensor numbers = floats({4}, {1, 2, 3, 4});
  const auto failed = compute(*context, {numbers, longs({2}, {3, 3})});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::RuntimeError) << failed.error().message;
  EXPECT_THAT(failed.error().message, HasSubstr("Reshape"));
  EXPECT_THAT(failed.error().message, ::testing::Not(HasSubstr(".cpp:")));
  EXPECT_EQ(compute(*context, {numbers, longs({2}, {2, 2})}).value()[0].text(), "f32[2,2]");
}

TEST(OpenvinoCompute, LeavesForeignOutputsEmptyAndComputesTheOthers) {
  const auto outputs = compute_once("ov_bool_output", {floats({2}, {1, -2})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(-1, 2));
  EXPECT_TRUE((*outputs)[1].bytes.empty());
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
    {"ov_bool_input", "input 0 ('x') has the type boolean"},
    {"ov_string_input", "input 0 ('x') has the type string"},
    {"ov_high_rank", "input 0 ('x') has the type f32 of rank 17"},
};

INSTANTIATE_TEST_SUITE_P(Models, ForeignPorts, ::testing::ValuesIn(kForeign),
                         [](const auto& foreign) { return std::string(foreign.param.model); });

// Many contexts of one graph, each with numbers of its own.
void compute_in_threads(const Backend& backend) {
  const auto graph = load_ir(backend, ir_model("ov_two_free")).value();
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

TEST(OpenvinoThreads, ContextsOfOneGraphComputeSideBySide) { compute_in_threads(*open_openvino()); }

TEST(OpenvinoThreads, ContextsOfOneGraphComputeAtTheSameTimeInStreams) {
  compute_in_threads(*open_openvino({{"streams", "4"}}));
}

TEST(OpenvinoThreads, AModelMayHaveThreadsOfItsOwn) {
  const auto graph = load_ir(*open_openvino(), ir_model("ov_1mib"), 1);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const OwnTensor input = floats({1 << 18}, std::vector<float>(1 << 18, 1.5f));
  const auto context = (*graph)->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {input}).value()[0]), ::testing::Each(3.0f));
}

TEST(OpenvinoCancel, EndsALongComputationAndTheNextOneWorks) {
  const auto graph = graph_of("ov_slow");
  const auto context = graph->create_context().value();
  const OwnTensor input = floats({512, 512}, std::vector<float>(512 * 512, 0.001f));
  for (int repeat = 0; repeat < 2; ++repeat) {
    std::thread watcher([&context] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      context->cancel();
    });
    const auto outputs = compute(*context, {input});
    watcher.join();
    ASSERT_FALSE(outputs.has_value()) << "the model is too quick for this test";
    EXPECT_EQ(outputs.error().code, ErrorCode::Timeout) << outputs.error().message;
    context->clear_cancel();
  }
  EXPECT_TRUE(compute(*context, {input}).has_value());
}

TEST(OpenvinoCancel, EndsTheWaitForAnotherContext) {
  const auto graph = graph_of("ov_slow");
  const auto long_one = graph->create_context().value();
  const auto waiting = graph->create_context().value();
  const OwnTensor input = floats({512, 512}, std::vector<float>(512 * 512, 0.001f));
  std::atomic<bool> still_running = true;
  std::thread computing([&] {
    EXPECT_EQ(compute(*long_one, {input}).error().code, ErrorCode::Timeout);
    still_running = false;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::thread watcher([&waiting] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    waiting->cancel();
  });
  EXPECT_EQ(compute(*waiting, {input}).error().code, ErrorCode::Timeout);
  EXPECT_TRUE(still_running);
  watcher.join();
  long_one->cancel();
  computing.join();
  waiting->clear_cancel();
  EXPECT_TRUE(compute(*waiting, {input}).has_value());
}

TEST(OpenvinoCancel, OfOneContextLeavesAnotherAlone) {
  const auto graph = graph_of("pair");
  const auto cancelled = graph->create_context().value();
  const auto other = graph->create_context().value();
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  cancelled->cancel();
  EXPECT_EQ(compute(*cancelled, {input, input}).error().code, ErrorCode::Timeout);
  EXPECT_TRUE(compute(*other, {input, input}).has_value());
  cancelled->clear_cancel();
  EXPECT_TRUE(compute(*cancelled, {input, input}).has_value());
}

}  // namespace
}  // namespace wasinn
