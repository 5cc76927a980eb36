// SPDX-License-Identifier: Apache-2.0
// Deadlines: neither missed nor early, also when computations begin and end while the watchdog looks.
#include "host/watchdog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

namespace wasinn {
namespace {

using namespace std::chrono_literals;

/// Longer than any deadline takes to be noticed on a busy machine.
constexpr auto kPatience = 20s;

constexpr auto kNoRecovery = [] {};

bool comes_true(const std::atomic<bool>& flag) {
  const auto end = Clock::now() + kPatience;
  while (!flag && Clock::now() < end) std::this_thread::sleep_for(100us);
  return flag;
}

TEST(Deadlines, AreReachedNeitherEarlyNorMuchTooLate) {
  Watchdog watchdog(60s);
  std::atomic<bool> acted{false};
  Clock::time_point when;
  WatchedRun run(watchdog, [&] {
    when = Clock::now();
    acted = true;
  });
  const auto deadline = Clock::now() + 30ms;
  ASSERT_TRUE(run.begin(deadline));
  ASSERT_TRUE(comes_true(acted));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
  EXPECT_GE(when, deadline);
  EXPECT_LT(when, deadline + 5s);
}

TEST(Deadlines, ThatArePastAreReachedAtOnce) {
  Watchdog watchdog(60s);
  std::atomic<bool> acted{false};
  WatchedRun run(watchdog, [&] { acted = true; });
  ASSERT_TRUE(run.begin(Clock::now() - 1s));
  EXPECT_TRUE(comes_true(acted));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
}

TEST(Deadlines, ThatAreFarDisturbNobody) {
  Watchdog watchdog(60s);
  std::atomic<int> actions{0};
  WatchedRun run(watchdog, [&] { ++actions; });
  for (const auto deadline : {Clock::now() + 1h, kNever}) {
    ASSERT_TRUE(run.begin(deadline));
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
  }
  EXPECT_EQ(actions, 0);
}

TEST(Deadlines, OfOneComputationDoNotReachTheNext) {
  Watchdog watchdog(1ms);
  std::atomic<int> actions{0};
  WatchedRun run(watchdog, [&] { ++actions; });
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(run.begin(Clock::now() + 1h));
    EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
    std::this_thread::sleep_for(1ms);
  }
  ASSERT_TRUE(run.begin(Clock::now() + 1h));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
  EXPECT_EQ(actions, 0);
}

TEST(Deadlines, InMillisecondsMayLieBeyondTheEndOfTheClock) {
  const Clock::time_point now = Clock::now();
  EXPECT_EQ(after_ms(now, 250), now + 250ms);
  EXPECT_EQ(after_ms(now, ~std::uint64_t{0}), kNever);
  EXPECT_EQ(after_ms(now, std::uint64_t{1} << 62), kNever);
  EXPECT_EQ(after_ms(kNever, 0), kNever);
}

TEST(WatchedRuns, TakeHundredsOfThousandsOfCyclesWithoutBeingDisturbed) {
  Watchdog watchdog(1ms);  // looks as often as it can while they go on
  std::atomic<int> actions{0};
  WatchedRun run(watchdog, [&] { ++actions; });
  for (int i = 0; i < 200'000; ++i) {
    ASSERT_TRUE(run.begin(Clock::now() + 30s));
    ASSERT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
  }
  EXPECT_EQ(actions, 0);
}

TEST(WatchedRuns, ServeOneComputationAtATime) {
  Watchdog watchdog(60s);
  WatchedRun run(watchdog, [] {});
  ASSERT_TRUE(run.begin(kNever));
  EXPECT_FALSE(run.begin(kNever));
  std::thread([&] { EXPECT_FALSE(run.begin(Clock::now())); }).join();
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
  EXPECT_TRUE(run.begin(kNever));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
}

TEST(WatchedRuns, CanBeInterruptedByAnotherThread) {
  Watchdog watchdog(60s);
  std::atomic<bool> acted{false};
  WatchedRun run(watchdog, [&] { acted = true; });
  ASSERT_TRUE(run.begin(kNever));
  std::thread interrupter([&] { run.interrupt(); });
  EXPECT_TRUE(comes_true(acted));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
  interrupter.join();
}

TEST(WatchedRuns, ActOnceHoweverOftenTheyAreInterrupted) {
  Watchdog watchdog(1ms);
  std::atomic<int> actions{0};
  WatchedRun run(watchdog, [&] { ++actions; });
  ASSERT_TRUE(run.begin(Clock::now() + 1ms));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { run.interrupt(); });
  for (std::thread& thread : threads) thread.join();
  std::this_thread::sleep_for(10ms);
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
  EXPECT_EQ(actions, 1);
}

TEST(WatchedRuns, AreNotInterruptedWhenNothingRuns) {
  Watchdog watchdog(60s);
  std::atomic<int> actions{0};
  WatchedRun run(watchdog, [&] { ++actions; });
  run.interrupt();
  ASSERT_TRUE(run.begin(kNever));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
  run.interrupt();
  EXPECT_EQ(actions, 0);
}

TEST(WatchedRuns, EndOnlyAfterTheirActionIsOver) {
  Watchdog watchdog(60s);
  std::atomic<bool> began{false};
  std::atomic<bool> over{false};
  WatchedRun run(watchdog, [&] {
    began = true;
    std::this_thread::sleep_for(50ms);
    over = true;
  });
  ASSERT_TRUE(run.begin(kNever));
  std::thread interrupter([&] { run.interrupt(); });
  ASSERT_TRUE(comes_true(began));
  EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
  EXPECT_TRUE(over);
  interrupter.join();
}

