// SPDX-License-Identifier: Apache-2.0
// Outcome: how a guest ended by itself.
#pragma once

#include <cstdint>
#include <string>

namespace wasinn::engine {

/// How a guest ended by itself. A plain value.
struct Outcome {
  /// Of a core module: 0 when its function returned, otherwise what it gave to proc_exit. Of a component: 0 when its
  /// function returned, 1 when it returned an error, otherwise what it gave to wasi:cli/exit. All 32 bits: a process
  /// can report eight.
  std::uint32_t exit_code = 0;

  /// What the function of `RunOptions::function` returned, as text: several values of a core module have a line each.
  /// Empty when it returned nothing, and for commands.
  std::string result{};
};

}  // namespace wasinn::engine
