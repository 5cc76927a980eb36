// SPDX-License-Identifier: Apache-2.0
// Inferences through the tflite plug-in: element types, shapes, odd outputs, and what stays between computations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <numeric>
#include <ostream>
#include <thread>

#include "tests/tflite/lite_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;

std::vector<float> output_floats(const Result<std::vector<OwnTensor>>& outputs, std::size_t index) {
  EXPECT_TRUE(outputs.has_value()) << outputs.error().message;
  return outputs ? values_of<float>((*outputs)[index].view()) : std::vector<float>();
}

class EachElementType : public ::testing::TestWithParam<std::size_t> {
 protected:
  ElementType type() const { return static_cast<ElementType>(GetParam()); }
};

TEST_P(EachElementType, PassesThroughUnchanged) {
  const OwnTensor input = pattern(type(), {2, 3});
  const auto outputs = compute_once("identity_" + std::string(element_type_name(type())), {input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ((*outputs)[0].view().text(), input.view().text());
  EXPECT_EQ((*outputs)[0].bytes, input.bytes);
}

INSTANTIATE_TEST_SUITE_P(All, EachElementType, ::testing::Range(std::size_t{0}, kElementTypeCount),
                         [](const auto& type) {
                           return std::string(element_type_name(static_cast<ElementType>(type.param)));
                         });

TEST(LiteCompute, CarriesInt8InU8) {
  const OwnTensor input = pattern(ElementType::U8, {2, 3});
  const auto outputs = compute_once("identity_int8", {input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_EQ((*outputs)[0].view().text(), "u8[2,3]");
  EXPECT_EQ((*outputs)[0].bytes, input.bytes);
}

TEST(LiteCompute, TakesSeveralInputsAndGivesSeveralOutputs) {
  const auto outputs =
      compute_once("pair", {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 1, 1, 2, 2, 2})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(2, 3, 4, 6, 7, 8));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(1, 2, 3, 8, 10, 12));
}

TEST(LiteCompute, TakesAScalar) {
  const auto outputs = compute_once("scalar", {floats({}, {21})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(42));
  EXPECT_EQ((*outputs)[0].shape.rank(), 0u);
}

TEST(LiteCompute, ComputesWithQuantisedNumbersAsTheyAre) {
  const OwnTensor input{ElementType::U8, shape_of({4}), {std::byte{0}, std::byte{1}, std::byte{10}, std::byte{0xff}}};
  const auto outputs = compute_once("quantized_add", {input});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  // y = (2 x + 1) / 0.5 - 100
  EXPECT_THAT(values_of<std::int8_t>((*outputs)[0].view()), ElementsAre(-98, -94, -58, -102));
}

TEST(LiteCompute, RecognisesDigits) {
  std::vector<float> picture(64, 0.0f);
  for (std::size_t row = 0; row < 8; ++row) picture[row * 8 + 3] = 1;
  const auto outputs = compute_once("digits", {floats({1, 1, 8, 8}, picture)});
  const std::vector<float> probabilities = output_floats(outputs, 0);
  ASSERT_EQ(probabilities.size(), 10u);
  EXPECT_THAT(std::accumulate(probabilities.begin(), probabilities.end(), 0.0f), FloatNear(1, 1e-5f));
}

TEST(LiteCompute, FollowsChangingShapes) {
  const auto context_of = load_model("dynamic");
  const auto context = context_of->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({1, 2}, {1, 2})}).value()[0]), ElementsAre(2, 4));
  EXPECT_THAT(values_of<float>(compute(*context, {floats({3, 1}, {1, 2, 3})}).value()[0]), ElementsAre(2, 4, 6));
  EXPECT_EQ(compute(*context, {floats({0, 7}, {})}).value()[0].text(), "f32[0,7]");
  EXPECT_THAT(values_of<float>(compute(*context, {floats({2, 1}, {5, 6})}).value()[0]), ElementsAre(10, 12));
}

