// SPDX-License-Identifier: Apache-2.0
// What the command ends with.
#pragma once

#include <cstdint>

#include "base/error.h"

namespace wasinn::cli {

/// Exit codes of wasinn itself. A guest that ends by itself gives its own code instead.
enum ExitCode : int {
  kSuccess = 0,
  kUsage = 64,           ///< what was given cannot be used: an option, a guest, a model, a tensor
  kBackendMissing = 69,  ///< nothing here reads the model, or the framework for it is not installed
  kInternal = 70,        ///< the guest trapped, a framework failed, or wasinn itself did
  kTimeout = 124,        ///< a deadline passed; the number that timeout(1) uses
};

/// The code for a command that ends with `error`.
int exit_code_for(const Error& error) noexcept;

/// What a process reports for a guest's own code: its low eight bits, but never 0 for a code that is not 0.
int reported_code(std::uint32_t guest_code) noexcept;

/// Ends the process with `code` once standard output and standard error are written. Taking frameworks down one by one
/// takes longer than many guests run, and the system takes everything back anyway. Returns in builds with a sanitizer,
/// so that the orderly way is gone there and leaks show.
void end_process(int code);

}  // namespace wasinn::cli
