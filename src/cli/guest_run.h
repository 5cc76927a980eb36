// SPDX-License-Identifier: Apache-2.0
// One run of a guest from its file to its exit code, with everything that is told about its end.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/console.h"
#include "config/config.h"

namespace wasinn::cli {

/// What is run, and how. The references outlive the run.
struct GuestRun {
  Console& console;
  const Config& config;
  std::string guest;                   ///< path of the guest as it was given
  std::vector<std::string> arguments;  ///< without the guest's own name
};

/// Compiles and runs the guest. Returns the exit code when the guest has run, however it ended; what went wrong is
/// told then. Errors: it could not be begun, and nothing was told yet.
Result<int> run_guest(const GuestRun& run);

}  // namespace wasinn::cli
