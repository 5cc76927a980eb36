// SPDX-License-Identifier: Apache-2.0
// The digits classifier for tests of the embedding interface: a picture, and what the framework makes of it when it is
// called directly.
#pragma once

#include <string>

#include "capi/test_host.h"
#include "tests/demo/native_digits.h"

namespace wasinn::capi {

/// A picture with a different grey in each cell.
demo::Pixels picture();

/// What ONNX Runtime says of it, with nothing of wasinn around.
demo::Probabilities native_answer();

/// A host with ONNX Runtime and the graph `digits`.
HostPtr digits_host();

/// Numbers of the last line that the guest `jobs` prints for `digits`: f32 as bits.
demo::Probabilities answer_in(const std::string& printed);

/// The path of a guest of the build folder.
std::string guest_path(const std::string& name);

}  // namespace wasinn::capi
