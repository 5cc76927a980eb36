// SPDX-License-Identifier: Apache-2.0
// Each model is loaded once, whoever asks at the same time, and stays as long as somebody needs it or has room for it.
#include "registry/graph_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace wasinn {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using Loaded = std::shared_ptr<const LoadedGraph>;

Loaded graph_of(std::uint64_t bytes, std::string label = "") {
  auto graph = std::make_shared<LoadedGraph>();
  graph->model_bytes = bytes;
  graph->label = std::move(label);
  return graph;
}

class GraphCacheTest : public testing::Test {
 protected:
  Result<GraphCache::Found> get(const std::string& key, const GraphCache::Loader& load,
                                Residence residence = Residence::WhileUsed) {
    Cancellation never;
    return cache_.get_or_load(key, residence, never, load);
  }

  /// Loads a graph of `bytes` that stays while there is room, and lets go of it. True when it had to be loaded.
  bool visit(const std::string& key, std::uint64_t bytes) {
    const auto found = get(key, [&]() -> Result<Loaded> { return graph_of(bytes); }, Residence::WhileRoom);
    EXPECT_TRUE(found);
    return !found->was_loaded;
  }

  GraphCache cache_{100};
};

TEST_F(GraphCacheTest, LoadsOnceAndThenShares) {
  int loads = 0;
  const auto load = [&]() -> Result<Loaded> {
    ++loads;
    return graph_of(1);
  };
  const auto first = get("a", load);
  const auto second = get("a", load);
  EXPECT_FALSE(first->was_loaded);
  EXPECT_TRUE(second->was_loaded);
  EXPECT_EQ(first->graph, second->graph);
  EXPECT_EQ(loads, 1);
}

TEST_F(GraphCacheTest, KeepsKeysApart) {
  const auto a = get("a", []() -> Result<Loaded> { return graph_of(1, "a"); });
  const auto b = get("b", []() -> Result<Loaded> { return graph_of(1, "b"); });
  EXPECT_EQ(a->graph->label, "a");
  EXPECT_EQ(b->graph->label, "b");
}

TEST_F(GraphCacheTest, FreesAGraphWithItsLastUser) {
  std::weak_ptr<const LoadedGraph> graph;
  {
    const auto first = get("a", []() -> Result<Loaded> { return graph_of(1); });
    const auto second = get("a", []() -> Result<Loaded> { return graph_of(1); });
    graph = first->graph;
    EXPECT_FALSE(graph.expired());
  }
  EXPECT_TRUE(graph.expired());
  EXPECT_FALSE(get("a", []() -> Result<Loaded> { return graph_of(1); })->was_loaded);
}

TEST_F(GraphCacheTest, GivesAFailureToItsCallerAndTriesAgainForTheNext) {
  const auto failed = get("a", []() -> Result<Loaded> { return fail(ErrorCode::RuntimeError, "broken"); });
  EXPECT_EQ(failed.error().message, "broken");
  EXPECT_TRUE(get("a", []() -> Result<Loaded> { return graph_of(1); }));
}

TEST_F(GraphCacheTest, StaysWholeWhenALoaderThrows) {
  EXPECT_THROW((void)get("a", []() -> Result<Loaded> { throw std::runtime_error("no memory"); }), std::runtime_error);
  EXPECT_TRUE(get("a", []() -> Result<Loaded> { return graph_of(1); }));
}

