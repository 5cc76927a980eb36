// SPDX-License-Identifier: Apache-2.0
// Deadlines and closing: what runs is stopped through the framework, and the next call works.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "tests/doubles/fake_host.h"

namespace wasinn {
namespace {

using namespace std::chrono_literals;
using doubles::compute_for_ever;
using doubles::context_on;
using doubles::FakeHost;
using doubles::load_bytes;
using doubles::load_for_ever;
using doubles::Signal;
using testing::HasSubstr;
using testing::IsEmpty;

Limits with_time(std::uint64_t load_ms, std::uint64_t compute_ms) {
  Limits limits;
  limits.load_ms = load_ms;
  limits.compute_ms = compute_ms;
  return limits;
}

/// Makes the first `count` computations endless.
void compute_for_ever_first(FakeHost& fake, int count) {
  fake.framework().on_compute = [&fake, count](Signal& cancelled) -> Result<void> {
    if (fake.framework().computes <= count) return compute_for_ever(cancelled);
    return {};
  };
}

void load_for_ever_first(FakeHost& fake, int count) {
  fake.framework().on_load = [&fake, count](const LoadRequest& request, Cancellation& cancellation) -> Result<void> {
    if (fake.framework().loads <= count) return load_for_ever(request, cancellation);
    return {};
  };
}

TEST(ComputeDeadline, StopsAComputationAndTheNextOneWorks) {
  FakeHost fake(with_time(0, 30));
  compute_for_ever_first(fake, 2);
  const auto context = context_on(*fake.session());
  for (int round = 0; round < 2; ++round) {
    const auto start = Clock::now();
    const auto outputs = doubles::compute(*context, {1});
    ASSERT_FALSE(outputs);
    EXPECT_EQ(outputs.error().code, ErrorCode::Timeout);
    EXPECT_THAT(outputs.error().message, HasSubstr("it ran longer than 30 ms and was stopped"));
    EXPECT_GE(Clock::now() - start, 30ms);
  }
  EXPECT_TRUE(doubles::compute(*context, {1}));
}

TEST(ComputeDeadline, DropsAResultThatComesTooLate) {
  FakeHost fake(with_time(0, 20));
  fake.framework().on_compute = [](Signal& cancelled) -> Result<void> {
    cancelled.wait();
    cancelled.clear();  // a framework that does not listen
    return {};
  };
  const auto context = context_on(*fake.session());
  EXPECT_EQ(doubles::compute(*context, {1}).error().code, ErrorCode::Timeout);
}

TEST(ComputeDeadline, OfMoreMillisecondsThanTheClockCountsIsNone) {
  FakeHost fake(with_time(~std::uint64_t{0}, ~std::uint64_t{0}));
  const auto context = context_on(*fake.session());
  EXPECT_TRUE(doubles::compute(*context, {1}));
}

TEST(GuestDeadline, StopsAComputationAndTellsWhatTheGuestWasDoing) {
  FakeHost fake;
  compute_for_ever_first(fake, 1);
  const auto session = fake.session(Clock::now() + 50ms);
  const auto context = context_on(*session);
  EXPECT_THAT(session->interrupted_in(), IsEmpty());
  const auto outputs = doubles::compute(*context, {1});
  EXPECT_EQ(outputs.error().code, ErrorCode::Timeout);
  EXPECT_THAT(outputs.error().message, HasSubstr("the guest's time is over"));
  EXPECT_THAT(session->interrupted_in(), HasSubstr("compute on graph 'bytes:"));
}

TEST(GuestDeadline, StopsALoadAndTellsWhatTheGuestWasDoing) {
  FakeHost fake;
  load_for_ever_first(fake, 1);
  fake.add_graph("slow");
  const auto session = fake.session(Clock::now() + 50ms);
  const auto graph = session->load_by_name("slow");
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
  EXPECT_EQ(graph.error().message, "graph 'slow': the guest's time is over");
  EXPECT_EQ(session->interrupted_in(), "load of graph 'slow'");
}

TEST(GuestDeadline, IsTheOnlyOneWhenTheOthersAreSwitchedOff) {
  FakeHost fake(with_time(0, 0));
  load_for_ever_first(fake, 1);
  compute_for_ever_first(fake, 1);
  const auto early = fake.session(Clock::now() + 20ms);
  EXPECT_EQ(load_bytes(*early, "model").error().code, ErrorCode::Timeout);
  const auto late = fake.session(Clock::now() + 50ms);
  const auto context = context_on(*late);
  EXPECT_EQ(doubles::compute(*context, {1}).error().code, ErrorCode::Timeout);
}

TEST(LoadDeadline, StopsALoadAndTheNextOneWorks) {
  FakeHost fake(with_time(30, 0));
  load_for_ever_first(fake, 2);
  fake.add_graph("slow");
  const auto session = fake.session();
  const auto by_name = session->load_by_name("slow");
  EXPECT_EQ(by_name.error().code, ErrorCode::Timeout);
  EXPECT_THAT(by_name.error().message, HasSubstr("loading took longer than the 30 ms allowed and was stopped"));
  EXPECT_EQ(load_bytes(*session, "model").error().code, ErrorCode::Timeout);
  EXPECT_EQ(session->usage(), Session::Usage{});
  EXPECT_EQ(fake.host().model_bytes(), 0U);
  EXPECT_TRUE(session->load_by_name("slow"));
  EXPECT_TRUE(load_bytes(*session, "model"));
  EXPECT_THAT(session->interrupted_in(), IsEmpty());
}

TEST(LoadDeadline, EndsAWaitForAnotherGuestsLoad) {
  FakeHost fake(with_time(200, 0));
  std::atomic<bool> loading{false};
  fake.framework().on_load = [&](const LoadRequest&, Cancellation& cancellation) -> Result<void> {
    Signal cancelled;
    cancellation.on_cancel([&] { cancelled.set(); });
    loading = true;
    cancelled.wait();
    std::this_thread::sleep_for(300ms);  // a framework that takes its time to listen
    cancellation.on_cancel({});
    return fail(ErrorCode::RuntimeError, "cancelled");
  };
  fake.add_graph("slow");
  std::thread first([&] { EXPECT_FALSE(fake.session()->load_by_name("slow")); });
  while (!loading) std::this_thread::sleep_for(1ms);
  const auto start = Clock::now();
  const auto waited = fake.session()->load_by_name("slow");
  EXPECT_EQ(waited.error().code, ErrorCode::Timeout);
  EXPECT_GE(Clock::now() - start, 200ms);
  EXPECT_EQ(fake.framework().loads, 1);
  first.join();
}

TEST(Busy, IsAnsweredToASecondThreadOnTheSameContext) {
  FakeHost fake;
  compute_for_ever_first(fake, 1);
  const auto session = fake.session();
  const auto context = context_on(*session);
  std::thread first([&] { EXPECT_EQ(doubles::compute(*context, {1}).error().code, ErrorCode::RuntimeError); });
  while (fake.framework().computes == 0) std::this_thread::sleep_for(1ms);
  const auto second = doubles::compute(*context, {1});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::Busy);
  EXPECT_EQ(fake.framework().computes, 1) << "the framework sees one thread";
  session->close();
  first.join();
}

TEST(Busy, ContextsOfOneGraphAreNot) {
  FakeHost fake;
  std::atomic<int> inside{0};
  fake.framework().on_compute = [&](Signal&) -> Result<void> {
    ++inside;
    for (int i = 0; i < 10'000 && inside < 2; ++i) std::this_thread::sleep_for(1ms);
    return {};
  };
  const auto session = fake.session();
  const auto one = context_on(*session);
  const auto other = context_on(*session);
  std::thread first([&] { EXPECT_TRUE(doubles::compute(*one, {1})); });
  EXPECT_TRUE(doubles::compute(*other, {1}));
  EXPECT_EQ(inside, 2);
  first.join();
}

/// Runs `work` on another thread and closes the session once `begun` is true.
void close_during(Session& session, const std::function<bool()>& begun, const std::function<void()>& work) {
  std::thread worker(work);
  while (!begun()) std::this_thread::sleep_for(1ms);
  session.close();
  worker.join();
}

TEST(Closing, EndsAComputationOfAnotherThread) {
  FakeHost fake;
  compute_for_ever_first(fake, 1);
  const auto session = fake.session();
  const auto context = context_on(*session);
  close_during(*session, [&] { return fake.framework().computes > 0; }, [&] {
    const auto outputs = doubles::compute(*context, {1});
    EXPECT_EQ(outputs.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(outputs.error().message, HasSubstr("the session was closed"));
  });
  EXPECT_THAT(session->interrupted_in(), IsEmpty());
}

TEST(Closing, EndsALoadOfAnotherThread) {
  FakeHost fake;
  load_for_ever_first(fake, 1);
  fake.add_graph("slow");
  const auto session = fake.session();
  close_during(*session, [&] { return fake.framework().loads > 0; }, [&] {
    const auto graph = session->load_by_name("slow");
    EXPECT_EQ(graph.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(graph.error().message, HasSubstr("the session was closed"));
  });
  EXPECT_TRUE(fake.session()->load_by_name("slow")) << "other sessions go on";
}

TEST(Closing, EndsAWaitForAnotherGuestsLoad) {
  FakeHost fake;
  load_for_ever_first(fake, 1);
  fake.add_graph("slow");
  const auto loader = fake.session();
  std::thread loading([&] { EXPECT_FALSE(loader->load_by_name("slow")); });
  while (fake.framework().loads == 0) std::this_thread::sleep_for(1ms);
  const auto waiter = fake.session();
  std::thread waiting([&] {
    const auto graph = waiter->load_by_name("slow");
    ASSERT_FALSE(graph);
    EXPECT_EQ(graph.error().code, ErrorCode::RuntimeError);
    EXPECT_THAT(graph.error().message, HasSubstr("the session was closed"));
  });
  std::this_thread::sleep_for(20ms);
  waiter->close();
  waiting.join();
  EXPECT_EQ(fake.framework().loads, 1);
  loader->close();
  loading.join();
}

TEST(Closing, OfTheLoaderLetsAWaiterLoad) {
  FakeHost fake;
  load_for_ever_first(fake, 1);
  fake.add_graph("slow");
  const auto loader = fake.session();
  std::thread loading([&] { EXPECT_FALSE(loader->load_by_name("slow")); });
  while (fake.framework().loads == 0) std::this_thread::sleep_for(1ms);
  std::thread waiting([&] { EXPECT_TRUE(fake.session()->load_by_name("slow")); });
  std::this_thread::sleep_for(10ms);
  loader->close();
  loading.join();
  waiting.join();
  EXPECT_EQ(fake.framework().loads, 2);
}

TEST(Closing, RefusesWhatComesAfterIt) {
  FakeHost fake;
  fake.add_graph("digits");
  const auto session = fake.session();
  const auto graph = load_bytes(*session, "model");
  const auto context = context_on(*session);
  session->close();
  session->close();
  EXPECT_EQ(load_bytes(*session, "model").error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(session->load_by_name("digits").error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(session->create_context(*graph).error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(doubles::compute(*context, {1}).error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(fake.framework().computes, 0);
}

TEST(Closing, AtAnyMomentLeavesNothingRunning) {
  FakeHost fake(with_time(0, 1));
  fake.framework().on_compute = [](Signal& cancelled) -> Result<void> {
    cancelled.wait(2ms);
    return {};
  };
  fake.add_graph("digits");
  for (int round = 0; round < 60; ++round) {
    const auto session = fake.session(round % 3 == 0 ? Clock::now() + 1ms : kNever);
    std::thread guest([&] {
      for (;;) {
        const auto graph = session->load_by_name("digits");
        if (!graph) break;
        const auto context = session->create_context(*graph);
        if (!context) break;
        (void)doubles::compute(**context, {1});
      }
    });
    std::this_thread::sleep_for(std::chrono::microseconds(round * 100));
    session->close();
    guest.join();
    EXPECT_EQ(session->usage(), Session::Usage{});
  }
  EXPECT_EQ(fake.framework().contexts, 0);
}

}  // namespace
}  // namespace wasinn
