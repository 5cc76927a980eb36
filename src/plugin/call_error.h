// SPDX-License-Identifier: Apache-2.0
// Calls into a plug-in: what it says, statuses and texts, and what it throws become wasinn's own values.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <wasinn/plugin.h>

#include "base/result.h"

namespace wasinn {

/// The error for a plug-in that did what its interface rules out.
tl::unexpected<Error> plugin_contradiction(const std::string& what);

/// Makes a call into a plug-in that gives nothing back. Plug-ins may not throw; one that does is told off and survived.
/// Errors: RuntimeError when it threw.
template <class Call>
Result<void> contained(Call&& call) {
  try {
    std::forward<Call>(call)();
    return {};
  } catch (...) {
    return plugin_contradiction("it let an exception through");
  }
}

/// The error slot of one call into a plug-in, given back however the call ends. One thread.
class CallError {
 public:
  CallError() = default;
  CallError(const CallError&) = delete;
  CallError& operator=(const CallError&) = delete;
  ~CallError() {
    // Nobody is left to tell of an exception.
    if (raw_.release != nullptr) (void)contained([this] { raw_.release(&raw_); });
  }

  wasinn_error* slot() noexcept { return &raw_; }

  /// What the call that returned `status` (not WASINN_OK) said.
  Error with(wasinn_status status) const;

  /// Makes a call that answers with a status: `call` is given the slot. Errors: what it said, or that it threw.
  template <class Call>
  Result<void> run(Call&& call);

 private:
  wasinn_error raw_{};
};

/// The code for a status; Unknown for numbers that the ABI does not have.
ErrorCode error_code_of(wasinn_status status) noexcept;

/// A text of a plug-in as UTF-8: empty for NULL, '?' for bytes that are not UTF-8.
std::string plugin_text(const char* text);

/// A text of a plug-in for people to read, an error or a line of the log: as above, of at most 16 KiB, with the number of
/// bytes that were left out.
std::string plugin_message(const char* text);

template <class Call>
Result<void> CallError::run(Call&& call) {
  wasinn_status status = WASINN_OK;
  WASINN_TRY(contained([&] { status = std::forward<Call>(call)(slot()); }));
  if (status != WASINN_OK) return fail(with(status));
  return {};
}

}  // namespace wasinn
