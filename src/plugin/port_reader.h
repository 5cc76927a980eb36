// SPDX-License-Identifier: Apache-2.0
// Reads the ports that a plug-in describes, trusting none of their numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <wasinn/plugin.h>

#include "backend/port.h"
#include "base/result.h"

namespace wasinn {

/// The ports at `first`; `kind` ("input", "output") is for messages.
/// Errors: RuntimeError when the description contradicts the plug-in ABI, InvalidEncoding for a name that is not UTF-8.
Result<std::vector<Port>> read_ports(const wasinn_port* first, std::uint64_t count, std::string_view kind);

}  // namespace wasinn
