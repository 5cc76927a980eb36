// SPDX-License-Identifier: Apache-2.0
// Quota and Reservation: counting what is in use against a limit, given back by destructors.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace wasinn {

class Quota;

/// A share of a quota; its destructor gives it back. Move-only. May outlive the Quota object.
class Reservation {
 public:
  Reservation() = default;
  ~Reservation() {
    if (amount_ != 0) give_back();
  }
  Reservation(Reservation&& other) noexcept
      : counter_(other.counter_), amount_(std::exchange(other.amount_, 0)) {}
  Reservation& operator=(Reservation&& other) noexcept {
    Reservation taken(std::move(other));
    std::swap(counter_, taken.counter_);
    std::swap(amount_, taken.amount_);
    return *this;
  }

  std::uint64_t amount() const noexcept { return amount_; }

 private:
  friend class Quota;
  struct Counter;
  Reservation(Counter& counter, std::uint64_t amount) : counter_(&counter), amount_(amount) {}

  void give_back() noexcept;

  Counter* counter_ = nullptr;  // lives as long as anything is taken of it
  std::uint64_t amount_ = 0;
};

/// A limit and what is in use of it. Copies count together. Safe from any thread.
class Quota {
 public:
  /// `what` names the thing for messages: "graphs", "tensor bytes". A limit over 2^63 - 1 counts as that.
  Quota(std::string_view what, std::uint64_t limit);

  /// Takes `amount`. Errors: TooLarge when the limit would be passed; then nothing is taken.
  Result<Reservation> reserve(std::uint64_t amount);

  std::uint64_t used() const noexcept;

 private:
  std::string what_;
  std::uint64_t limit_;
  std::shared_ptr<Reservation::Counter> counter_;
};

}  // namespace wasinn
