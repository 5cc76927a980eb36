// SPDX-License-Identifier: Apache-2.0
// Shows the progress of opening frameworks and loading models, which happens deep inside a guest's call.
#pragma once

#include "cli/console.h"
#include "registry/backend_registry.h"

namespace wasinn::cli {

/// `source` with all that takes long shown on `console`, which outlives every backend that it opens.
BackendSource observed(BackendSource source, Console& console);

}  // namespace wasinn::cli
