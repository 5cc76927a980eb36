// SPDX-License-Identifier: Apache-2.0
// Shapes at and beyond their bounds.
#include "tensor/shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace wasinn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

Shape shape(const std::vector<std::int64_t>& dimensions) { return Shape::from(dimensions).value(); }

Error refused(const std::vector<std::int64_t>& dimensions) { return Shape::from(dimensions).error(); }

TEST(Shapes, KeepTheirDimensionsInOrder) {
  const Shape three = shape({1, 28, 29});
  EXPECT_EQ(three.rank(), 3U);
  EXPECT_THAT(three.dimensions(), ElementsAre(1, 28, 29));
  EXPECT_EQ(three[2], 29);
  EXPECT_EQ(three.text(), "[1,28,29]");
}

TEST(Shapes, WithoutDimensionsAreScalarsOfOneElement) {
  EXPECT_EQ(Shape(), shape({}));
  EXPECT_EQ(Shape().rank(), 0U);
  EXPECT_EQ(Shape().text(), "[]");
  EXPECT_EQ(Shape().byte_size(ElementType::F64).value(), 8U);
}

TEST(Shapes, HaveAtMostSixteenDimensions) {
  EXPECT_EQ(shape(std::vector<std::int64_t>(16, 1)).rank(), 16U);
  const Error error = refused(std::vector<std::int64_t>(17, 1));
  EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
  EXPECT_THAT(error.message, HasSubstr("rank 17"));
}

TEST(Shapes, HaveDimensionsBelowTwoToThe31) {
  EXPECT_EQ(shape({kLargest})[0], kLargest);
  for (const std::int64_t wrong : {kLargest + 1, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
                                   std::numeric_limits<std::int64_t>::max()}) {
    const Error error = refused({2, wrong});
    EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
    EXPECT_THAT(error.message, HasSubstr(std::to_string(wrong)));
  }
}

TEST(Shapes, CompareByDimensionsAndRank) {
  EXPECT_EQ(shape({2, 3}), shape({2, 3}));
  EXPECT_NE(shape({2, 3}), shape({3, 2}));
  EXPECT_NE(shape({2}), shape({2, 1}));
  EXPECT_NE(Shape(), shape({0}));
}

TEST(ShapeBytes, AreTheProductTimesTheElementSize) {
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::U8).value(), 6U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::F16).value(), 12U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::Bf16).value(), 12U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::F32).value(), 24U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::I32).value(), 24U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::F64).value(), 48U);
  EXPECT_EQ(shape({2, 3}).byte_size(ElementType::I64).value(), 48U);
}

TEST(ShapeBytes, MayExceed32Bits) { EXPECT_EQ(shape({65536, 65536}).byte_size(ElementType::F32).value(), 1ULL << 34U); }

TEST(ShapeBytes, ThatNeedMoreThan64BitsAreTooLarge) {
  EXPECT_EQ(shape({1 << 30, 1 << 30, 4}).byte_size(ElementType::U8).value(), 1ULL << 62U);
  EXPECT_EQ(shape({1 << 30, 1 << 30, 8}).byte_size(ElementType::U8).value(), 1ULL << 63U);
  const auto product = shape({1 << 30, 1 << 30, 16}).byte_size(ElementType::U8);
  EXPECT_EQ(product.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(product.error().message, HasSubstr("[1073741824,1073741824,16]"));
  const auto times_size = shape({1 << 30, 1 << 30, 4}).byte_size(ElementType::I32);
  EXPECT_EQ(times_size.error().code, ErrorCode::TooLarge);
  const auto all = shape(std::vector<std::int64_t>(16, kLargest)).byte_size(ElementType::F64);
  EXPECT_EQ(all.error().code, ErrorCode::TooLarge);
}

TEST(ShapeBytes, OfAShapeWithAZeroAreNoneWhateverElseItHolds) {
  EXPECT_EQ(shape({0}).byte_size(ElementType::F32).value(), 0U);
  EXPECT_EQ(shape({0, kLargest, kLargest, kLargest}).byte_size(ElementType::F32).value(), 0U);
  EXPECT_EQ(shape({kLargest, kLargest, kLargest, 0}).byte_size(ElementType::F32).value(), 0U);
}

TEST(ElementTypes, AreFoundByTheNamesThatTheyHave) {
  for (std::size_t i = 0; i < kElementTypeCount; ++i) {
    const auto type = static_cast<ElementType>(i);
    EXPECT_EQ(element_type_named(element_type_name(type)), type);
  }
  EXPECT_EQ(element_type_named("bool"), std::nullopt);
  EXPECT_EQ(element_type_named("F32"), std::nullopt);
  EXPECT_EQ(element_type_named(""), std::nullopt);
}

}  // namespace
}  // namespace wasinn
