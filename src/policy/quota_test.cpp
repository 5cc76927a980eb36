// SPDX-License-Identifier: Apache-2.0
// Reservations: exact at the limit, from many threads, given back once.
#include "policy/quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <limits>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace wasinn {
namespace {

using testing::HasSubstr;

TEST(Quotas, ServeUpToTheirLimitAndNotOneMore) {
  Quota quota("bytes", 10);
  const auto seven = quota.reserve(7);
  ASSERT_TRUE(seven);
  EXPECT_EQ(seven->amount(), 7U);
  EXPECT_FALSE(quota.reserve(4));
  const auto three = quota.reserve(3);
  EXPECT_TRUE(three);
  EXPECT_EQ(quota.used(), 10U);
  EXPECT_FALSE(quota.reserve(1));
  EXPECT_TRUE(quota.reserve(0));
}

TEST(Quotas, SayWhatIsInUseWhenTheyRefuse) {
  Quota quota("graphs", 2);
  const auto both = quota.reserve(2);
  const auto third = quota.reserve(1);
  EXPECT_EQ(third.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(third.error().message, HasSubstr("1 more graphs were asked for; 2 of at most 2 are in use"));
  EXPECT_EQ(quota.used(), 2U);
}

TEST(Quotas, OfNothingServeNothing) {
  Quota quota("graphs", 0);
  EXPECT_FALSE(quota.reserve(1));
  EXPECT_TRUE(quota.reserve(0));
}

TEST(Quotas, DoNotWrapAroundOnHugeAmounts) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  Quota quota("bytes", std::numeric_limits<std::uint64_t>::max());
  const auto some = quota.reserve(5);
  EXPECT_FALSE(quota.reserve(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_FALSE(quota.reserve(std::numeric_limits<std::uint64_t>::max() - 4));
  EXPECT_FALSE(quota.reserve(kMost));
  EXPECT_FALSE(quota.reserve(kMost - 4));
  EXPECT_TRUE(quota.reserve(kMost - 5));
  EXPECT_EQ(quota.used(), 5U);
}

TEST(Quotas, CountTogetherWithTheirCopies) {
  Quota quota("bytes", 10);
  Quota copy = quota;
  const auto six = copy.reserve(6);
  EXPECT_EQ(quota.used(), 6U);
  EXPECT_FALSE(quota.reserve(5));
}

TEST(Reservations, AreGivenBackWhenTheyEnd) {
  Quota quota("bytes", 10);
  { const auto all = quota.reserve(10); }
  EXPECT_EQ(quota.used(), 0U);
  EXPECT_TRUE(quota.reserve(10));
}

TEST(Reservations, AreGivenBackOnceAfterMoves) {
  static_assert(!std::is_copy_constructible_v<Reservation> && !std::is_copy_assignable_v<Reservation>);
  Quota quota("bytes", 10);
  {
    Reservation first = quota.reserve(4).value();
    Reservation second(std::move(first));
    Reservation third;
    third = std::move(second);
    EXPECT_EQ(quota.used(), 4U);
    EXPECT_EQ(third.amount(), 4U);
    EXPECT_EQ(first.amount(), 0U);   // NOLINT: what a moved reservation holds is the point
    EXPECT_EQ(second.amount(), 0U);  // NOLINT
  }
  EXPECT_EQ(quota.used(), 0U);
}

TEST(Reservations, AreGivenBackWhenAnotherTakesTheirPlace) {
  Quota quota("bytes", 10);
  Reservation held = quota.reserve(4).value();
  held = quota.reserve(5).value();
  EXPECT_EQ(quota.used(), 5U);
  held = Reservation();
  EXPECT_EQ(quota.used(), 0U);
}

TEST(Reservations, SurviveAMoveToThemselves) {
  Quota quota("bytes", 10);
  Reservation held = quota.reserve(4).value();
  Reservation& same = held;
  held = std::move(same);
  EXPECT_EQ(quota.used(), 4U);
  EXPECT_EQ(held.amount(), 4U);
}

TEST(Reservations, MayOutliveTheirQuota) {
  std::optional<Quota> quota(std::in_place, "bytes", 10);
  const Reservation held = quota->reserve(4).value();
  quota.reset();
  EXPECT_EQ(held.amount(), 4U);
}

TEST(Reservations, FromManyThreadsNeverPassTheLimit) {
  constexpr std::uint64_t kLimit = 5;
  Quota quota("bytes", kLimit);
  std::atomic<std::uint64_t> held{0};
  std::atomic<std::uint64_t> most{0};
  std::latch start(6);
  const auto work = [&](std::uint64_t amount) {
    start.arrive_and_wait();
    for (int i = 0; i < 300'000; ++i) {
      auto reserved = quota.reserve(amount);
      if (!reserved) continue;
      const std::uint64_t now = held.fetch_add(amount) + amount;
      for (std::uint64_t before = most; before < now && !most.compare_exchange_weak(before, now);) {
      }
      if (i % 16 == 0) std::this_thread::yield();
      held.fetch_sub(amount);
    }
  };
  std::vector<std::thread> threads;
  for (const std::uint64_t amount : {1U, 2U, 3U, 1U, 2U, 5U}) threads.emplace_back(work, amount);
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, kLimit);
  EXPECT_EQ(quota.used(), 0U);
}

}  // namespace
}  // namespace wasinn
