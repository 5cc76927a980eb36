// SPDX-License-Identifier: Apache-2.0
// Inputs that are filled, left out or refused.
#include "cli/bench_inputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace wasinn::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Port port(ElementType type, const std::vector<std::int64_t>& sizes) {
  Port made;
  made.name = "x";
  made.type = type;
  for (const std::int64_t size : sizes) made.dimensions.push_back({size, ""});
  return made;
}

/// The last of `count` elements of the pattern.
template <class Element>
Element last_of(const Port& of, std::int64_t count) {
  Port row = of;
  row.dimensions = {{count, ""}};
  const auto inputs = bench_inputs(std::vector<Port>{row}, {});
  EXPECT_TRUE(inputs) << inputs.error().message;
  Element element{};
  const ByteView bytes = inputs->tensors.front().bytes();
  std::memcpy(&element, bytes.data() + bytes.size() - sizeof(Element), sizeof(Element));
  return element;
}

std::string refusal_of(const Port& of) {
  const auto inputs = bench_inputs(std::vector<Port>{of}, {});
  return inputs ? "accepted" : inputs.error().message;
}

TEST(BenchInputs, UnknownSizesAreOneAndThatIsTold) {
  const auto inputs = bench_inputs(std::vector<Port>{port(ElementType::F32, {-1, 3})}, {});
  ASSERT_TRUE(inputs);
  EXPECT_EQ(inputs->tensors.front().view().text(), "f32[1,3]");
  EXPECT_THAT(inputs->notes, ElementsAre("input 0 'x' f32[?,3] is filled as f32[1,3]"));
}

TEST(BenchInputs, EveryTypeHasThePattern) {
  EXPECT_EQ(last_of<float>(port(ElementType::F32, {}), 130), 129.0F / 256);
  EXPECT_EQ(last_of<float>(port(ElementType::F32, {}), 252), 0.0F);
  EXPECT_EQ(last_of<double>(port(ElementType::F64, {}), 130), 129.0 / 256);
  EXPECT_EQ(last_of<std::uint16_t>(port(ElementType::F16, {}), 129), 0x3800);   // 128 / 256
  EXPECT_EQ(last_of<std::uint16_t>(port(ElementType::Bf16, {}), 129), 0x3F00);  // the same
  EXPECT_EQ(last_of<std::uint16_t>(port(ElementType::F16, {}), 1), 0);
  EXPECT_EQ(last_of<std::uint8_t>(port(ElementType::U8, {}), 130), 129);
  EXPECT_EQ(last_of<std::int32_t>(port(ElementType::I32, {}), 130), 1);
  EXPECT_EQ(last_of<std::int64_t>(port(ElementType::I64, {}), 129), 0);
}

TEST(BenchInputs, BytesThatCarryAnotherTypeStaySmall) {
  Port truth = port(ElementType::U8, {});
  truth.carried_type = "bool";
  EXPECT_EQ(last_of<std::uint8_t>(truth, 130), 1);
}

TEST(BenchInputs, WhatTheModelDoesWithoutIsLeftOut) {
  Port optional = port(ElementType::F32, {4});
  optional.optional = true;
  const auto inputs = bench_inputs(std::vector<Port>{optional}, {});
  ASSERT_TRUE(inputs);
  EXPECT_EQ(inputs->tensors.front().view().text(), "f32[0]");
  EXPECT_THAT(inputs->notes.front(), HasSubstr("is left out"));
}

TEST(BenchInputs, WhatCannotBeFilledMustBeGiven) {
  Port any_rank = port(ElementType::F32, {});
  any_rank.rank_known = false;
  EXPECT_THAT(refusal_of(any_rank), HasSubstr("give it: --input NAME=FILE.npy"));
  Port any_type = port(ElementType::F32, {4});
  any_type.type.reset();
  any_type.any_type = true;
  EXPECT_THAT(refusal_of(any_type), HasSubstr("give it: --input NAME=FILE.npy"));
  Port foreign = port(ElementType::F32, {4});
  foreign.type.reset();
  foreign.foreign_type = "string";
  EXPECT_THAT(refusal_of(foreign), HasSubstr("no guest can run this model"));
}

}  // namespace
}  // namespace wasinn::cli
