// SPDX-License-Identifier: Apache-2.0
// BufferPool: what comes back, and how much is kept.
#include "abi/wit/buffer_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <utility>

namespace wasinn::wit {
namespace {

TEST(BufferPool, GivesTheSameMemoryAgainForTheSameSize) {
  BufferPool pool(1 << 20);
  TensorBuffer first = pool.take(1000).value();
  const std::byte* const place = first.bytes().data();
  pool.give_back(std::move(first));
  EXPECT_GT(pool.kept_bytes(), 0u);
  EXPECT_EQ(pool.take(1000).value().bytes().data(), place);
  EXPECT_EQ(pool.kept_bytes(), 0u);
}

TEST(BufferPool, GivesBuffersLargeEnoughAndAtMostAnEighthLarger) {
  for (std::uint64_t size : {0ull, 1ull, 63ull, 64ull, 65ull, 1000ull, 4096ull, 1048577ull, 67108864ull, 99999999ull}) {
    const std::uint64_t capacity = BufferPool::capacity_for(size);
    EXPECT_GE(capacity, size);
    EXPECT_LE(capacity, size + size / 8 + kTensorAlignment) << size;
  }
}

TEST(BufferPool, RefusesSizesThatNoSystemHas) {
  BufferPool pool(1 << 20);
  for (std::uint64_t size : {std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 62}) {
    const auto refused = pool.take(size);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::TooLarge);
  }
}

TEST(BufferPool, KeepsNoMoreThanItMayAndLetsTheOldestGoFirst) {
  BufferPool pool(2048);
  TensorBuffer oldest = pool.take(1024).value();
  TensorBuffer middle = pool.take(512).value();
  TensorBuffer newest = pool.take(1024).value();
  const std::byte* const kept = newest.bytes().data();
  pool.give_back(std::move(oldest));
  pool.give_back(std::move(middle));
  pool.give_back(std::move(newest));
  EXPECT_EQ(pool.kept_bytes(), 1536u);
  EXPECT_EQ(pool.take(1024).value().bytes().data(), kept);
  pool.give_back(pool.take(4096).value());
  EXPECT_EQ(pool.kept_bytes(), 512u) << "larger than all that may be kept";
}

TEST(BufferPool, KeepsFewBuffersHoweverSmall) {
  BufferPool pool(1 << 20);
  std::vector<TensorBuffer> many;
  for (int i = 0; i < 1000; ++i) many.push_back(pool.take(1).value());
  for (TensorBuffer& buffer : many) pool.give_back(std::move(buffer));
  EXPECT_LE(pool.kept_bytes(), 64u * 64u);
}

}  // namespace
}  // namespace wasinn::wit
