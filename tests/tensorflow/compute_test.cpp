// SPDX-License-Identifier: Apache-2.0
// Inferences through the tensorflow plug-in: element types, shapes, odd outputs, state, cancelling, several threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "tests/tensorflow/tf_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<float> floats_of(const Result<std::span<const TensorView>>& outputs, std::size_t index) {
  EXPECT_TRUE(outputs.has_value()) << outputs.error().message;
  return outputs ? values_of<float>((*outputs)[index]) : std::vector<float>();
}

class TfCompute : public TensorFlowTest {};

class TfEachElementType : public TensorFlowTest, public ::testing::WithParamInterface<const char*> {};

// Every byte pattern, NaNs among them.
TEST_P(TfEachElementType, PassesThroughUnchanged) {
  Ready model(std::string("identity_") + GetParam());
  const Port& port = model.graph->inputs()[0];
  const OwnTensor input = pattern(port.type.value(), {2, 3});
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto outputs = compute(*model.context, {input});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].text(), input.view().text());
    EXPECT_EQ(values_of<std::byte>((*outputs)[0]), values_of<std::byte>(input.view()));
  }
}

INSTANTIATE_TEST_SUITE_P(All, TfEachElementType,
                         ::testing::Values("f16", "f32", "f64", "bf16", "u8", "i32", "i64", "int8"),
                         [](const auto& type) { return std::string(type.param); });

TEST_F(TfCompute, KeepsTwoInputsAndTwoOutputsApart) {
  Ready model("pair");
  const std::vector<OwnTensor> inputs{floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {2, 2, 2, 3, 3, 3})};
  const auto outputs = compute(*model.context, inputs);
  EXPECT_THAT(floats_of(outputs, 0), ElementsAre(2, 4, 6, 12, 15, 18)) << model.graph->outputs()[0].name;
  EXPECT_THAT(floats_of(outputs, 1), ElementsAre(3, 4, 5, 7, 8, 9)) << model.graph->outputs()[1].name;
}

TEST_F(TfCompute, ServesAFrozenGraph) {
  Ready model("pair_frozen");
  const std::vector<OwnTensor> inputs{floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {2, 2, 2, 3, 3, 3})};
  const auto outputs = compute(*model.context, inputs);
  const auto first = floats_of(outputs, 0);
  const auto second = floats_of(outputs, 1);
  EXPECT_NE(first == std::vector<float>({3, 4, 5, 7, 8, 9}), second == std::vector<float>({3, 4, 5, 7, 8, 9}));
}

TEST_F(TfCompute, UsesVariables) {
  Ready model("matmul");
  std::vector<float> x(32, 0);
  x[0] = 1;
  const auto outputs = compute(*model.context, {floats({4, 8}, x)});
  const auto y = floats_of(outputs, 0);
  ASSERT_EQ(y.size(), 20u);
  EXPECT_THAT(std::vector<float>(y.begin(), y.begin() + 5), ElementsAre(-3, -2, -1, 0, 1));
}

TEST_F(TfCompute, FollowsTheBatch) {
  Ready model("batch");
  for (const std::int64_t rows : {1, 3, 0, 2, 2}) {
    const std::vector<float> values(static_cast<std::size_t>(rows * 4), 1.5f);
    const auto outputs = compute(*model.context, {floats({rows, 4}, values)});
    EXPECT_EQ(floats_of(outputs, 0), std::vector<float>(values.size(), 3));
    EXPECT_EQ((*outputs)[0].shape.text(), "[" + std::to_string(rows) + ",4]");
  }
}

TEST_F(TfCompute, ServesUnknownRank) {
  Ready model("unknown_rank");
  EXPECT_THAT(floats_of(compute(*model.context, {floats({2}, {1, 2})}), 0), ElementsAre(2, 3));
  EXPECT_THAT(floats_of(compute(*model.context, {floats({1, 1, 1}, {5})}), 0), ElementsAre(6));
  EXPECT_THAT(floats_of(compute(*model.context, {floats({}, {7})}), 0), ElementsAre(8));
}

TEST_F(TfCompute, ServesScalars) {
  Ready model("scalar");
  EXPECT_THAT(floats_of(compute(*model.context, {floats({}, {21})}), 0), ElementsAre(42));
}

TEST_F(TfCompute, ServesShapesThatDependOnTheData) {
  Ready model("non_zero");
  const auto found = compute(*model.context, {floats({4}, {0, 1, 0, 1})});
  EXPECT_THAT(values_of<std::int64_t>(found.value()[0]), ElementsAre(1, 3));
  EXPECT_TRUE(compute(*model.context, {floats({1}, {0})}).value()[0].bytes.empty());
}

TEST_F(TfCompute, GivesALargeOutput) {
  Ready model("large");
  const auto y = floats_of(compute(*model.context, {floats({1}, {2.5f})}), 0);
  EXPECT_EQ(y.size(), 1u << 20);
  EXPECT_TRUE(std::all_of(y.begin(), y.end(), [](float value) { return value == 2.5f; }));
}

TEST_F(TfCompute, LeavesOutputsOfForeignTypesEmpty) {
  Ready model("compare");
  ASSERT_FALSE(model.graph->outputs()[0].type.has_value());
  const auto outputs = compute(*model.context, {floats({3}, {1, -1, 2})});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_TRUE((*outputs)[0].bytes.empty());
  EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(2, -2, 4));
}

