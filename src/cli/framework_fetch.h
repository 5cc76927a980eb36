// SPDX-License-Identifier: Apache-2.0
// Fetching the framework that a backend needs.
#pragma once

#include "base/result.h"
#include "config/config.h"
#include "registry/backend_registry.h"

namespace wasinn::cli {

/// Fetches the framework of `backend`, as its manifest pins it, into the cache that `config` names. The program that
/// does it lies beside the plug-ins (`../framework`) and runs with the machine's own package client; what it has to say
/// goes to standard error. Returns when it is there.
/// Errors: NotFound (it could not be fetched, or nothing here fetches it), RuntimeError (the program cannot be run).
Result<void> fetch_framework(const BackendSource& backend, const Config& config);

}  // namespace wasinn::cli
