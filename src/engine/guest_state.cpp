// SPDX-License-Identifier: Apache-2.0
// Finds the memory that a guest exports.
#include "engine/guest_state.h"

#include <string_view>

namespace wasinn::engine {

void GuestState::look_up(wasmtime_caller_t* caller) noexcept {
  constexpr std::string_view kName = "memory";
  looked_up_ = true;
  wasmtime_extern_t item;
  if (!wasmtime_caller_export_get(caller, kName.data(), kName.size(), &item)) return;
  if (item.kind == WASMTIME_EXTERN_MEMORY) memory_ = item.of.memory;
  wasmtime_extern_delete(&item);
}

}  // namespace wasinn::engine