TEST(LiteCompute, TakesAnyNumberOfPictures) {
  const auto graph = load_model("digits");
  const auto context = graph->create_context().value();
  const auto one = values_of<float>(compute(*context, {floats({1, 1, 8, 8}, std::vector<float>(64, 0.5f))}).value()[0]);
  for (const std::int64_t count : {3, 0, 17, 1}) {
    const auto floats_given = std::vector<float>(static_cast<std::size_t>(count) * 64, 0.5f);
    const auto outputs = compute(*context, {floats({count, 1, 8, 8}, floats_given)});
    ASSERT_TRUE(outputs.has_value()) << count << ": " << outputs.error().message;
    const auto values = values_of<float>((*outputs)[0]);
    ASSERT_EQ(values.size(), static_cast<std::size_t>(count) * 10);
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], one[i % 10], 1e-6f) << count;
  }
}

TEST(LiteCompute, ServesShapesThatDependOnTheData) {
  const auto graph = load_model("non_zero");
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {0, 1, 0, 1})}).value()[0]), ElementsAre(1, 3));
  EXPECT_EQ(compute(*context, {floats({4}, {0, 0, 0, 0})}).value()[0].text(), "i64[0,1]");
  EXPECT_THAT(values_of<std::int64_t>(compute(*context, {floats({4}, {1, 1, 0, 1})}).value()[0]),
              ElementsAre(0, 1, 3));
}

TEST(LiteCompute, ServesShapesThatAreInputs) {
  const auto graph = load_model("reshaped");
  const auto context = graph->create_context().value();
  const OwnTensor numbers = floats({6}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(compute(*context, {numbers, ints({2}, {2, 3})}).value()[0].text(), "f32[2,3]");
  EXPECT_EQ(compute(*context, {numbers, ints({2}, {6, 1})}).value()[0].text(), "f32[6,1]");
  const auto failed = compute(*context, {numbers, ints({2}, {4, 4})});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::RuntimeError) << failed.error().message;
  EXPECT_THAT(values_of<float>(compute(*context, {numbers, ints({2}, {3, 2})}).value()[0]),
              ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST(LiteCompute, RefusesShapesThatDoNotFitTogetherAndGoesOn) {
  const auto graph = load_model("two_dynamic");
  const auto context = graph->create_context().value();
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto failed = compute(*context, {floats({2}, {1, 2}), floats({3}, {1, 2, 3})});
    ASSERT_FALSE(failed.has_value());
    EXPECT_EQ(failed.error().code, ErrorCode::InvalidArgument) << failed.error().message;
    EXPECT_THAT(values_of<float>(compute(*context, {floats({3}, {1, 2, 3}), floats({3}, {1, 2, 3})}).value()[0]),
                ElementsAre(2, 4, 6));
  }
}

TEST(LiteCompute, RunsOneOfTwoGraphs) {
  const auto graph = load_model("chosen");
  const auto context = graph->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({}, {0}), floats({2}, {1, 2})}).value()[0]),
              ElementsAre(2, 4));
  EXPECT_THAT(values_of<float>(compute(*context, {floats({}, {1}), floats({2}, {1, 2})}).value()[0]),
              ElementsAre(1, 2));
}

