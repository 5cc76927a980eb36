// SPDX-License-Identifier: Apache-2.0
// TorchScript archives as far as the host looks into them: that they are whole, and hold code beside weights.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::torchscript {

/// Whether the bytes are a zip archive of PyTorch's as far as they go: of a model with its code, or of weights alone.
bool recognise(ByteView model);

/// Reads the archive's directory and compares each file with its checksum, as PyTorch itself compares nothing. What the
/// files mean is for PyTorch to find out.
/// Errors: InvalidEncoding (damaged, no TorchScript, weights alone), Security (names that leave the archive), TooLarge.
Result<void> check(ByteView model);

/// {"archive version", "3"}.
std::vector<std::pair<std::string, std::string>> describe(ByteView model);

}  // namespace wasinn::torchscript
