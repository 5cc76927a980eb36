// SPDX-License-Identifier: Apache-2.0
// Thread policies: their words, and what they choose.
#include "config/thread_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wasinn {
namespace {

using ::testing::HasSubstr;

std::uint32_t chosen(std::string_view text, std::uint32_t guests) {
  constexpr std::uint32_t kCores = 4;
  return read_thread_policy(text)->shared_threads(guests, kCores);
}

TEST(ThreadPolicy, ReadsWhatItWrites) {
  for (const std::string text : {"auto", "latency", "throughput", "3"}) {
    EXPECT_EQ(read_thread_policy(text)->text(), text);
  }
  EXPECT_EQ(read_thread_policy("0"), ThreadPolicy());
}

TEST(ThreadPolicy, SaysWhatThereIs) {
  for (const std::string text : {"", "fast", "-1", "2x", "4294967296"}) {
    const auto read = read_thread_policy(text);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr("'" + text + "' is no policy for threads: auto, latency, throughput"));
  }
}

TEST(ThreadPolicy, LeavesOneGuestToTheFramework) {
  EXPECT_EQ(chosen("auto", 0), 0U);
  EXPECT_EQ(chosen("auto", 1), 0U);
  EXPECT_EQ(chosen("auto", 3), 0U);
  EXPECT_EQ(chosen("latency", 100), 0U);
}

TEST(ThreadPolicy, GivesEachOfManyGuestsOneThread) {
  EXPECT_EQ(chosen("auto", 4), 1U);
  EXPECT_EQ(chosen("auto", 100), 1U);
  EXPECT_EQ(chosen("throughput", 0), 1U);
}

TEST(ThreadPolicy, HoldsToANumber) {
  EXPECT_EQ(chosen("3", 0), 3U);
  EXPECT_EQ(chosen("3", 100), 3U);
}

TEST(ThreadPolicy, TakesOneGuestOnOneCoreForNoCrowd) { EXPECT_EQ(ThreadPolicy().shared_threads(1, 1), 0U); }

}  // namespace
}  // namespace wasinn