TEST(LiteCompute, GivesWeightsThatAreOutputs) {
  const auto outputs = compute_once("weights_output", {floats({2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(2));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST(LiteCompute, GivesTwoOutputsOfOneComputation) {
  const auto outputs = compute_once("same_twice", {floats({2, 3}, {1, 2, 3, 4, 5, 6})});
  EXPECT_THAT(output_floats(outputs, 0), ElementsAre(2, 4, 6, 8, 10, 12));
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST(LiteCompute, GivesALargeOutput) {
  const auto outputs = compute_once("large", {floats({1}, {7})});
  EXPECT_EQ(output_floats(outputs, 0), std::vector<float>(1 << 20, 7.0f));
}

// What an output shows after its input's memory has changed hands.
class OutputsOfInputs : public ::testing::TestWithParam<const char*> {};

TEST_P(OutputsOfInputs, AreTheContextsOwn) {
  const auto graph = load_model(GetParam());
  const auto context = graph->create_context().value();
  OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  const std::vector<std::byte> bytes = input.bytes;
  const TensorView view = input.view();
  for (int repeat = 0; repeat < 2; ++repeat) {
    std::copy(bytes.begin(), bytes.end(), input.bytes.begin());
    const auto outputs = context->compute({&view, 1}).value();
    std::fill(input.bytes.begin(), input.bytes.end(), std::byte{0x5A});
    EXPECT_EQ(values_of<std::byte>(outputs[0]), bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, OutputsOfInputs, ::testing::Values("pass_through", "identity_f32"),
                         [](const auto& model) { return std::string(model.param); });

// Rows of 16 bytes at addresses with every kind of beginning and end, large enough to be read where they lie.
TEST(LiteCompute, ReadsLargeInputsWhereverTheyLie) {
  const auto graph = load_model("batch");
  const auto context = graph->create_context().value();
  constexpr std::size_t kPage = 4096;
  std::vector<float> memory(4 * kPage * 4);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<float>(i % 1000);
  auto* const bytes = reinterpret_cast<std::byte*>(memory.data());
  const std::size_t page = kPage - reinterpret_cast<std::uintptr_t>(bytes) % kPage;
  for (const std::size_t rows : {1024u, 1020u, 1280u, 3u, 1017u}) {
    for (const std::size_t skew : {0u, 64u, 4u, 4032u, 192u}) {
      const std::size_t size = rows * 16;
      const TensorView view{ElementType::F32, shape_of({static_cast<std::int64_t>(rows), 4}), {bytes + page + skew, size}};
      const auto outputs = context->compute({&view, 1});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      std::vector<float> expected = values_of<float>(view);
      for (float& number : expected) number *= 2;
      EXPECT_EQ(values_of<float>((*outputs)[0]), expected) << rows << " " << skew;
    }
  }
}

TEST(LiteCompute, KeepsOutputsWhenALargeInputIsGone) {
  for (const char* name : {"batch", "dynamic"}) {
    const auto graph = load_model(name);
    const auto context = graph->create_context().value();
    auto input = std::make_unique<OwnTensor>(floats({8192, 4}, std::vector<float>(8192 * 4, 3)));
    const auto outputs = compute(*context, {*input}).value();
    input.reset();
    EXPECT_EQ(values_of<float>(outputs[0]), std::vector<float>(8192 * 4, 6));
    EXPECT_EQ(values_of<float>(compute(*context, {floats({1, 4}, {1, 2, 3, 4})}).value()[0]),
              (std::vector<float>{2, 4, 6, 8}));
  }
}

TEST(LiteCompute, MakesNothingOfNothingAndNothingElse) {
  EXPECT_EQ(compute_once("dynamic", {floats({0, 7}, {})}).value()[0].view().text(), "f32[0,7]");
  const auto refused = compute_once("sum_rows", {floats({0, 4}, {})});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(refused.error().message, HasSubstr("input 0 has no elements and output 0 would have some"));
  EXPECT_THAT(output_floats(compute_once("sum_rows", {floats({2, 4}, {1, 2, 3, 4, 5, 6, 7, 8})}), 0),
              ElementsAre(6, 8, 10, 12));
}

TEST(LiteCompute, ChecksWhatOperatorsTrust) {
  const auto tile = load_model("tile");
  const auto tiles = tile->create_context().value();
  const OwnTensor x = floats({2}, {1, 2});
  EXPECT_THAT(values_of<float>(compute(*tiles, {x, ints({1}, {2})}).value()[0]), ElementsAre(1, 2, 1, 2));
  for (const std::int32_t times : {-1, 1 << 30, INT32_MAX}) {
    const auto refused = compute(*tiles, {x, ints({1}, {times})});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(refused.error().message, HasSubstr("TILE"));
  }
  const auto slice = load_model("slice_of");
  const auto slices = slice->create_context().value();
  const OwnTensor four = pattern(ElementType::I64, {4});
  EXPECT_EQ(compute(*slices, {four, ints({1}, {1}), ints({1}, {2})}).value()[0].text(), "i64[2]");
  EXPECT_EQ(compute(*slices, {four, ints({1}, {1}), ints({1}, {-1})}).value()[0].text(), "i64[3]");
  for (const auto& [begin, size] : {std::pair(-1, 1), std::pair(5, 0), std::pair(1, 4), std::pair(0, -2)}) {
    const auto refused = compute(*slices, {four, ints({1}, {begin}), ints({1}, {size})});
    ASSERT_FALSE(refused.has_value()) << begin << " " << size;
    EXPECT_THAT(refused.error().message, HasSubstr("SLICE"));
  }
  const auto resized = load_model("resized");
  const auto sizes = resized->create_context().value();
  const OwnTensor picture = floats({1, 2, 2, 1}, {1, 2, 3, 4});
  EXPECT_EQ(compute(*sizes, {picture, ints({2}, {4, 4})}).value()[0].text(), "f32[1,4,4,1]");
  EXPECT_FALSE(compute(*sizes, {picture, ints({2}, {0, 4})}).has_value());
  const auto dense = load_model("sparse_to_dense");
  const auto places = dense->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*places, {ints({2}, {1, 3})}).value()[0]), ElementsAre(0, 5, 0, 5));
  for (const std::int32_t place : {-1, 4, INT32_MAX, INT32_MIN}) {
    const auto refused = compute(*places, {ints({2}, {1, place})});
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().message, HasSubstr("SPARSE_TO_DENSE"));
  }
}

TEST(LiteCompute, RefusesAWrongNumberOfBytes) {
  const auto graph = load_model("doubled");
  const auto context = graph->create_context().value();
  EXPECT_EQ(compute(*context, {}).error().code, ErrorCode::InvalidArgument);
  EXPECT_TRUE(compute(*context, {floats({2, 3}, {1, 2, 3, 4, 5, 6})}).has_value());
}

TEST(LiteCompute, LeavesForeignOutputsEmptyAndComputesTheOthers) {
  const auto outputs = compute_once("bool_output", {floats({2}, {1, -2})});
  EXPECT_THAT(output_floats(outputs, 1), ElementsAre(2, -4));
  EXPECT_TRUE((*outputs)[0].bytes.empty());
}

TEST(LiteCompute, NamesTypesThatStandInItsWay) {
  for (const char* type : {"bool", "int16"}) {
    const std::string model = type == std::string("int16") ? "identity_i16" : "identity_bool";
    const auto outputs = compute_once(model, {pattern(ElementType::U8, {2, 3})});
    ASSERT_FALSE(outputs.has_value());
    EXPECT_EQ(outputs.error().code, ErrorCode::UnsupportedOperation);
    EXPECT_THAT(outputs.error().message, HasSubstr(std::string("input 0 ('x') has the type ") + type));
  }
}

TEST(LiteThreads, ContextsOfOneGraphComputeAtTheSameTime) {
  const auto graph = load_model("dynamic");
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

TEST(LiteThreads, AModelMayHaveThreadsOfItsOwn) {
  const auto graph = load_bytes(*open_tflite(), model_bytes("digits"), 3);
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto context = (*graph)->create_context().value();
  EXPECT_TRUE(compute(*context, {floats({1, 1, 8, 8}, std::vector<float>(64))}).has_value());
  EXPECT_EQ(load_bytes(*open_tflite(), model_bytes("digits"), 5000).error().code, ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace wasinn