TEST_F(TfCompute, CopiesAnInputThatTheFrameworkHandsOut) {
  Ready model("pass_through");
  OwnTensor input = floats({16}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  const auto outputs = compute(*model.context, {input});
  const auto before = floats_of(outputs, 0);
  std::memset(input.bytes.get(), 0, input.size);
  EXPECT_EQ(floats_of(outputs, 0), before) << "the caller may do with its inputs what it likes";
}

TEST_F(TfCompute, SeesAnInputThatChangesWhereItLies) {
  Ready model("batch");
  OwnTensor input = floats({1, 4}, {1, 1, 1, 1});
  EXPECT_THAT(floats_of(compute(*model.context, {input}), 0), ElementsAre(2, 2, 2, 2));
  const std::vector<float> other{5, 6, 7, 8};
  std::memcpy(input.bytes.get(), other.data(), input.size);
  EXPECT_THAT(floats_of(compute(*model.context, {input}), 0), ElementsAre(10, 12, 14, 16));
}

TEST_F(TfCompute, TakesInputsAtAnyElementsAddress) {
  Ready model("batch");
  std::vector<float> memory(64);
  for (std::size_t skew = 0; skew < 16; ++skew) {
    for (const float value : {1.0f, 2.0f}) {
      const std::span<float> at = std::span(memory).subspan(skew, 4);
      std::fill(at.begin(), at.end(), value);
      const TensorView view{ElementType::F32, shape_of({1, 4}), std::as_bytes(at)};
      const auto outputs = model.context->compute({&view, 1});
      EXPECT_THAT(floats_of(outputs, 0), ElementsAre(2 * value, 2 * value, 2 * value, 2 * value)) << skew;
    }
  }
}

TEST_F(TfCompute, ComputesIntoMemoryOfTheCallers) {
  Ready model("batch");
  std::vector<float> memory(4, -1);
  const MutableBytes place = std::as_writable_bytes(std::span(memory));
  const OwnTensor input = floats({1, 4}, {1, 2, 3, 4});
  const TensorView view = input.view();
  const auto outputs = model.context->compute_into({&view, 1}, {&place, 1});
  EXPECT_THAT(floats_of(outputs, 0), ElementsAre(2, 4, 6, 8));
}

TEST_F(TfCompute, NamesAnInputThatCannotBeExpressed) {
  for (const auto& [name, type] : {std::pair("flags", "bool"), std::pair("texts", "string")}) {
    Ready model(name);
    const TensorView view{ElementType::U8, shape_of({3}), {}};
    const auto outputs = model.context->compute({&view, 1});
    ASSERT_FALSE(outputs.has_value());
    EXPECT_EQ(outputs.error().code, ErrorCode::UnsupportedOperation);
    EXPECT_THAT(outputs.error().message, HasSubstr(type));
  }
}

TEST_F(TfCompute, SaysWhyShapesDoNotFitAndWorksAgain) {
  Ready model("same_size");
  const auto outputs = compute(*model.context, {floats({2}, {1, 2}), floats({3}, {1, 2, 3})});
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(outputs.error().message, HasSubstr("Incompatible shapes: [2] vs. [3]"));
  EXPECT_THAT(outputs.error().message, ::testing::Not(HasSubstr("{{")));
  EXPECT_THAT(floats_of(compute(*model.context, {floats({2}, {1, 2}), floats({2}, {3, 4})}), 0), ElementsAre(4, 6));
}

TEST_F(TfCompute, SharesTheStateOfAProgramBetweenItsContexts) {
  Ready model("counter");
  const auto other = model.graph->create_context().value();
  EXPECT_THAT(floats_of(compute(*model.context, {floats({}, {1})}), 0), ElementsAre(11));
  EXPECT_THAT(floats_of(compute(*other, {floats({}, {2})}), 0), ElementsAre(13));
}

TEST_F(TfCompute, AnswersACancelledComputationLateAndTheNextOneInTime) {
  Ready model("count_to");
  std::thread watcher([&model] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    model.context->cancel();
  });
  const auto outputs = compute(*model.context, {longs({}, {100000})});
  watcher.join();
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::Timeout) << outputs.error().message;
  EXPECT_FALSE(compute(*model.context, {longs({}, {3})}).has_value()) << "until it is taken back";
  model.context->clear_cancel();
  EXPECT_THAT(values_of<std::int64_t>(compute(*model.context, {longs({}, {3})}).value()[0]), ElementsAre(3));
}

TEST_F(TfCompute, RunsContextsOfOneGraphSideBySide) {
  Ready model("digits");
  std::vector<float> image(64);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<float>(i % 7) / 7;
  const auto expected = floats_of(compute(*model.context, {floats({1, 1, 8, 8}, image)}), 0);
  float sum = 0;
  for (const float probability : expected) sum += probability;
  EXPECT_NEAR(sum, 1, 1e-5);
  std::atomic<int> same = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      const auto context = model.graph->create_context().value();
      for (int repeat = 0; repeat < 20; ++repeat) {
        const auto outputs = compute(*context, {floats({1, 1, 8, 8}, image)});
        same += outputs.has_value() && values_of<float>((*outputs)[0]) == expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(same, 80);
}

}  // namespace
}  // namespace wasinn
