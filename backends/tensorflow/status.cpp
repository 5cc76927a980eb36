// SPDX-License-Identifier: Apache-2.0
// The exceptions for failed calls.
#include "status.h"

#include <wasinn/plugin.hpp>

#include "message.h"

namespace tf {

using wasinn::sdk::Failure;

void CallStatus::check_load() const {
  if (!ok()) throw Failure(load_failure_status(code(), message()), clean_message(message()));
}

void CallStatus::check_compute() const {
  if (!ok()) throw Failure(compute_failure_status(code()), clean_message(message()));
}

}  // namespace tf
