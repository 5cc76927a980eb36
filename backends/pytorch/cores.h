// SPDX-License-Identifier: Apache-2.0
// How many processor cores this process may use.
#pragma once

namespace pytorch {

/// Physical cores among the processors that this process may run on, at least 1. Threads beyond that number only take
/// turns on the same arithmetic units.
unsigned usable_core_count();

}  // namespace pytorch
