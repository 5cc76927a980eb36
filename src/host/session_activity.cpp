// SPDX-License-Identifier: Apache-2.0
// Stopping a session from another thread.
#include "host/session_activity.h"

#include <utility>

namespace wasinn {

void SessionActivity::close() noexcept {
  const std::lock_guard lock(mutex_);
  closed_.store(true);
  for (WatchedRun* run : runs_) run->interrupt();
  if (load_ != nullptr) load_->cancel();
}

tl::unexpected<Error> SessionActivity::refused() { return fail(ErrorCode::RuntimeError, "the session was closed"); }

void SessionActivity::add(WatchedRun& run) {
  const std::lock_guard lock(mutex_);
  runs_.insert(&run);
}

void SessionActivity::remove(WatchedRun& run) {
  const std::lock_guard lock(mutex_);
  runs_.erase(&run);
}

void SessionActivity::loading(Cancellation* cancellation) {
  const std::lock_guard lock(mutex_);
  load_ = cancellation;
  if (load_ != nullptr && closed_.load()) load_->cancel();
}

void SessionActivity::note_interrupted(std::string doing) {
  const std::lock_guard lock(mutex_);
  interrupted_in_ = std::move(doing);
}

std::string SessionActivity::interrupted_in() const {
  const std::lock_guard lock(mutex_);
  return interrupted_in_;
}

}  // namespace wasinn
