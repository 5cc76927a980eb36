// SPDX-License-Identifier: Apache-2.0
// Inferences through the openvino plug-in into memory of the caller's: the same bits, in place where that can be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/openvino/ir_models.h"

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

/// A context of an IR.
class Fixture {
 public:
  explicit Fixture(const std::string& name) : graph_(graph_of(name)), context_(graph_->create_context().value()) {}

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

OwnTensor rows_of(std::int64_t rows) {
  return floats({rows, 1}, std::vector<float>(static_cast<std::size_t>(rows), 3));
}

TEST(OpenvinoComputeInto, WritesEachTypeInPlace) {
  const std::pair<const char*, ElementType> types[] = {{"f16", ElementType::F16}, {"bf16", ElementType::Bf16},
                                                       {"f32", ElementType::F32}, {"u8", ElementType::U8},
                                                       {"i32", ElementType::I32}, {"int8", ElementType::U8}};
  for (const auto& [name, type] : types) {
    Fixture model("identity_" + std::string(name));
    OwnTensor input{type, shape_of({2, 3}), {}};
    input.bytes.resize(input.shape.byte_size(type).value());
    for (std::size_t i = 0; i < input.bytes.size(); ++i) input.bytes[i] = static_cast<std::byte>(i * 37 + 11);
    Room room(input.bytes.size());
    const auto outputs = model.into({input}, {room.place()});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_TRUE(room.holds((*outputs)[0])) << name;
    EXPECT_TRUE(std::equal(input.bytes.begin(), input.bytes.end(), (*outputs)[0].bytes.begin())) << name;
  }
}

TEST(OpenvinoComputeInto, LeavesMemoryAloneThatIsTooSmall) {
  Fixture model("pair");
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  Room small(23);
  Room enough(100);
  const auto outputs = model.into({input, input}, {small.place(), enough.place()});
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  EXPECT_FALSE(small.holds((*outputs)[0]));
  EXPECT_TRUE(small.untouched());
  EXPECT_TRUE(enough.holds((*outputs)[1]));
  EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(2, 4, 6, 8, 10, 12));
  EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(1, 4, 9, 16, 25, 36));
}

TEST(OpenvinoComputeInto, FollowsMemoryThatMovesAndGoes) {
  Fixture model("pair");
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  Room first(24);
  Room second(24);
  for (int repeat = 0; repeat < 3; ++repeat) {
    for (Room* room : {&first, &second}) {
      const auto outputs = model.into({input, input}, {room->place(), MutableBytes()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_TRUE(room->holds((*outputs)[0]));
      EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(2, 4, 6, 8, 10, 12));
    }
  }
  std::fill(first.place().begin(), first.place().end(), std::byte{0xAB});
  std::fill(second.place().begin(), second.place().end(), std::byte{0xAB});
  EXPECT_THAT(values_of<float>(compute(model.context(), {input, input}).value()[0]),
              ElementsAre(2, 4, 6, 8, 10, 12));
  EXPECT_TRUE(first.untouched() && second.untouched()) << "memory is the caller's again once the call is over";
}

TEST(OpenvinoComputeInto, WritesUnknownSizesInPlaceOnceTheyCanBeForeseen) {
  Fixture model("ov_two_free");
  Room room(16);
  for (const std::int64_t rows : {2, 4, 5, 1}) {
    const bool fits = rows <= 4;
    for (const bool repeated : {false, true, true}) {
      const auto outputs = model.into({rows_of(rows)}, {room.place()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_EQ(room.holds((*outputs)[0]), fits && repeated) << rows;
      EXPECT_EQ(values_of<float>((*outputs)[0]), std::vector<float>(static_cast<std::size_t>(rows), 6));
    }
  }
}

TEST(OpenvinoComputeInto, ServesShapesThatDependOnTheData) {
  Fixture model("ov_non_zero");
  Room room(64);
  for (int repeat = 0; repeat < 3; ++repeat) {
    EXPECT_THAT(values_of<std::int64_t>(model.into({floats({4}, {0, 0, 0, 1})}, {room.place()}).value()[0]),
                ElementsAre(3));
    EXPECT_THAT(values_of<std::int64_t>(model.into({floats({4}, {1, 1, 0, 1})}, {room.place()}).value()[0]),
                ElementsAre(0, 1, 3));
    EXPECT_EQ(model.into({floats({4}, {0, 0, 0, 0})}, {room.place()}).value()[0].text(), "i64[1,0]");
  }
}

TEST(OpenvinoComputeInto, KeepsWhatIsForeseenInsideThePlace) {
  Fixture model("ov_non_zero");
  Room room(16);
  EXPECT_EQ(model.into({floats({4}, {0, 1, 0, 1})}, {room.place()}).value()[0].text(), "i64[1,2]");
  const auto outputs = model.into({floats({4}, {1, 1, 1, 1})}, {room.place()}).value();
  EXPECT_THAT(values_of<std::int64_t>(outputs[0]), ElementsAre(0, 1, 2, 3));
  EXPECT_FALSE(room.holds(outputs[0]));
}

TEST(OpenvinoComputeInto, CopiesOutputsThatAreInputsOrOtherOutputs) {
  for (const char* name : {"ov_pass_through", "ov_same_twice"}) {
    Fixture model(name);
    const bool passes = std::string(name) == "ov_pass_through";
    Room first(8);
    Room second(8);
    for (int repeat = 0; repeat < 3; ++repeat) {
      const auto outputs = model.into({floats({2}, {1, -2})}, {first.place(), second.place()});
      ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
      EXPECT_TRUE(first.holds((*outputs)[0]) && second.holds((*outputs)[1])) << name;
      EXPECT_THAT(values_of<float>((*outputs)[0]), ElementsAre(passes ? 1 : -1, passes ? -2 : 2)) << name;
      EXPECT_THAT(values_of<float>((*outputs)[1]), ElementsAre(-1, 2)) << name;
    }
  }
}

TEST(OpenvinoComputeInto, GivesTheSameBitsAtAnyAlignedAddress) {
  Fixture model("digits");
  std::vector<float> memory(200);
  std::vector<float> expected;
  for (std::size_t skew = 0; skew < 16; ++skew) {
    const std::span<float> at = std::span(memory).subspan(skew, 64);
    for (std::size_t i = 0; i < 64; ++i) at[i] = static_cast<float>(i % 7) / 7;
    const TensorView view{ElementType::F32, shape_of({1, 1, 8, 8}), std::as_bytes(at)};
    const MutableBytes place = std::as_writable_bytes(std::span(memory).subspan(skew + 64, 10));
    const auto outputs = model.context().compute_into({&view, 1}, {&place, 1});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    const std::vector<float> given = values_of<float>((*outputs)[0]);
    if (expected.empty()) expected = given;
    EXPECT_EQ(given, expected);
  }
}

}  // namespace
}  // namespace wasinn
