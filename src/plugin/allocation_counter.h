// SPDX-License-Identifier: Apache-2.0
// For tests: counts the allocations of the whole process, those of plug-ins included.
#pragma once

#include <cstddef>

namespace wasinn {

/// How often `operator new` was called so far, in programs that link allocation_counter.cpp. Any thread.
std::size_t allocation_count() noexcept;

}  // namespace wasinn
