// SPDX-License-Identifier: Apache-2.0
// Numbers of the seven types as text.
#include "cli/tensor_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace wasinn::cli {
namespace {

template <class T>
std::string text_of_values(ElementType type, const std::vector<T>& values, std::vector<std::int64_t> shape,
                           std::size_t most = 0) {
  return values_text({type, *Shape::from(shape), std::as_bytes(std::span(values))}, most);
}

TEST(TensorText, WritesEveryType) {
  EXPECT_EQ(text_of_values<float>(ElementType::F32, {0.1F, -2, 1e20F}, {3}), "  0.1 -2 1e+20\n");
  EXPECT_EQ(text_of_values<double>(ElementType::F64, {0.1, 3}, {2}), "  0.1 3\n");
  EXPECT_EQ(text_of_values<std::uint16_t>(ElementType::F16, {0x3C00, 0xC000, 0x3555}, {3}), "  1 -2 0.33325195\n");
  EXPECT_EQ(text_of_values<std::uint16_t>(ElementType::Bf16, {0x3F80, 0xC000}, {2}), "  1 -2\n");
  EXPECT_EQ(text_of_values<std::uint8_t>(ElementType::U8, {0, 255}, {2}), "  0 255\n");
  EXPECT_EQ(text_of_values<std::int32_t>(ElementType::I32, {-1, 2147483647}, {2}), "  -1 2147483647\n");
  EXPECT_EQ(text_of_values<std::int64_t>(ElementType::I64, {std::numeric_limits<std::int64_t>::min()}, {1}),
            "  -9223372036854775808\n");
}

TEST(TensorText, WritesARowALine) {
  EXPECT_EQ(text_of_values<std::uint8_t>(ElementType::U8, {1, 2, 3, 4, 5, 6}, {2, 3}), "  1 2 3\n  4 5 6\n");
}

TEST(TensorText, SaysHowMuchItLeavesOut) {
  const std::vector<std::uint8_t> values = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(text_of_values(ElementType::U8, values, {2, 3}, 4), "  1 2 3\n  4\n  ... 2 more\n");
  EXPECT_EQ(text_of_values(ElementType::U8, values, {2, 3}, 3), "  1 2 3\n  ... 3 more\n");
}

TEST(TensorText, WritesScalarsAndNothing) {
  EXPECT_EQ(text_of_values<std::uint8_t>(ElementType::U8, {7}, {}), "  7\n");
  EXPECT_EQ(text_of_values<std::uint8_t>(ElementType::U8, {}, {0, 3}), "");
  EXPECT_EQ(text_of_values<std::uint8_t>(ElementType::U8, {}, {3, 0}), "");
}

TEST(TensorText, KnowsNumbersThatAreNone) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(text_of_values<float>(ElementType::F32, {kInfinity, -kInfinity, NAN}, {3}), "  inf -inf nan\n");
}

TEST(HalfPrecision, EqualsTheFloatOfTheSameValue) {
  EXPECT_EQ(half_to_float(0x0000), 0.0F);
  EXPECT_TRUE(std::signbit(half_to_float(0x8000)));
  EXPECT_EQ(half_to_float(0x0001), std::ldexp(1.0F, -24));
  EXPECT_EQ(half_to_float(0x83FF), -std::ldexp(1023.0F, -24));
  EXPECT_EQ(half_to_float(0x0400), std::ldexp(1.0F, -14));
  EXPECT_EQ(half_to_float(0x7BFF), 65504.0F);
  EXPECT_TRUE(std::isinf(half_to_float(0x7C00)));
  EXPECT_TRUE(std::isnan(half_to_float(0x7E00)));
}

}  // namespace
}  // namespace wasinn::cli
