// SPDX-License-Identifier: Apache-2.0
// What Wasmtime says when something fails, as one line for people and as the whole text for logs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/handles.h"

namespace wasinn::engine {

/// Why a call of the C API failed. A plain value.
struct Failure {
  std::string summary;   ///< one line, without a backtrace
  std::string function;  ///< the guest's function that was running, as far as its module names it; may be empty
  std::string details;   ///< everything, many lines, with the backtrace
  std::optional<std::uint32_t> exit_code{};  ///< the guest ended itself with this code: it did not fail at all
};

/// Reads `error`, which is deleted; it must not be null.
Failure failure_of(Owned<wasmtime_error> error);

/// Reads `trap`, which is deleted; it must not be null.
Failure failure_of(Owned<wasm_trap_t> trap);

/// The parts of one of Wasmtime's texts that say what happened, joined to one line: no backtrace, no advice about
/// environment variables.
std::string summary_of(std::string_view details);

}  // namespace wasinn::engine
