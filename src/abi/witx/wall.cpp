// SPDX-License-Identifier: Apache-2.0
// Exceptions that become errors.
#include "abi/witx/wall.h"

#include <exception>
#include <new>

namespace wasinn::witx {

Result<void> guarded(Serve serve, Guest& guest, const GuestMemory& memory, Arguments arguments) noexcept try {
  return serve(guest, memory, arguments);
} catch (const std::bad_alloc&) {
  return fail(ErrorCode::TooLarge, "out of memory");  // so short that the text needs none
} catch (const std::exception& failure) {
  return fail(ErrorCode::RuntimeError, failure.what());
} catch (...) {
  return fail(ErrorCode::RuntimeError, "unknown");
}

}  // namespace wasinn::witx
