// SPDX-License-Identifier: Apache-2.0
// Atomic counting of reservations.
#include "policy/quota.h"

namespace wasinn {

struct Reservation::Counter {
  std::atomic<std::uint64_t> used{0};
};

Reservation::Reservation(std::shared_ptr<Counter> counter, std::uint64_t amount)
    : counter_(std::move(counter)), amount_(amount) {}

void Reservation::give_back() noexcept { counter_->used.fetch_sub(amount_, std::memory_order_relaxed); }

Quota::Quota(std::string_view what, std::uint64_t limit)
    : what_(what), limit_(limit), counter_(std::make_shared<Reservation::Counter>()) {}

Result<Reservation> Quota::reserve(std::uint64_t amount) {
  if (amount == 0) return Reservation();
  std::uint64_t used = counter_->used.load(std::memory_order_relaxed);
  do {
    if (used > limit_ || amount > limit_ - used) {
      return fail(ErrorCode::TooLarge, std::to_string(amount) + " more " + what_ + " were asked for; " +
                                           std::to_string(used) + " of at most " + std::to_string(limit_) +
                                           " are in use");
    }
  } while (!counter_->used.compare_exchange_weak(used, used + amount, std::memory_order_relaxed));
  return Reservation(counter_, amount);
}

std::uint64_t Quota::used() const noexcept { return counter_->used.load(std::memory_order_relaxed); }

}  // namespace wasinn
