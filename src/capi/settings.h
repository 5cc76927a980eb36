// SPDX-License-Identifier: Apache-2.0
// Settings: all that an embedding program decides about a host; what stands behind wasinn_config.
#pragma once

#include <cstdint>

#include <wasinn/wasinn.h>

#include "config/config.h"

namespace wasinn::capi {

/// A plain value.
struct Settings {
  Config config;
  std::uint32_t log_level = WASINN_LOG_ERROR;
  wasinn_log_fn log = nullptr;
  void* log_data = nullptr;
  wasinn_guest_failure_fn guest_failure = nullptr;
  void* guest_failure_data = nullptr;
};

/// A variable of the process's environment that is not wasinn's own, or nullptr: those are only read when the program
/// says so.
const char* foreign_variable(const char* name);

}  // namespace wasinn::capi

struct wasinn_config {
  wasinn::capi::Settings settings;
};
