// SPDX-License-Identifier: Apache-2.0
// Machine code as the C API hands it out.
#pragma once

#include <wasmtime.h>

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/failure.h"

namespace wasinn::engine {

/// A copy of `code`, which is deleted, unless there is an `error`, which is deleted then. `name` is for messages.
/// Errors: RuntimeError.
inline Result<std::vector<std::byte>> take_machine_code(wasmtime_error_t* error, wasm_byte_vec_t& code,
                                                        const std::string& name) {
  if (error != nullptr) {
    return fail(ErrorCode::RuntimeError, name + ": " + failure_of(Owned<wasmtime_error>(error)).summary);
  }
  const auto* first = reinterpret_cast<const std::byte*>(code.data);
  std::vector<std::byte> bytes(first, first + code.size);
  wasm_byte_vec_delete(&code);
  return bytes;
}

}  // namespace wasinn::engine
