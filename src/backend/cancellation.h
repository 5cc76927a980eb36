// SPDX-License-Identifier: Apache-2.0
// Cancellation: lets a watching thread stop a model load through the framework's own means.
#pragma once

#include <functional>
#include <mutex>

namespace wasinn {

/// Joins the thread that loads a model with the thread that watches its deadline. Safe from any thread.
class Cancellation {
 public:
  Cancellation() = default;
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  /// Called by the watcher, at most once matters: runs the action that is set, now or as soon as one is set.
  void cancel();

  /// Whether `cancel` was called.
  bool cancelled() const;

  /// Called by the loader: sets what `cancel` does. The action runs on the watcher's thread (or here and now, when
  /// cancelled already), must not block and must not throw. An empty action ends it; when this returns no action runs
  /// any more, so what the old one referred to may go.
  void on_cancel(std::function<void()> action);

 private:
  mutable std::mutex mutex_;
  std::function<void()> action_;
  bool cancelled_ = false;
};

}  // namespace wasinn
