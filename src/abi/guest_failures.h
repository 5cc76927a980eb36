// SPDX-License-Identifier: Apache-2.0
// GuestFailures: tells people why calls of one guest failed.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "host/host.h"

namespace wasinn {

/// Counts one guest's failures and tells of each: to the host's owner if there is an ear for it
/// (HostOptions::guest_failure), otherwise to the log, the first few aloud, so that a guest that fails for ever does
/// not fill it. Any thread.
class GuestFailures {
 public:
  /// `host` lives longer.
  explicit GuestFailures(Host& host) : host_(host) {}

  /// `function` failed for the reason `error`. What the guest or its model brought into the text is made printable.
  void tell(std::string_view function, const Error& error) noexcept;

 private:
  Host& host_;
  std::atomic<std::uint32_t> count_{0};
};

}  // namespace wasinn