TEST_F(GraphCacheTest, LoadsOnceForManyThreads) {
  std::atomic<int> loads{0};
  std::atomic<int> shared{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto found = get("a", [&]() -> Result<Loaded> {
        ++loads;
        std::this_thread::sleep_for(20ms);
        return graph_of(1);
      }, Residence::WhileRoom);
      ASSERT_TRUE(found);
      if (found->was_loaded) ++shared;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(loads, 1);
  EXPECT_EQ(shared, 7);
}

TEST_F(GraphCacheTest, LetsOneWaiterAfterTheOtherTryWhenLoadsFail) {
  std::atomic<int> loads{0};
  std::atomic<int> failures{0};
  std::atomic<int> parallel{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const auto found = get("a", [&]() -> Result<Loaded> {
        EXPECT_EQ(++parallel, 1) << "two loads of one key at a time";
        std::this_thread::sleep_for(5ms);
        --parallel;
        if (++loads <= 3) return fail(ErrorCode::RuntimeError, "broken");
        return graph_of(1);
      }, Residence::WhileRoom);
      if (!found) ++failures;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 3) << "only those who met a failure are told of it";
  EXPECT_EQ(loads, 4);
}

TEST_F(GraphCacheTest, LoadsDifferentKeysAtTheSameTime) {
  std::atomic<int> inside{0};
  const auto load = [&]() -> Result<Loaded> {
    ++inside;
    for (int i = 0; i < 10'000 && inside < 2; ++i) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(inside, 2);
    return graph_of(1);
  };
  std::thread other([&] { EXPECT_TRUE(get("b", load)); });
  EXPECT_TRUE(get("a", load));
  other.join();
}

TEST_F(GraphCacheTest, ForgetsResidentsByTheBeginningOfTheirKeys) {
  EXPECT_TRUE(visit("net/1/cpu", 30));
  EXPECT_TRUE(visit("net/11/cpu", 30));
  const auto used = get("net/1/gpu", []() -> Result<Loaded> { return graph_of(30); }, Residence::WhileRoom);
  cache_.forget("net/1/");
  EXPECT_TRUE(visit("net/1/cpu", 30));
  EXPECT_FALSE(visit("net/11/cpu", 30));
  EXPECT_FALSE(visit("net/1/gpu", 30)) << "its user keeps it";
  EXPECT_FALSE(visit("net/11/cpu", 30)) << "the room of those that went is free again";
}

/// A load of "a" on another thread that takes until it is told to end.
class SlowLoad {
 public:
  explicit SlowLoad(GraphCache& cache, Result<Loaded> outcome = graph_of(1)) {
    thread_ = std::thread([this, &cache, outcome] {
      Cancellation never;
      const auto found = cache.get_or_load("a", Residence::WhileUsed, never, [&]() -> Result<Loaded> {
        began_ = true;
        while (!end_) std::this_thread::sleep_for(100us);
        return outcome;
      });
      EXPECT_EQ(found.has_value(), outcome.has_value());
    });
    while (!began_) std::this_thread::sleep_for(100us);
  }
  ~SlowLoad() { end(); }

  void end() {
    end_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::atomic<bool> began_{false};
  std::atomic<bool> end_{false};
  std::thread thread_;
};

TEST_F(GraphCacheTest, EndsAWaitThatIsCancelled) {
  SlowLoad slow(cache_);
  Cancellation cancellation;
  std::thread canceller([&] {
    std::this_thread::sleep_for(10ms);
    cancellation.cancel();
  });
  int loads = 0;
  const auto found = cache_.get_or_load("a", Residence::WhileUsed, cancellation, [&]() -> Result<Loaded> {
    ++loads;
    return graph_of(1);
  });
  canceller.join();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::Timeout);
  EXPECT_THAT(found.error().message, HasSubstr("another guest is loading the same model"));
  EXPECT_EQ(loads, 0);
}

TEST_F(GraphCacheTest, DoesNotWaitAtAllForACallerWhoWasCancelledBefore) {
  SlowLoad slow(cache_);
  Cancellation cancellation;
  cancellation.cancel();
  const auto load = []() -> Result<Loaded> { return graph_of(1); };
  EXPECT_FALSE(cache_.get_or_load("a", Residence::WhileUsed, cancellation, load));
}

TEST_F(GraphCacheTest, LetsAWaiterLoadWhenTheFirstOneFailed) {
  SlowLoad slow(cache_, fail(ErrorCode::Timeout, "too slow"));
  std::thread waiter([&] {
    const auto found = get("a", []() -> Result<Loaded> { return graph_of(1); });
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->was_loaded);
  });
  std::this_thread::sleep_for(10ms);
  slow.end();
  waiter.join();
}

TEST_F(GraphCacheTest, LeavesTheLoadersOwnCancellingAlone) {
  Cancellation cancellation;
  bool stopped = false;
  const auto found = cache_.get_or_load("a", Residence::WhileUsed, cancellation, [&]() -> Result<Loaded> {
    cancellation.on_cancel([&] { stopped = true; });
    cancellation.cancel();
    return fail(ErrorCode::RuntimeError, "cancelled");
  });
  EXPECT_TRUE(stopped);
  EXPECT_EQ(found.error().message, "cancelled");
}

TEST_F(GraphCacheTest, KeepsResidentsWithinItsBudget) {
  EXPECT_TRUE(visit("a", 60));
  EXPECT_FALSE(visit("a", 60));
  EXPECT_TRUE(visit("b", 40));
  EXPECT_FALSE(visit("a", 60));
  EXPECT_FALSE(visit("b", 40));
}

TEST_F(GraphCacheTest, LetsTheResidentGoThatWasUsedLongestAgo) {
  EXPECT_TRUE(visit("a", 40));
  EXPECT_TRUE(visit("b", 40));
  EXPECT_FALSE(visit("a", 40));
  EXPECT_TRUE(visit("c", 40));  // b goes
  EXPECT_FALSE(visit("a", 40));
  EXPECT_FALSE(visit("c", 40));
  EXPECT_TRUE(visit("b", 40));
}

TEST_F(GraphCacheTest, KeepsNothingThatIsLargerThanTheBudget) {
  EXPECT_TRUE(visit("small", 100));
  EXPECT_TRUE(visit("large", 101));
  EXPECT_TRUE(visit("large", 101));
  EXPECT_FALSE(visit("small", 100)) << "it had no reason to go";
}

TEST_F(GraphCacheTest, KeepsNoResidentThatIsOnlyWanted) {
  EXPECT_TRUE(get("a", []() -> Result<Loaded> { return graph_of(1); }));
  EXPECT_FALSE(get("a", []() -> Result<Loaded> { return graph_of(1); })->was_loaded);
  EXPECT_FALSE(cache_.drop_oldest_resident());
}

TEST_F(GraphCacheTest, DropsResidentsOldestFirst) {
  visit("a", 10);
  visit("b", 10);
  EXPECT_TRUE(cache_.drop_oldest_resident());
  EXPECT_FALSE(visit("b", 10));
  EXPECT_TRUE(cache_.drop_oldest_resident());
  EXPECT_FALSE(cache_.drop_oldest_resident());
  EXPECT_TRUE(visit("a", 10));
}

TEST_F(GraphCacheTest, SharesAResidentThatWasDroppedWhileInUse) {
  const auto held = get("a", []() -> Result<Loaded> { return graph_of(10); }, Residence::WhileRoom);
  EXPECT_TRUE(cache_.drop_oldest_resident());
  EXPECT_FALSE(visit("a", 10));
  EXPECT_TRUE(cache_.drop_oldest_resident()) << "use made it a resident again";
}

TEST(GraphCacheBudget, OfNothingKeepsNothing) {
  GraphCache cache(0);
  Cancellation never;
  const auto load = []() -> Result<Loaded> { return graph_of(1); };
  EXPECT_TRUE(cache.get_or_load("a", Residence::WhileRoom, never, load));
  EXPECT_FALSE(cache.get_or_load("a", Residence::WhileRoom, never, load)->was_loaded);
}

TEST_F(GraphCacheTest, SurvivesManyThreadsOnFewKeys) {
  const auto work = [&](unsigned seed) {
    for (unsigned i = 0; i < 3000; ++i) {
      const std::string key(1, static_cast<char>('a' + (seed + i * 7) % 5));
      const auto load = [&]() -> Result<Loaded> {
        if (i % 11 == 0) return fail(ErrorCode::RuntimeError, "broken");
        return graph_of(30, key);
      };
      const auto found = get(key, load, i % 2 == 0 ? Residence::WhileRoom : Residence::WhileUsed);
      if (found) {
        EXPECT_EQ(found->graph->label, key);
      }
      if (i % 50 == 0) cache_.drop_oldest_resident();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed) threads.emplace_back(work, seed);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace wasinn
