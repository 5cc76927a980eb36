// SPDX-License-Identifier: Apache-2.0
// Inferences through the tflite plug-in into memory of the caller's: the same bits, wherever that memory is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/tflite/lite_models.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;

/// Memory for one output, filled with a pattern so that what was not written to can be seen.
class Room {
 public:
  explicit Room(std::size_t bytes) : memory_(bytes / sizeof(std::uint64_t) + 1, kPattern), bytes_(bytes) {}

  MutableBytes place() { return std::as_writable_bytes(std::span(memory_)).first(bytes_); }
  bool holds(const TensorView& view) { return view.bytes.data() == place().data(); }
  bool untouched() const {
    return std::all_of(memory_.begin(), memory_.end(), [](std::uint64_t word) { return word == kPattern; });
  }

 private:
  static constexpr std::uint64_t kPattern = 0xABABABABABABABAB;
  std::vector<std::uint64_t> memory_;
  std::size_t bytes_;
};

/// A context of a model.
class Fixture {
 public:
  explicit Fixture(const std::string& name) : graph_(load_model(name)), context_(graph_->create_context().value()) {}

  Result<std::vector<TensorView>> into(const std::vector<OwnTensor>& inputs, const std::vector<MutableBytes>& places) {
    std::vector<TensorView> views;
    for (const OwnTensor& input : inputs) views.push_back(input.view());
    WASINN_ASSIGN(const auto outputs, context_->compute_into(views, places));
    return std::vector<TensorView>(outputs.begin(), outputs.end());
  }

  ExecutionContext& context() { return *context_; }

 private:
  std::shared_ptr<const Graph> graph_;
  std::unique_ptr<ExecutionContext> context_;
};

TEST(LiteComputeInto, GivesTheSameBitsForEachElementType) {
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    Fixture model("identity_" + std::string(element_type_name(type)));
    const OwnTensor input = pattern(type, {2, 3});
    Room room(input.bytes.size());
    const auto outputs = model.into({input}, {room.place()});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].text(), input.view().text());
    EXPECT_TRUE(room.holds((*outputs)[0]));
    EXPECT_EQ(values_of<std::byte>((*outputs)[0]), input.bytes);
  }
}

TEST(LiteComputeInto, LeavesMemoryAloneThatIsTooSmall) {
  Fixture model("doubled");
  Room room(23);
  const auto outputs = model.into({floats({2, 3}, {1, 2, 3, 4, 5, 6})}, {room.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_FALSE(room.holds((*outputs)[0]));
  EXPECT_TRUE(room.untouched());
  EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(2, 4, 6, 8, 10, 12));
}

TEST(LiteComputeInto, PlacesEachOutputByItself) {
  Fixture model("pair");
  const std::vector<OwnTensor> inputs = {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 1, 1, 2, 2, 2})};
  Room second(100);
  const auto outputs = model.into(inputs, {MutableBytes(), second.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(2, 3, 4, 6, 7, 8));
  EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(1, 2, 3, 8, 10, 12));
  EXPECT_TRUE(second.holds((*outputs)[1]));
}

TEST(LiteComputeInto, FollowsMemoryThatMovesAndGoes) {
  Fixture model("doubled");
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  const auto expected = values_of<float>(compute(model.context(), {input}).value()[0]);
  Room first(24);
  Room second(24);
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (Room* room : {&first, &second}) {
      const auto outputs = model.into({input}, {room->place()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_TRUE(room->holds((*outputs)[0]));
      EXPECT_EQ(values_of<float>((*outputs)[0]), expected);
    }
  }
  Room third(24);
  EXPECT_TRUE(model.into({input}, {third.place()}).has_value());
  std::fill(third.place().begin(), third.place().end(), std::byte{0xAB});
  const auto outputs = compute(model.context(), {input});
  EXPECT_EQ(values_of<float>(outputs.value()[0]), expected);
  EXPECT_TRUE(third.untouched()) << "memory is the caller's again once the call is over";
}

TEST(LiteComputeInto, FollowsChangingShapes) {
  Fixture model("dynamic");
  Room room(16);
  for (const auto& [rows, fits] : {std::pair(2, true), std::pair(4, true), std::pair(5, false), std::pair(1, true)}) {
    const OwnTensor input = floats({rows, 1}, std::vector<float>(static_cast<std::size_t>(rows), 3));
    const auto outputs = model.into({input}, {room.place()});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ(room.holds((*outputs)[0]), fits) << rows;
    EXPECT_EQ(values_of<float>((*outputs)[0]), std::vector<float>(static_cast<std::size_t>(rows), 6));
  }
}

TEST(LiteComputeInto, ServesShapesThatDependOnTheData) {
  Fixture model("non_zero");
  Room room(64);
  const auto outputs = model.into({floats({4}, {0, 1, 0, 1})}, {room.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<std::int64_t>((*outputs)[0]), ElementsAre(1, 3));
}

TEST(LiteComputeInto, CopiesOutputsThatAreInputsOrWeightsOrTwice) {
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  for (const char* name : {"pass_through", "weights_output", "same_twice"}) {
    Fixture model(name);
    const auto expected = compute(model.context(), {input}).value();
    const auto first = values_of<float>(expected[0]);
    const auto second = values_of<float>(expected[1]);
    for (int repeat = 0; repeat < 2; ++repeat) {
      Room x(24);
      Room y(24);
      const auto outputs = model.into({input}, {x.place(), y.place()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_TRUE(x.holds((*outputs)[0]) && y.holds((*outputs)[1])) << name;
      EXPECT_EQ(values_of<float>((*outputs)[0]), first) << name;
      EXPECT_EQ(values_of<float>((*outputs)[1]), second) << name;
    }
  }
}

TEST(LiteComputeInto, GivesTheSameBitsAtAnyAlignedAddress) {
  Fixture model("pair");
  const std::vector<OwnTensor> inputs = {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {9, 8, 7, 6, 5, 4})};
  const auto expected = compute(model.context(), inputs).value();
  const std::vector<float> sums = values_of<float>(expected[0]);
  const std::vector<float> products = values_of<float>(expected[1]);
  std::vector<float> memory(64);
  for (std::size_t skew = 0; skew < 16; ++skew) {
    std::vector<TensorView> views;
    for (std::size_t i = 0; i < 2; ++i) {
      const std::vector<float> values = values_of<float>(inputs[i].view());
      const std::span<float> at = std::span(memory).subspan(skew + 6 * i, 6);
      std::copy(values.begin(), values.end(), at.begin());
      views.push_back({ElementType::F32, inputs[i].shape, std::as_bytes(at)});
    }
    const std::vector<MutableBytes> places = {std::as_writable_bytes(std::span(memory).subspan(skew + 12, 6)),
                                              std::as_writable_bytes(std::span(memory).subspan(skew + 18, 6))};
    const auto outputs = model.context().compute_into(views, places);
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].bytes.data(), places[0].data());
    EXPECT_EQ(values_of<float>((*outputs)[0]), sums);
    EXPECT_EQ(values_of<float>((*outputs)[1]), products);
  }
}

}  // namespace
}  // namespace wasinn
