// SPDX-License-Identifier: Apache-2.0
// The hand-over between the thread that loads and the thread that stops it.
#include "backend/cancellation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace wasinn {
namespace {

using namespace std::chrono_literals;

TEST(Cancellation, RunsTheActionThatIsSet) {
  Cancellation cancellation;
  int stops = 0;
  cancellation.on_cancel([&] { ++stops; });
  EXPECT_FALSE(cancellation.cancelled());
  EXPECT_EQ(stops, 0);
  cancellation.cancel();
  EXPECT_TRUE(cancellation.cancelled());
  EXPECT_EQ(stops, 1);
}

TEST(Cancellation, RunsAnActionThatIsSetTooLate) {
  Cancellation cancellation;
  cancellation.cancel();
  int stops = 0;
  cancellation.on_cancel([&] { ++stops; });
  EXPECT_EQ(stops, 1);
}

TEST(Cancellation, RunsItsActionOnceHoweverOftenItIsCancelled) {
  Cancellation cancellation;
  int stops = 0;
  cancellation.on_cancel([&] { ++stops; });
  cancellation.cancel();
  cancellation.cancel();
  EXPECT_EQ(stops, 1);
}

TEST(Cancellation, RunsNoActionThatWasTakenBack) {
  Cancellation cancellation;
  int stops = 0;
  cancellation.on_cancel([&] { ++stops; });
  cancellation.on_cancel({});
  cancellation.cancel();
  EXPECT_EQ(stops, 0);
  EXPECT_TRUE(cancellation.cancelled());
}

TEST(Cancellation, RunsTheLastOfSeveralActions) {
  Cancellation cancellation;
  int first = 0;
  int second = 0;
  cancellation.on_cancel([&] { ++first; });
  cancellation.on_cancel([&] { ++second; });
  cancellation.cancel();
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
}

TEST(Cancellation, WithoutAnActionIsRememberedAlone) {
  Cancellation cancellation;
  cancellation.cancel();
  cancellation.on_cancel({});
  EXPECT_TRUE(cancellation.cancelled());
}

TEST(Cancellation, ReachesALoaderOnAnotherThread) {
  Cancellation cancellation;
  std::atomic<bool> stopped{false};
  std::thread loader([&] {
    cancellation.on_cancel([&] { stopped = true; });
    while (!stopped) std::this_thread::sleep_for(1ms);
    cancellation.on_cancel({});
  });
  std::this_thread::sleep_for(5ms);
  cancellation.cancel();
  loader.join();
  EXPECT_TRUE(stopped);
}

TEST(Cancellation, RunsNoActionAfterItWasTakenBackWhoeverIsFaster) {
  for (int round = 0; round < 300; ++round) {
    Cancellation cancellation;
    std::thread watcher([&] { cancellation.cancel(); });
    {
      // The action's target ends right after it is taken back: a sanitizer sees an action that comes later.
      const auto flag = std::make_unique<int>(0);
      cancellation.on_cancel([target = flag.get()] { ++*target; });
      cancellation.on_cancel({});
      EXPECT_LE(*flag, 1);
    }
    watcher.join();
  }
}

}  // namespace
}  // namespace wasinn
