// SPDX-License-Identifier: Apache-2.0
// Operators whose numbers come with the data, with a check before them.
#pragma once

#include "tflite_api.h"

namespace lite {

/// Makes interpreters with these options use the checked operators. An operator that the library hides from us is left
/// as it is. Any thread.
void guard_operators(const Functions& functions, InterpreterOptions* options);

}  // namespace lite
