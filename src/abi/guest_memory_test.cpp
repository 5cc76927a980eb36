// SPDX-License-Identifier: Apache-2.0
// GuestMemory: sums in 64 bits, and the difference between no memory and an empty one.
#include "abi/guest_memory.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace wasinn {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

class GuestMemoryRange : public ::testing::Test {
 protected:
  std::array<std::byte, 16> bytes_{};
  GuestMemory memory_{bytes_};
};

TEST_F(GuestMemoryRange, GivesTheBytesInPlace) {
  const auto range = memory_.range(4, 8);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->data(), bytes_.data() + 4);
  EXPECT_EQ(range->size(), 8u);
}

TEST_F(GuestMemoryRange, MayBeTheWholeMemory) { EXPECT_TRUE(memory_.range(0, 16)); }

TEST_F(GuestMemoryRange, MayBeEmptyAtTheEnd) {
  const auto range = memory_.range(16, 0);
  ASSERT_TRUE(range);
  EXPECT_TRUE(range->empty());
}

TEST_F(GuestMemoryRange, MayNotBeginOutside) {
  EXPECT_FALSE(memory_.range(17, 0));
  EXPECT_FALSE(memory_.range(kLargest, 0));
}

TEST_F(GuestMemoryRange, MayNotEndOutside) {
  EXPECT_FALSE(memory_.range(0, 17));
  EXPECT_FALSE(memory_.range(16, 1));
  EXPECT_FALSE(memory_.range(15, 2));
}

TEST_F(GuestMemoryRange, DoesNotWrapAt32Bits) {
  EXPECT_FALSE(memory_.range(0xFFFFFFF0, 0x20));
  EXPECT_FALSE(memory_.range(8, 0x100000000));
}

TEST_F(GuestMemoryRange, DoesNotWrapAt64Bits) {
  EXPECT_FALSE(memory_.range(8, kLargest));
  EXPECT_FALSE(memory_.range(8, kLargest - 7));
  EXPECT_FALSE(memory_.range(kLargest, 1));
}

TEST(GuestMemory, IsAbsentWhenTheGuestHasNone) {
  const GuestMemory none;
  EXPECT_FALSE(none.present());
  EXPECT_FALSE(none.range(0, 1));
}

TEST(GuestMemory, IsPresentWhenItHasNoBytes) {
  const GuestMemory empty{MutableBytes()};
  EXPECT_TRUE(empty.present());
  EXPECT_TRUE(empty.range(0, 0));
  EXPECT_FALSE(empty.range(0, 1));
}

TEST(GuestMemory, IsSharedOnlyWhenSaidSo) {
  EXPECT_FALSE(GuestMemory(MutableBytes()).shared());
  EXPECT_TRUE(GuestMemory(MutableBytes(), true).shared());
}

}  // namespace
}  // namespace wasinn
