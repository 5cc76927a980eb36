// SPDX-License-Identifier: Apache-2.0
// Options that a guest gives with the name of a graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "backend/encoding.h"
#include "base/log.h"
#include "base/result.h"
#include "policy/limits.h"

namespace wasinn {

/// What every backend understands. A plain value; nothing set means as the operator configured the graph.
struct GuestOptions {
  std::optional<ExecutionTarget> target;  ///< key "target": "cpu", "gpu", "tpu", "auto"
  std::optional<std::uint32_t> threads;   ///< key "threads": 1 to the limit
};

/// Reads a JSON object of options. Unknown keys are ignored, with one log line for all; keys that name files of the
/// host are refused. `log` may be empty. Errors: InvalidArgument (not JSON, too long or deep, wrong type or range),
/// NamesHostFile.
Result<GuestOptions> parse_guest_options(std::string_view json, const Limits& limits, const LogSink& log);

}  // namespace wasinn
