// SPDX-License-Identifier: Apache-2.0
// What is counted, over contexts that live and contexts that ended.
#include "host/statistics.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace wasinn {
namespace {

TEST(GraphStatisticsTest, CountLoadsAndSharing) {
  GraphStatistics statistics("digits", "fake 1", "cpu");
  statistics.loaded();
  statistics.shared();
  statistics.shared();
  const GraphReport report = statistics.report();
  EXPECT_EQ(report.graph, "digits");
  EXPECT_EQ(report.backend, "fake 1");
  EXPECT_EQ(report.device, "cpu");
  EXPECT_EQ(report.counts.loads, 1U);
  EXPECT_EQ(report.counts.shared, 2U);
  EXPECT_EQ(report.counts.computes, 0U);
}

TEST(GraphStatisticsTest, AddUpLivingContextsAndThoseThatEnded) {
  GraphStatistics statistics("digits", "fake 1", "cpu");
  ContextCounters living;
  statistics.attach(living);
  living.computed(true, 100);
  living.copied_in(8);
  {
    ContextCounters ended;
    statistics.attach(ended);
    ended.computed(true, 20);
    ended.computed(true, 3);
    ended.copied_out(4);
    statistics.detach(ended);
    ended.computed(true, 1000);
  }
  living.copied_in(8);
  const GraphCounts counts = statistics.report().counts;
  EXPECT_EQ(counts.computes, 3U);
  EXPECT_EQ(counts.framework_ns, 123U);
  EXPECT_EQ(counts.bytes_in, 16U);
  EXPECT_EQ(counts.bytes_out, 4U);
  statistics.detach(living);
  EXPECT_EQ(statistics.report().counts.computes, 3U);
}

TEST(GraphStatisticsTest, MayBeReadWhileContextsCount) {
  GraphStatistics statistics("digits", "fake 1", "cpu");
  constexpr std::uint64_t kComputes = 20'000;
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      ContextCounters counters;
      statistics.attach(counters);
      for (std::uint64_t n = 0; n < kComputes; ++n) counters.computed(true, 1);
      statistics.detach(counters);
    });
  }
  std::thread reader([&] {
    std::uint64_t before = 0;
    while (!done) {
      const std::uint64_t now = statistics.report().counts.computes;
      EXPECT_GE(now, before);
      before = now;
    }
  });
  for (std::thread& thread : threads) thread.join();
  done = true;
  reader.join();
  EXPECT_EQ(statistics.report().counts.computes, 3 * kComputes);
}

TEST(StatisticsBooks, HaveARowForEachGraphBackendAndDevice) {
  StatisticsBook book;
  const auto row = book.row("digits", "fake 1", "cpu");
  EXPECT_EQ(book.row("digits", "fake 1", "cpu"), row);
  EXPECT_NE(book.row("digits", "fake 1", "gpu"), row);
  EXPECT_NE(book.row("digits", "fake 2", "cpu"), row);
  EXPECT_NE(book.row("words", "fake 1", "cpu"), row);
  EXPECT_EQ(book.report().size(), 4U);
}

TEST(StatisticsBooks, KeepWhatWasCountedAfterTheLastUserWent) {
  StatisticsBook book;
  book.row("digits", "fake 1", "cpu")->loaded();
  ASSERT_EQ(book.report().size(), 1U);
  EXPECT_EQ(book.report().front().counts.loads, 1U);
}

TEST(StatisticsBooks, ForgetTheOldestUnusedRowsOfModelsFromBytes) {
  StatisticsBook book;
  const auto used = book.row("bytes:used", "fake 1", "cpu");
  for (int i = 0; i < 5000; ++i) book.row("bytes:" + std::to_string(i), "fake 1", "cpu")->loaded();
  const auto report = book.report();
  EXPECT_EQ(report.size(), 256U);
  EXPECT_EQ(report.front().graph, "bytes:used");
  EXPECT_EQ(report.back().graph, "bytes:4999");
  EXPECT_EQ(book.row("bytes:used", "fake 1", "cpu"), used);
}

TEST(StatisticsBooks, ForgetNoRowThatIsInUse) {
  StatisticsBook book;
  std::vector<std::shared_ptr<GraphStatistics>> held;
  for (int i = 0; i < 300; ++i) held.push_back(book.row("bytes:" + std::to_string(i), "fake 1", "cpu"));
  EXPECT_EQ(book.report().size(), 300U);
  held.clear();
  book.row("bytes:more", "fake 1", "cpu");
  EXPECT_EQ(book.report().size(), 256U) << "the room is given back when the rows are no longer in use";
}

}  // namespace
}  // namespace wasinn
