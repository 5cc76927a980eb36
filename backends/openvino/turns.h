// SPDX-License-Identifier: Apache-2.0
// Turns: who of the contexts of one model computes, when the framework has less streams than there are contexts.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace openvino {

/// Hands out as many turns as there are streams. Waiting inside the framework could not be cancelled; this can. Any thread.
class Turns {
 public:
  explicit Turns(std::uint32_t streams) noexcept : free_(streams) {}

  /// Waits until there is a turn, and takes it; false when `cancelled` is or becomes true, see `wake`.
  bool take(const std::atomic<bool>& cancelled) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_ > 0 || cancelled; });
    if (!cancelled) {
      --free_;
      return true;
    }
    // The news of a free turn may have come here and belongs to another.
    changed_.notify_one();
    return false;
  }

  void give_back() noexcept {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    changed_.notify_one();
  }

  /// Makes those who wait look at their `cancelled` again.
  void wake() noexcept {
    { const std::lock_guard lock(mutex_); }
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint32_t free_;
};

/// A turn while it lives, if there was one.
class Turn {
 public:
  Turn(Turns& turns, const std::atomic<bool>& cancelled) : turns_(turns), taken_(turns.take(cancelled)) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (taken_) turns_.give_back();
  }

  bool taken() const noexcept { return taken_; }

 private:
  Turns& turns_;
  bool taken_;
};

}  // namespace openvino
