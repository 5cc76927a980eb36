// SPDX-License-Identifier: Apache-2.0
// What stands behind wasinn_core_guest.
#pragma once

#include <string>
#include <utility>

#include <wasinn/wasinn.h>

#include "abi/guest_memory.h"
#include "abi/witx/guest.h"
#include "capi/session.h"

struct wasinn_core_guest {
  wasinn_core_guest(wasinn::capi::SessionHold owner, bool shared)
      : hold(std::move(owner)), shared_memory(shared), nn(hold.session) {}

  /// The guest's memory for one call.
  wasinn::GuestMemory memory(std::uint8_t* data, std::uint64_t byte_size) const {
    if (data == nullptr) return {};
    return wasinn::GuestMemory({reinterpret_cast<std::byte*>(data), static_cast<std::size_t>(byte_size)},
                               shared_memory);
  }

  wasinn::capi::SessionHold hold;
  const bool shared_memory;
  wasinn::witx::Guest nn;
  std::string last_error;
};
