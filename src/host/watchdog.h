// SPDX-License-Identifier: Apache-2.0
// Watchdog: the one thread of the core, which acts when a deadline passes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace wasinn {

/// The clock of all deadlines.
using Clock = std::chrono::steady_clock;

/// A moment that never comes.
inline constexpr Clock::time_point kNever = Clock::time_point::max();

/// The moment `ms` milliseconds after `from`; kNever when the clock does not count that far.
constexpr Clock::time_point after_ms(Clock::time_point from, std::uint64_t ms) noexcept {
  const auto left = std::chrono::floor<std::chrono::milliseconds>(kNever - from).count();
  if (ms >= static_cast<std::uint64_t>(left)) return kNever;
  return from + std::chrono::milliseconds(ms);
}

class Watchdog;

/// Watches computations that follow one another, at the price of two atomic operations each. While a computation
/// runs past its deadline, or `interrupt` is called, the given action runs once on another thread.
/// `begin` and `end` belong to one thread at a time; `interrupt` may be called from any.
class WatchedRun {
 public:
  /// How a computation ended.
  enum class End : std::uint8_t {
    Undisturbed,  ///< the action did not run
    Interrupted,  ///< the action has run (and is over)
  };

  /// `action` must not block and must not throw. `watchdog` outlives this object.
  WatchedRun(Watchdog& watchdog, std::function<void()> action);
  ~WatchedRun();
  WatchedRun(const WatchedRun&) = delete;
  WatchedRun& operator=(const WatchedRun&) = delete;

  /// Starts watching. False when a computation is watched already (another thread is in it).
  bool begin(Clock::time_point deadline) noexcept;

  /// Ends watching; waits for an action that is running. When one has run, calls `recover()` before anybody can begin
  /// again. Only after a `begin` that was true.
  template <class Recover>
  End end(const Recover& recover) noexcept {
    if (end_undisturbed()) return End::Undisturbed;
    recover();
    state_.store(kIdle, std::memory_order_release);
    return End::Interrupted;
  }

  /// Runs the action now if a computation is being watched.
  void interrupt() noexcept;

 private:
  friend class Watchdog;
  bool end_undisturbed() noexcept;
  void interrupt_if_due(std::int64_t now) noexcept;

  static constexpr std::int64_t kIdle = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kActing = kIdle + 1;
  static constexpr std::int64_t kActed = kIdle + 2;

  Watchdog& watchdog_;
  std::function<void()> action_;
  std::atomic<std::int64_t> state_{kIdle};  // a deadline in Clock ticks while running, or one of the above
};

/// One thread that sleeps until the next deadline. All functions may be called from any thread.
class Watchdog {
 public:
  /// An alarm; it never rings after its destructor has returned.
  class Alarm {
   public:
    Alarm() = default;
    ~Alarm();
    Alarm(Alarm&& other) noexcept;
    Alarm& operator=(Alarm&& other) noexcept;

   private:
    friend class Watchdog;
    Alarm(Watchdog* watchdog, std::uint64_t id) : watchdog_(watchdog), id_(id) {}
    Watchdog* watchdog_ = nullptr;
    std::uint64_t id_ = 0;
  };

  /// `usual` is the time that computations are usually given: the thread wakes at least that often while any
  /// WatchedRun exists, so that beginning one with that much time need not wake it.
  explicit Watchdog(std::chrono::nanoseconds usual);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Runs `action` once on the watchdog's thread at `when` (`kNever`: not at all). It must not block, must not throw,
  /// and must not make or destroy alarms or watched runs.
  [[nodiscard]] Alarm at(Clock::time_point when, std::function<void()> action);

 private:
  friend class WatchedRun;
  void add(WatchedRun& run);
  void remove(WatchedRun& run);
  void cancel(std::uint64_t id);
  void wake_for(std::int64_t deadline) noexcept;
  void watch();
  std::int64_t act_on_due(std::int64_t now);

  const std::chrono::nanoseconds usual_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<std::int64_t> next_wake_;  // in Clock ticks
  bool stopping_ = false;
  std::uint64_t last_id_ = 0;
  std::set<WatchedRun*> runs_;
  struct Timer {
    std::int64_t when;
    std::function<void()> action;
  };
  std::map<std::uint64_t, Timer> alarms_;
  std::thread thread_;
};

}  // namespace wasinn