TEST(WatchedRuns, RecoverBeforeAnyoneCanBeginAgain) {
  Watchdog watchdog(60s);
  for (int round = 0; round < 20; ++round) {
    std::atomic<bool> spoiled{false};
    WatchedRun run(watchdog, [&] { spoiled = true; });
    ASSERT_TRUE(run.begin(kNever));
    std::thread next([&] {
      while (!run.begin(kNever)) std::this_thread::yield();
      EXPECT_FALSE(spoiled);
      EXPECT_EQ(run.end(kNoRecovery), WatchedRun::End::Undisturbed);
    });
    run.interrupt();
    const auto recover = [&] {
      std::this_thread::sleep_for(1ms);
      spoiled = false;
    };
    EXPECT_EQ(run.end(recover), WatchedRun::End::Interrupted);
    next.join();
  }
}

TEST(WatchedRuns, MissNoDeadlineWhenTheyBeginWhileTheWatchdogLooks) {
  Watchdog watchdog(1h);
  const auto work = [&watchdog](unsigned seed) {
    std::mt19937 random(seed);
    std::atomic<bool> acted{false};
    WatchedRun run(watchdog, [&] { acted = true; });
    for (int round = 0; round < 400; ++round) {
      acted = false;
      ASSERT_TRUE(run.begin(Clock::now() + std::chrono::microseconds(random() % 300)));
      if (random() % 4 == 0) {  // ends at about the time of its deadline
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 300));
        if (run.end(kNoRecovery) == WatchedRun::End::Interrupted) {
          EXPECT_TRUE(acted);
        }
        continue;
      }
      ASSERT_TRUE(comes_true(acted)) << "a deadline was missed";
      ASSERT_EQ(run.end(kNoRecovery), WatchedRun::End::Interrupted);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) threads.emplace_back(work, seed);
  for (std::thread& thread : threads) thread.join();
}

TEST(WatchedRuns, ComeAndGoWhileTheWatchdogLooks) {
  Watchdog watchdog(1us);
  const auto work = [&] {
    for (int round = 0; round < 500; ++round) {
      auto touched = std::make_unique<int>(0);
      WatchedRun run(watchdog, [target = touched.get()] { ++*target; });
      ASSERT_TRUE(run.begin(Clock::now() + 10us));
      run.end(kNoRecovery);
      EXPECT_LE(*touched, 1);
    }
  };
  std::thread other(work);
  work();
  other.join();
}

TEST(Alarms, RingOnceAndNotEarly) {
  Watchdog watchdog(60s);
  std::atomic<int> rings{0};
  std::atomic<bool> rang{false};
  Clock::time_point when;
  const auto deadline = Clock::now() + 30ms;
  const auto alarm = watchdog.at(deadline, [&] {
    when = Clock::now();
    ++rings;
    rang = true;
  });
  ASSERT_TRUE(comes_true(rang));
  EXPECT_GE(when, deadline);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(rings, 1);
}

TEST(Alarms, RingInOrderOfTheirTimeAndNotOfTheirMaking) {
  Watchdog watchdog(60s);
  std::vector<int> order;
  std::atomic<bool> last{false};
  const auto now = Clock::now();
  const auto third = watchdog.at(now + 90ms, [&] {
    order.push_back(3);
    last = true;
  });
  const auto first = watchdog.at(now + 20ms, [&] { order.push_back(1); });
  const auto second = watchdog.at(now + 50ms, [&] { order.push_back(2); });
  ASSERT_TRUE(comes_true(last));
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(Alarms, ThatWereCancelledNeverRing) {
  Watchdog watchdog(60s);
  std::mt19937 random(3);
  for (int round = 0; round < 1000; ++round) {
    auto target = std::make_unique<int>(0);
    {
      const auto alarm =
          watchdog.at(Clock::now() + std::chrono::microseconds(random() % 100), [at = target.get()] { ++*at; });
      if (round % 3 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 100));
    }
    const int rings = *target;
    EXPECT_LE(rings, 1);
    target.reset();  // a sanitizer sees an alarm that rings later
  }
}

TEST(Alarms, ForNeverAreNone) {
  Watchdog watchdog(1us);
  std::atomic<int> rings{0};
  const auto alarm = watchdog.at(kNever, [&] { ++rings; });
  std::this_thread::sleep_for(10ms);
  EXPECT_EQ(rings, 0);
}

TEST(Alarms, MayMoveAndAreCancelledWhenAnotherTakesTheirPlace) {
  Watchdog watchdog(60s);
  std::atomic<int> first{0};
  std::atomic<bool> second{false};
  Watchdog::Alarm alarm = watchdog.at(Clock::now() + 100ms, [&] { ++first; });
  alarm = watchdog.at(Clock::now() + 150ms, [&] { second = true; });
  const Watchdog::Alarm moved = std::move(alarm);
  ASSERT_TRUE(comes_true(second));
  EXPECT_EQ(first, 0);
}

TEST(Watchdogs, EndWhileNothingIsDue) {
  for (int round = 0; round < 50; ++round) {
    Watchdog watchdog(60s);
    if (round % 2 == 0) const auto alarm = watchdog.at(Clock::now() + 1h, [] {});
  }
}

}  // namespace
}  // namespace wasinn
