// SPDX-License-Identifier: Apache-2.0
// What a port accepts, and how it says what it wanted.
#include "backend/port.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "backend/encoding.h"

namespace wasinn {
namespace {

Shape shape(const std::vector<std::int64_t>& dimensions) { return Shape::from(dimensions).value(); }

Port port(std::optional<ElementType> type, std::vector<PortDimension> dimensions) {
  Port port;
  port.type = type;
  port.dimensions = std::move(dimensions);
  return port;
}

std::string refusal(const Port& port, ElementType type, const std::vector<std::int64_t>& dimensions) {
  const auto accepted = port.accept(type, shape(dimensions));
  if (accepted) return "accepted";
  EXPECT_EQ(accepted.error().code, ErrorCode::InvalidArgument);
  return accepted.error().message;
}

const Port kPicture = port(ElementType::F32, {{1, ""}, {1, ""}, {8, ""}, {8, ""}});

TEST(PortTexts, ShowSizesNamesAndWhatIsUnknown) {
  EXPECT_EQ(kPicture.text(), "f32[1,1,8,8]");
  EXPECT_EQ(port(ElementType::F32, {{-1, "batch"}, {10, ""}}).text(), "f32[batch,10]");
  EXPECT_EQ(port(ElementType::F32, {{-1, ""}, {10, ""}}).text(), "f32[?,10]");
  EXPECT_EQ(port(ElementType::I64, {}).text(), "i64[]");
}

TEST(PortTexts, ShowAnUnknownRankAndAForeignType) {
  Port any = port(ElementType::Bf16, {});
  any.rank_known = false;
  EXPECT_EQ(any.text(), "bf16[...]");
  Port words = port(std::nullopt, {{-1, ""}});
  words.foreign_type = "string";
  EXPECT_EQ(words.text(), "string[?]");
}

TEST(PortTexts, PrintNoControlCharactersOfTheModel) {
  EXPECT_EQ(port(ElementType::F32, {{-1, "a\x1b[2J\n"}}).text(), "f32[a?[2J?]");
  Port words = port(std::nullopt, {});
  words.foreign_type = "str\ning";
  EXPECT_EQ(words.text(), "str?ing[]");
}

TEST(Ports, AcceptTheirOwnTypeAndShape) { EXPECT_EQ(refusal(kPicture, ElementType::F32, {1, 1, 8, 8}), "accepted"); }

TEST(Ports, AcceptTheTensorThatLeavesThemOutWhereTheyAreOptional) {
  Port mask = kPicture;
  mask.optional = true;
  EXPECT_EQ(refusal(mask, ElementType::F32, {0}), "accepted");
  EXPECT_EQ(refusal(mask, ElementType::F32, {0, 0}), "wants f32[1,1,8,8], got f32[0,0]");
  EXPECT_EQ(refusal(mask, ElementType::U8, {0}), "wants f32[1,1,8,8], got u8[0]");
  EXPECT_EQ(refusal(kPicture, ElementType::F32, {0}), "wants f32[1,1,8,8], got f32[0]");
}

TEST(Ports, SayWhatTheyWantAndWhatTheyGot) {
  EXPECT_EQ(refusal(kPicture, ElementType::U8, {64}), "wants f32[1,1,8,8], got u8[64]");
  EXPECT_EQ(refusal(kPicture, ElementType::F64, {1, 1, 8, 8}), "wants f32[1,1,8,8], got f64[1,1,8,8]");
  EXPECT_EQ(refusal(kPicture, ElementType::F32, {1, 1, 8, 9}), "wants f32[1,1,8,8], got f32[1,1,8,9]");
  EXPECT_EQ(refusal(kPicture, ElementType::F32, {1, 8, 8}), "wants f32[1,1,8,8], got f32[1,8,8]");
  EXPECT_EQ(refusal(kPicture, ElementType::F32, {}), "wants f32[1,1,8,8], got f32[]");
  EXPECT_EQ(refusal(kPicture, ElementType::F32, {1, 1, 8, 8, 1}), "wants f32[1,1,8,8], got f32[1,1,8,8,1]");
}

TEST(Ports, AcceptAnySizeWhereTheirsIsUnknown) {
  const Port batches = port(ElementType::F32, {{-1, "batch"}, {10, ""}});
  EXPECT_EQ(refusal(batches, ElementType::F32, {0, 10}), "accepted");
  EXPECT_EQ(refusal(batches, ElementType::F32, {1000, 10}), "accepted");
  EXPECT_EQ(refusal(batches, ElementType::F32, {1000, 11}), "wants f32[batch,10], got f32[1000,11]");
  EXPECT_EQ(refusal(batches, ElementType::F32, {10}), "wants f32[batch,10], got f32[10]");
}

TEST(Ports, OfRankZeroAcceptScalarsOnly) {
  const Port scalar = port(ElementType::F32, {});
  EXPECT_EQ(refusal(scalar, ElementType::F32, {}), "accepted");
  EXPECT_EQ(refusal(scalar, ElementType::F32, {1}), "wants f32[], got f32[1]");
}

TEST(Ports, OfASizeOfZeroAcceptOnlyZero) {
  const Port empty = port(ElementType::F32, {{0, ""}});
  EXPECT_EQ(refusal(empty, ElementType::F32, {0}), "accepted");
  EXPECT_EQ(refusal(empty, ElementType::F32, {1}), "wants f32[0], got f32[1]");
}

TEST(Ports, OfUnknownRankAcceptAnyShapeOfTheirType) {
  Port any = port(ElementType::F32, {});
  any.rank_known = false;
  EXPECT_EQ(refusal(any, ElementType::F32, {}), "accepted");
  EXPECT_EQ(refusal(any, ElementType::F32, {2, 3, 4}), "accepted");
  EXPECT_EQ(refusal(any, ElementType::U8, {2}), "wants f32[...], got u8[2]");
}

TEST(Ports, OfATypeThatTheModelDoesNotSayAcceptEach) {
  Port any = port(std::nullopt, {{2, ""}});
  any.any_type = true;
  EXPECT_TRUE(any.expressible());
  EXPECT_EQ(refusal(any, ElementType::F32, {2}), "accepted");
  EXPECT_EQ(refusal(any, ElementType::U8, {2}), "accepted");
  EXPECT_EQ(refusal(any, ElementType::U8, {3}), "wants any[2], got u8[3]");
}

TEST(Ports, OfAForeignTypeAcceptNothing) {
  Port words = port(std::nullopt, {});
  words.foreign_type = "string";
  const auto accepted = words.accept(ElementType::U8, Shape());
  EXPECT_EQ(accepted.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(accepted.error().message, "its type is string, which wasi-nn tensors cannot express");
}

TEST(Encodings, AreFoundByTheNamesThatTheyHave) {
  for (const Encoding encoding : kEncodings) EXPECT_EQ(encoding_named(encoding_name(encoding)), encoding);
  EXPECT_EQ(encoding_named("autodetect"), std::nullopt);
  EXPECT_EQ(encoding_named("ONNX"), std::nullopt);
  EXPECT_EQ(encoding_named(""), std::nullopt);
}

TEST(Targets, AreFoundByTheNamesThatTheyHave) {
  for (const ExecutionTarget target : kExecutionTargets) EXPECT_EQ(target_named(target_name(target)), target);
  EXPECT_EQ(target_named("npu"), std::nullopt);
  EXPECT_EQ(target_named("CPU"), std::nullopt);
}

}  // namespace
}  // namespace wasinn
