// SPDX-License-Identifier: Apache-2.0
// Says which of a guest's functions can be called.
#pragma once

#include <string>
#include <vector>

namespace wasinn::engine {

/// "it has no function that can be called without arguments", or "of those without parameters it exports a, b" with
/// at most a dozen names. The names come from the guest and are made printable.
std::string callable_text(const std::vector<std::string>& names);

}  // namespace wasinn::engine
