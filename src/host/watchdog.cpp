// SPDX-License-Identifier: Apache-2.0
// The watchdog's thread and the lock-free hand-over with running computations.
#include "host/watchdog.h"

#include <algorithm>
#include <utility>

namespace wasinn {
namespace {

constexpr std::int64_t kForever = std::numeric_limits<std::int64_t>::max();

std::int64_t ticks(Clock::time_point when) { return when.time_since_epoch().count(); }

}  // namespace

// Why no deadline is missed although `begin` takes no lock: `begin` stores its deadline and then reads next_wake_;
// the watchdog stores kForever into next_wake_ and then reads all deadlines (all of it sequentially consistent).
// So either the watchdog sees the deadline, or `begin` sees a later wake-up than its deadline and wakes the watchdog.

WatchedRun::WatchedRun(Watchdog& watchdog, std::function<void()> action)
    : watchdog_(watchdog), action_(std::move(action)) {
  watchdog_.add(*this);
}

WatchedRun::~WatchedRun() { watchdog_.remove(*this); }

bool WatchedRun::begin(Clock::time_point deadline) noexcept {
  std::int64_t idle = kIdle;
  if (!state_.compare_exchange_strong(idle, ticks(deadline))) return false;
  watchdog_.wake_for(ticks(deadline));
  return true;
}

bool WatchedRun::end_undisturbed() noexcept {
  std::int64_t state = state_.load(std::memory_order_acquire);
  if (state > kActed && state_.compare_exchange_strong(state, kIdle)) return true;
  while (state_.load(std::memory_order_acquire) != kActed) std::this_thread::yield();
  return false;
}

void WatchedRun::interrupt() noexcept { interrupt_if_due(kForever); }

void WatchedRun::interrupt_if_due(std::int64_t now) noexcept {
  std::int64_t state = state_.load();
  if (state <= kActed || state > now) return;
  if (!state_.compare_exchange_strong(state, kActing)) return;
  action_();
  state_.store(kActed, std::memory_order_release);
}

Watchdog::Alarm::~Alarm() {
  if (watchdog_ != nullptr) watchdog_->cancel(id_);
}

Watchdog::Alarm::Alarm(Alarm&& other) noexcept
    : watchdog_(std::exchange(other.watchdog_, nullptr)), id_(other.id_) {}

Watchdog::Alarm& Watchdog::Alarm::operator=(Alarm&& other) noexcept {
  Alarm taken(std::move(other));
  std::swap(watchdog_, taken.watchdog_);
  std::swap(id_, taken.id_);
  return *this;
}

Watchdog::Watchdog(std::chrono::nanoseconds usual)
    : usual_(usual), next_wake_(kForever), thread_([this] { watch(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

Watchdog::Alarm Watchdog::at(Clock::time_point when, std::function<void()> action) {
  if (when == kNever) return {};
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = ++last_id_;
  alarms_.emplace(id, Timer{ticks(when), std::move(action)});
  if (ticks(when) < next_wake_) changed_.notify_one();
  return {this, id};
}

void Watchdog::add(WatchedRun& run) {
  const std::lock_guard lock(mutex_);
  runs_.insert(&run);
  changed_.notify_one();
}

void Watchdog::remove(WatchedRun& run) {
  const std::lock_guard lock(mutex_);
  runs_.erase(&run);
}

void Watchdog::cancel(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  alarms_.erase(id);
}

void Watchdog::wake_for(std::int64_t deadline) noexcept {
  if (deadline >= next_wake_.load()) return;
  const std::lock_guard lock(mutex_);
  changed_.notify_one();
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    next_wake_.store(kForever);
    const std::int64_t next = act_on_due(ticks(Clock::now()));
    next_wake_.store(next);
    if (next == kForever) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, Clock::time_point(Clock::duration(next)));
    }
  }
}

std::int64_t Watchdog::act_on_due(std::int64_t now) {
  std::int64_t next = runs_.empty() ? kForever : now + usual_.count();
  for (WatchedRun* run : runs_) {
    run->interrupt_if_due(now);
    const std::int64_t state = run->state_.load();
    if (state > WatchedRun::kActed) next = std::min(next, state);
  }
  for (auto& [id, alarm] : alarms_) {
    if (alarm.when <= now) {
      alarm.action();
      alarm.when = kForever;
    }
    next = std::min(next, alarm.when);
  }
  return next;
}

}  // namespace wasinn
