// SPDX-License-Identifier: Apache-2.0
// Calls: which calls of OpenVINO run at the moment, so that a failure is told with its own reason and no other's.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "ov_api.h"

namespace openvino {

/// The framework keeps the reason of the last failure of the whole process. This counts calls, so that a reason is
/// taken only where no other call can have left it: it could tell one guest of another's model. One a library.
class Calls {
 public:
  explicit Calls(const Functions& functions) : functions_(functions) {}
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

 private:
  friend class Call;

  const Functions& functions_;
  std::atomic<std::uint64_t> running_ = 0;
  std::atomic<std::uint64_t> failures_ = 0;
};

/// While it lives, its thread calls functions that can fail.
class Call {
 public:
  explicit Call(Calls& calls) noexcept : calls_(calls), failures_before_(calls.failures_) { ++calls_.running_; }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() { --calls_.running_; }

  /// The reason of the failure that has just been returned, in one line; a general one when it may be another call's.
  /// Called after each failure, also where its reason is of no interest.
  std::string reason();

  /// Throws Failure with WASINN_RUNTIME_ERROR when `status` is one.
  void check(int status);

 private:
  Calls& calls_;
  std::uint64_t failures_before_;
};

}  // namespace openvino
