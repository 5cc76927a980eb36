// SPDX-License-Identifier: Apache-2.0
// Turns what a plug-in says, statuses and texts, into wasinn's own values.
#pragma once

#include <string>

#include <wasinn/plugin.h>

#include "base/result.h"

namespace wasinn {

/// The error slot of one call into a plug-in, given back however the call ends. One thread.
class CallError {
 public:
  CallError() = default;
  CallError(const CallError&) = delete;
  CallError& operator=(const CallError&) = delete;
  ~CallError() {
    if (raw_.release != nullptr) raw_.release(&raw_);
  }

  wasinn_error* slot() noexcept { return &raw_; }

  /// What the call that returned `status` (not WASINN_OK) said.
  Error with(wasinn_status status) const;

 private:
  wasinn_error raw_{};
};

/// The code for a status; Unknown for numbers that the ABI does not have.
ErrorCode error_code_of(wasinn_status status) noexcept;

/// A text of a plug-in as UTF-8: empty for NULL, '?' for bytes that are not UTF-8.
std::string plugin_text(const char* text);

}  // namespace wasinn
