// SPDX-License-Identifier: Apache-2.0
// SessionActivity: what a session is doing now, so that another thread can stop it.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "backend/cancellation.h"
#include "base/result.h"
#include "host/watchdog.h"

namespace wasinn {

/// Shared by a session and the contexts it made, which may outlive it. Safe from any thread unless noted.
class SessionActivity {
 public:
  explicit SessionActivity(Clock::time_point end) : deadline(end) {}

  /// When the guest as a whole must have ended.
  const Clock::time_point deadline;
  const Clock::time_point began = Clock::now();

  /// Stops what runs and refuses what comes. Does not wait.
  void close() noexcept;

  bool closed() const noexcept { return closed_.load(); }

  /// Errors: RuntimeError once `close` was called.
  Result<void> check_open() const {
    if (!closed_.load()) [[likely]] return {};
    return refused();
  }

  /// A computation that `close` should interrupt, from now until `remove`.
  void add(WatchedRun& run);
  void remove(WatchedRun& run);

  /// The load that `close` should cancel; nullptr when it is over.
  void loading(Cancellation* cancellation);

  /// Remembers what the guest was doing when its deadline passed ("compute on graph 'slow'").
  void note_interrupted(std::string doing);
  std::string interrupted_in() const;

 private:
  static tl::unexpected<Error> refused();

  std::atomic<bool> closed_{false};
  mutable std::mutex mutex_;
  std::set<WatchedRun*> runs_;
  Cancellation* load_ = nullptr;
  std::string interrupted_in_;
};

}  // namespace wasinn
