// SPDX-License-Identifier: Apache-2.0
// The functions that core modules import for wasi-nn, as tables that any engine can bind.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "abi/guest_memory.h"

namespace wasinn::witx {

class Guest;

/// The import module that the functions belong to.
inline constexpr std::string_view kImportModule = "wasi_ephemeral_nn";

/// The most parameters that a function has.
inline constexpr std::uint32_t kMostParameters = 6;

/// One imported function. All parameters and the one result are i32.
struct Function {
  std::string_view name;
  std::uint32_t parameter_count;  ///< 1 to kMostParameters

  /// Serves one call: `arguments` holds `parameter_count` values as the guest passed them; returns the errno for the
  /// guest (0: success) unless the function says otherwise. Never throws, never traps; bad input is an errno. One
  /// thread at a time per guest.
  std::uint32_t (*call)(Guest& guest, const GuestMemory& memory, const std::uint32_t* arguments) noexcept;
};

/// The twelve functions of `wasi_ephemeral_nn`: those of the proposal and the extensions that shipped guests import.
/// Static.
std::span<const Function> functions() noexcept;

/// Functions under the name that guests import them from. Static.
struct ImportModule {
  std::string_view name;
  std::span<const Function> functions;
};

/// All that core modules can import: `wasi_ephemeral_nn` and `wasinn_nn_ext` (extension.h). No two functions have one
/// name. Static.
std::span<const ImportModule> import_modules() noexcept;

}  // namespace wasinn::witx
