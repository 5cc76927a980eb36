// SPDX-License-Identifier: Apache-2.0
// Atomic counting of reservations.
#include "policy/quota.h"

#include <algorithm>

namespace wasinn {

// What is in use, with a mark in the highest bit once no Quota is left. Whoever takes the last away then, deletes it. A
// count of owners beside it would cost each reservation two more atomic operations.
struct Reservation::Counter {
  static constexpr std::uint64_t kAbandoned = std::uint64_t{1} << 63;

  static void abandon(Counter* counter) noexcept {
    if (counter->used.fetch_or(kAbandoned, std::memory_order_acq_rel) == 0) delete counter;
  }

  std::atomic<std::uint64_t> used{0};
};

void Reservation::give_back() noexcept {
  if (counter_->used.fetch_sub(amount_, std::memory_order_acq_rel) == (Counter::kAbandoned | amount_)) delete counter_;
}

Quota::Quota(std::string_view what, std::uint64_t limit)
    : what_(what),
      limit_(std::min(limit, Reservation::Counter::kAbandoned - 1)),
      counter_(new Reservation::Counter, Reservation::Counter::abandon) {}

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
  return Reservation(*counter_, amount);
}

std::uint64_t Quota::used() const noexcept { return counter_->used.load(std::memory_order_relaxed); }

}  // namespace wasinn
