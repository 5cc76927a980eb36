// SPDX-License-Identifier: Apache-2.0
// Inferences through the onnxruntime plug-in into memory of the caller's: the same bits, in place where that can be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/onnxruntime/onnx_models.h"

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

/// A context of a fixture.
class Fixture {
 public:
  explicit Fixture(const std::string& name)
      : graph_(load_bytes(*open_onnxruntime(), fixture_bytes(name)).value()),
        context_(graph_->create_context().value()) {}

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

class IntoEachElementType : public ::testing::TestWithParam<std::size_t> {};

TEST_P(IntoEachElementType, GivesTheSameBitsAsWithoutMemory) {
  const auto type = static_cast<ElementType>(GetParam());
  Fixture model("identity_" + std::string(element_type_name(type)));
  for (const std::int64_t length : {4, 1000, 0, 3}) {
    OwnTensor input{type, shape_of({length}), {}};
    input.bytes.resize(input.shape.byte_size(type).value());
    for (std::size_t i = 0; i < input.bytes.size(); ++i) input.bytes[i] = static_cast<std::byte>(i * 37 + 11);
    Room room(input.bytes.size());
    const auto outputs = model.into({input}, {room.place()});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].text(), input.view().text());
    EXPECT_TRUE(std::equal(input.bytes.begin(), input.bytes.end(), (*outputs)[0].bytes.begin()));
    EXPECT_TRUE(length == 0 || room.holds((*outputs)[0]));
  }
}

INSTANTIATE_TEST_SUITE_P(All, IntoEachElementType, ::testing::Range(std::size_t{0}, kElementTypeCount),
                         [](const auto& type) {
                           return std::string(element_type_name(static_cast<ElementType>(type.param)));
                         });

TEST(OnnxComputeInto, LeavesMemoryAloneThatIsTooSmall) {
  Fixture model("tiny");
  Room room(11);
  const auto outputs = model.into({floats({1, 4}, {1, 2, 3, 4})}, {room.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_FALSE(room.holds((*outputs)[0]));
  EXPECT_TRUE(room.untouched());
  EXPECT_EQ((*outputs)[0].bytes.size(), 12u);
}

TEST(OnnxComputeInto, PlacesEachOutputByItself) {
  Fixture model("two_in_two_out");
  const std::vector<OwnTensor> inputs = {floats({2, 3}, {1, 2, 3, 4, 5, 6}), floats({2, 3}, {1, 1, 1, 2, 2, 2})};
  Room second(100);
  const auto outputs = model.into(inputs, {MutableBytes(), second.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(2, 3, 4, 6, 7, 8));
  EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(1, 2, 3, 8, 10, 12));
  EXPECT_TRUE(second.holds((*outputs)[1]));
}

TEST(OnnxComputeInto, FollowsMemoryThatMovesAndGoes) {
  Fixture model("tiny");
  const OwnTensor input = floats({1, 4}, {1, 2, 3, 4});
  const auto expected = values_of<float>(compute(model.context(), {input}).value()[0]);
  Room first(12);
  Room second(12);
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (Room* room : {&first, &second}) {
      const auto outputs = model.into({input}, {room->place()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_TRUE(room->holds((*outputs)[0]));
      EXPECT_EQ(values_of<float>((*outputs)[0]), expected);
    }
  }
  Room third(12);
  EXPECT_TRUE(model.into({input}, {third.place()}).has_value());
  std::fill(third.place().begin(), third.place().end(), std::byte{0xAB});
  const auto outputs = compute(model.context(), {input});
  EXPECT_EQ(values_of<float>(outputs.value()[0]), expected);
  EXPECT_TRUE(third.untouched()) << "memory is the caller's again once the call is over";
}

TEST(OnnxComputeInto, FollowsChangingShapes) {
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

TEST(OnnxComputeInto, ServesShapesThatDependOnTheData) {
  Fixture model("non_zero");
  Room room(64);
  const auto outputs = model.into({floats({4}, {0, 1, 0, 1})}, {room.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_THAT(values_of<std::int64_t>((*outputs)[0]), ElementsAre(1, 3));
  EXPECT_TRUE(room.untouched()) << "the framework allocates what it cannot foresee";
}

TEST(OnnxComputeInto, DoesNotRelyOnAnnouncedShapesThatAreWrong) {
  Fixture model("ort_wrong_name");
  Room room(64);
  for (int repeat = 0; repeat < 3; ++repeat) {
    const auto outputs = model.into({floats({4}, {0, 1, 0, 1})}, {room.place()});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_THAT(values_of<std::int64_t>((*outputs)[0]), ElementsAre(1, 3));
    EXPECT_FALSE(room.holds((*outputs)[0]));
  }
}

TEST(OnnxComputeInto, CopiesAnInputThatIsAlsoAnOutput) {
  Fixture model("ort_pass_through");
  Room x(8);
  Room y(8);
  const auto outputs = model.into({floats({2}, {1, -2})}, {x.place(), y.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_TRUE(x.holds((*outputs)[0]));
  EXPECT_TRUE(y.holds((*outputs)[1]));
  EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(1, -2));
  EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(-1, 2));
}

TEST(OnnxComputeInto, GivesTheSameBitsAtAnyAlignedAddress) {
  Fixture model("two_in_two_out");
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
