// SPDX-License-Identifier: Apache-2.0
// Turns ONNX Runtime's statuses into exceptions of the plug-in SDK.
#pragma once

#include "ort_api.h"

namespace ort {

/// Gives `status` back and throws a Failure for it, which must not be NULL: one for a model that does not load.
[[noreturn]] void throw_load_failure(const Functions& functions, Status* status);

/// The same for a computation.
[[noreturn]] void throw_compute_failure(const Functions& functions, Status* status);

/// Throws a Failure with WASINN_RUNTIME_ERROR when `status` is one.
void check(const Functions& functions, Status* status);

}  // namespace ort
