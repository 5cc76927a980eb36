// SPDX-License-Identifier: Apache-2.0
// The functions of import module `wasi_ephemeral_nn` as a table that any engine for core modules can bind.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "abi/guest_memory.h"

namespace wasinn::witx {

class Guest;

/// The import module that the functions belong to.
inline constexpr std::string_view kImportModule = "wasi_ephemeral_nn";

/// One imported function. All parameters and the one result are i32.
struct Function {
  std::string_view name;
  std::uint32_t parameter_count;  ///< 1 to 5

  /// Serves one call: `arguments` holds `parameter_count` values as the guest passed them; returns the errno for the
  /// guest (0: success). Never throws, never traps; bad input is an errno. One thread at a time per guest.
  std::uint32_t (*call)(Guest& guest, const GuestMemory& memory, const std::uint32_t* arguments) noexcept;
};

/// The twelve functions: those of the proposal and the extensions that shipped guests import. Static.
std::span<const Function> functions() noexcept;

}  // namespace wasinn::witx
