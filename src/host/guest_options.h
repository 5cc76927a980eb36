// SPDX-License-Identifier: Apache-2.0
// Options that a guest gives with the name of a graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backend/encoding.h"
#include "base/result.h"
#include "policy/limits.h"

namespace wasinn {

/// What a guest decides. A plain value; nothing set means as the operator configured the graph.
struct GuestOptions {
  std::optional<ExecutionTarget> target;  ///< key "target": "cpu", "gpu", "tpu", "auto"
  std::optional<std::uint32_t> threads;   ///< key "threads": 1 to the limit
  std::string others;                     ///< all other keys, which a backend may know, as a JSON object; or empty
};

/// Reads a JSON object of options. Keys that name files of the host are refused.
/// Errors: InvalidArgument (not JSON, too long or deep, wrong type or range), NamesHostFile.
Result<GuestOptions> parse_guest_options(std::string_view json, const Limits& limits);

/// What the operator decided for a graph with what a guest decided over it; both are JSON objects or empty.
std::string merged_options(const std::string& of_operator, const std::string& of_guest);

/// The keys of a JSON object of options, for messages: "temp, top-k".
std::string option_names(const std::string& json);

}  // namespace wasinn
