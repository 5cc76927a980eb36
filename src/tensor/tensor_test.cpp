// SPDX-License-Identifier: Apache-2.0
// Who owns a tensor's bytes, and that bytes fit shapes.
#include "tensor/tensor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace wasinn {
namespace {

using testing::HasSubstr;

Shape shape(const std::vector<std::int64_t>& dimensions) { return Shape::from(dimensions).value(); }

TEST(TensorViews, AcceptExactlyTheBytesOfTheirShape) {
  const std::array<std::byte, 25> bytes{};
  const auto view = TensorView::checked(ElementType::F32, shape({2, 3}), std::span(bytes).first(24));
  ASSERT_TRUE(view);
  EXPECT_EQ(view->text(), "f32[2,3]");
  EXPECT_EQ(view->bytes.data(), bytes.data());
  for (const std::size_t wrong : {0U, 23U, 25U}) {
    const auto refused = TensorView::checked(ElementType::F32, shape({2, 3}), std::span(bytes).first(wrong));
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(refused.error().message, "f32[2,3] needs 24 bytes, got " + std::to_string(wrong));
  }
}

TEST(TensorViews, OfZeroElementsHaveNoBytes) {
  EXPECT_TRUE(TensorView::checked(ElementType::I64, shape({0, 5}), {}));
  const std::array<std::byte, 1> byte{};
  EXPECT_FALSE(TensorView::checked(ElementType::I64, shape({0, 5}), byte));
}

TEST(TensorViews, OfAShapeThatCannotBeCountedAreTooLarge) {
  const auto view = TensorView::checked(ElementType::F64, shape({1 << 30, 1 << 30, 8}), {});
  EXPECT_EQ(view.error().code, ErrorCode::TooLarge);
}

TEST(TensorBuffers, BeginAtACacheLine) {
  for (const std::uint64_t size : {1U, 3U, 63U, 64U, 65U, 1000U, 1U << 20}) {
    auto buffer = TensorBuffer::allocate(size);
    ASSERT_TRUE(buffer);
    EXPECT_EQ(buffer->bytes().size(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer->bytes().data()) % kTensorAlignment, 0U);
    std::memset(buffer->bytes().data(), 0x5A, size);
  }
}

TEST(TensorBuffers, OfNoBytesNeedNoMemory) { EXPECT_TRUE(TensorBuffer::allocate(0).value().bytes().empty()); }

TEST(TensorBuffers, AreTooLargeWhenThereIsNoMemory) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t size : {kMost, kMost - 1, kMost - 63, kMost - 64, kMost / 2 + 1, std::uint64_t{1} << 62}) {
    const auto buffer = TensorBuffer::allocate(size);
    ASSERT_FALSE(buffer) << size;
    EXPECT_EQ(buffer.error().code, ErrorCode::TooLarge);
    EXPECT_THAT(buffer.error().message, HasSubstr(std::to_string(size)));
  }
}

TEST(TensorBuffers, AreEmptyAfterTheyWereMoved) {
  TensorBuffer first = TensorBuffer::allocate(8).value();
  const std::byte* const place = first.bytes().data();
  TensorBuffer second(std::move(first));
  TensorBuffer third = TensorBuffer::allocate(16).value();
  third = std::move(second);
  EXPECT_EQ(third.bytes().data(), place);
  EXPECT_TRUE(first.bytes().empty());   // NOLINT: what a moved buffer holds is the point
  EXPECT_TRUE(second.bytes().empty());  // NOLINT
}

TEST(TensorBuffers, SurviveAMoveToThemselves) {
  TensorBuffer buffer = TensorBuffer::allocate(8).value();
  const std::byte* const place = buffer.bytes().data();
  TensorBuffer& same = buffer;
  buffer = std::move(same);
  EXPECT_EQ(buffer.bytes().data(), place);
  EXPECT_EQ(buffer.bytes().size(), 8u);
}

TEST(Tensors, CanBeMovedAndNotCopied) {
  static_assert(std::is_nothrow_move_constructible_v<TensorBuffer> && !std::is_copy_constructible_v<TensorBuffer>);
  static_assert(std::is_move_constructible_v<Tensor> && !std::is_copy_constructible_v<Tensor>);
  static_assert(!std::is_copy_assignable_v<Tensor>);
}

TEST(Tensors, CopyWhatAViewShows) {
  std::array<std::byte, 6> bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  const auto view = TensorView::checked(ElementType::F16, shape({3}), bytes).value();
  const Tensor tensor = Tensor::copy_of(view).value();
  bytes[0] = std::byte{9};
  EXPECT_EQ(tensor.bytes()[0], std::byte{1});
  EXPECT_EQ(tensor.view().text(), "f16[3]");
  EXPECT_EQ(tensor.bytes().size(), 6U);
}

TEST(Tensors, OfZeroElementsAreCopiedToo) {
  const auto view = TensorView::checked(ElementType::F32, shape({0}), {}).value();
  EXPECT_TRUE(Tensor::copy_of(view).value().bytes().empty());
}

TEST(Tensors, TakeABufferThatFits) {
  TensorBuffer buffer = TensorBuffer::allocate(16).value();
  const std::byte* const place = buffer.bytes().data();
  Tensor tensor = Tensor::over(ElementType::I32, shape({4}), std::move(buffer)).value();
  const Tensor moved = std::move(tensor);
  EXPECT_EQ(moved.type(), ElementType::I32);
  EXPECT_EQ(moved.shape(), shape({4}));
  EXPECT_EQ(moved.bytes().data(), place);
}

TEST(Tensors, RefuseABufferThatDoesNotFit) {
  const auto tensor = Tensor::over(ElementType::I32, shape({5}), TensorBuffer::allocate(16).value());
  EXPECT_EQ(tensor.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(tensor.error().message, "i32[5] needs 20 bytes, got 16");
}

}  // namespace
}  // namespace wasinn
