// SPDX-License-Identifier: Apache-2.0
// Tests of deadlines: they end the guest they are meant for, and no other.
#include "engine/deadline.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "backend/backend.h"
#include "engine/test_guest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::engine {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

class GuestDeadline : public EngineTest {};

constexpr std::string_view kEndless = "(module (func (export \"_start\") (loop $again (br $again))))";

/// A guest that computes for `ms` milliseconds by its own clock and then ends with 6.
std::string busy_for(int ms) {
  return R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
    (memory (export "memory") 1)
    (func $now (result i64) (drop (call $clock (i32.const 1) (i64.const 1) (i32.const 0))) (i64.load (i32.const 0)))
    (func (export "_start") (local $end i64)
      (local.set $end (i64.add (call $now) (i64.const )" +
         std::to_string(ms) + R"(000000)))
      (loop $again (br_if $again (i64.lt_u (call $now) (local.get $end))))
      (call $exit (i32.const 6)))))";
}

/// A guest that sleeps for `ms` milliseconds, which nothing interrupts.
std::string asleep_for(int ms) {
  return R"((module
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (i32.store (i32.const 16) (i32.const 1))
      (i64.store (i32.const 24) (i64.const )" +
         std::to_string(ms) + R"(000000))
      (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))
      (loop $again (br $again)))))";
}

/// Computes until it is cancelled.
class StuckContext : public ExecutionContext {
 public:
  Result<std::span<const TensorView>> compute(std::span<const TensorView>) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return cancelled_; });
    return fail(ErrorCode::RuntimeError, "cancelled");
  }
  void cancel() noexcept override {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
  }
  void clear_cancel() noexcept override { cancelled_ = false; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
};

/// A graph without inputs and outputs whose computations never end by themselves.
class StuckGraph : public Graph {
 public:
  std::span<const Port> inputs() const noexcept override { return {}; }
  std::span<const Port> outputs() const noexcept override { return {}; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override {
    return std::make_unique<StuckContext>();
  }

 private:
  GraphInfo info_;
};

class StuckBackend : public Backend {
 public:
  StuckBackend() {
    info_.name = "stuck";
    info_.encodings = {Encoding::Onnx};
    info_.targets = {ExecutionTarget::Cpu};
    info_.own_format = true;
  }
  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest&, Cancellation&) const override {
    return std::make_shared<const StuckGraph>();
  }

 private:
  BackendInfo info_;
};

/// A guest that computes once on graph "slow" and ends with the errno.
constexpr std::string_view kComputes = R"((module
    (import "wasi_ephemeral_nn" "load_by_name" (func $load (param i32 i32 i32) (result i32)))
    (import "wasi_ephemeral_nn" "init_execution_context" (func $init (param i32 i32) (result i32)))
    (import "wasi_ephemeral_nn" "compute" (func $compute (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "slow")
    (func (export "_start")
      (if (call $load (i32.const 0) (i32.const 4) (i32.const 8)) (then unreachable))
      (if (call $init (i32.load (i32.const 8)) (i32.const 12)) (then unreachable))
      (call $exit (call $compute (i32.load (i32.const 12)))))))";

TEST_F(GuestDeadline, SaysThatTheGuestWasComputing) {
  const TemporaryFolder folder;
  BackendSource source{.name = "stuck", .encodings = {Encoding::Onnx}, .found_at = {}, .how_to_get = {}, .open = {}};
  source.open = [] { return std::make_shared<const StuckBackend>(); };
  ASSERT_TRUE(host_.add_backend(std::move(source)));
  NamedGraph graph;
  graph.name = "slow";
  graph.files = {folder.write("slow.onnx", "model")};
  graph.encoding = Encoding::Onnx;
  ASSERT_TRUE(host_.add_graph(std::move(graph)));

  const auto outcome = run_text(kComputes, {}, milliseconds(100));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
  EXPECT_THAT(outcome.error().message, HasSubstr("was stopped (in compute on graph 'slow')"));
}

TEST_F(GuestDeadline, StopsAnEndlessLoop) {
  const auto began = Clock::now();
  const auto outcome = run_text(kEndless, {}, milliseconds(100));
  const auto took = Clock::now() - began;
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
  EXPECT_THAT(outcome.error().message, HasSubstr("the guest ran longer than"));
  EXPECT_THAT(outcome.error().message, HasSubstr("ms and was stopped"));
  EXPECT_GE(took, milliseconds(100));
  EXPECT_LT(took, milliseconds(5000));
}

TEST_F(GuestDeadline, StopsAnEndlessStartFunction) {
  const auto outcome = run_text("(module (func $f (loop $again (br $again))) (start $f) (func (export \"_start\")))", {},
                                milliseconds(50));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
}

TEST_F(GuestDeadline, StopsAGuestWhoseDeadlineHasPassedBeforeItBegins) {
  const auto outcome = run_text(kEndless, {}, milliseconds(-10));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
  EXPECT_EQ(outcome.error().message, "the guest's time was up before it began");
}

TEST_F(GuestDeadline, LeavesOtherGuestsOfTheEngineAlone) {
  const auto endless = compile(kEndless);
  const auto busy = compile(busy_for(400));
  ASSERT_TRUE(endless);
  ASSERT_TRUE(busy) << busy.error().message;
  std::atomic<int> timeouts = 0;
  std::vector<std::thread> threads;
  for (const int ms : {50, 120, 200}) {
    threads.emplace_back([&, ms, this] {
      const auto outcome = run(**endless, host_.new_session(Clock::now() + milliseconds(ms)));
      if (!outcome && outcome.error().code == ErrorCode::Timeout) ++timeouts;
    });
  }
  const auto limited = run(**busy, host_.new_session(Clock::now() + std::chrono::seconds(60)));
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(timeouts, 3);
  ASSERT_TRUE(limited) << limited.error().message;
  EXPECT_EQ(limited->exit_code, 6U);
}

TEST_F(GuestDeadline, LeavesGuestsWithoutADeadlineAlone) {
  const auto endless = compile(kEndless);
  const auto busy = compile(busy_for(200));
  ASSERT_TRUE(endless);
  ASSERT_TRUE(busy);
  std::thread other([&, this] { (void)run(**endless, host_.new_session(Clock::now() + milliseconds(50))); });
  const auto outcome = run(**busy, host_.new_session());
  other.join();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 6U);
}

TEST_F(GuestDeadline, KeepsTheExitCodeOfAGuestThatFailsInTime) {
  const auto outcome = run_text(exiting_with("(i32.const 1)"), {}, std::chrono::seconds(60));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1U);
}

TEST_F(GuestDeadline, TellsTheOwnerWhenAGuestCannotBeInterrupted) {
  std::atomic<bool> told = false;
  std::string message;
  RunOptions options;
  options.overdue_after = milliseconds(50);
  options.overdue = [&](const Error& error) {
    message = error.message;
    told = true;
  };
  const auto outcome = run_text(asleep_for(500), options, milliseconds(50));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
  ASSERT_TRUE(told);
  EXPECT_EQ(message, outcome.error().message);
}

TEST_F(GuestDeadline, DoesNotCallAnInterruptedGuestOverdue) {
  std::atomic<bool> told = false;
  RunOptions options;
  options.overdue = [&](const Error&) { told = true; };
  EXPECT_FALSE(run_text(kEndless, options, milliseconds(50)));
  EXPECT_FALSE(told);
}

}  // namespace
}  // namespace wasinn::engine
