// SPDX-License-Identifier: Apache-2.0
// The guests that `wasinn bench` runs; they are part of the command. Their arguments: guests/timing/job.h.
#pragma once

#include "base/bytes.h"

namespace wasinn::cli {

/// The core module. Static.
ByteView timing_module() noexcept;

/// The component; empty where the command was built without the tool for components. Static.
ByteView timing_component() noexcept;

}  // namespace wasinn::cli
