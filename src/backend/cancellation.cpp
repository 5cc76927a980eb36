// SPDX-License-Identifier: Apache-2.0
// The hand-over between a loader and its watcher.
#include "backend/cancellation.h"

#include <utility>

namespace wasinn {

void Cancellation::cancel() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(cancelled_, true)) return;
  if (action_) action_();
}

bool Cancellation::cancelled() const {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

void Cancellation::on_cancel(std::function<void()> action) {
  const std::lock_guard lock(mutex_);
  action_ = std::move(action);
  if (cancelled_ && action_) action_();
}

}  // namespace wasinn
