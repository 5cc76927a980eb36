// SPDX-License-Identifier: Apache-2.0
// Whole files in and out, and standard output.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::cli {

/// The whole content of a file. Errors: NotFound (it cannot be opened), RuntimeError (reading fails).
Result<std::string> read_file(const std::filesystem::path& path);

/// Writes a file so that it is there complete or not at all: to a temporary file beside it, which then takes its name.
/// What is no regular file (a pipe, a device) is written to directly. Errors: RuntimeError.
Result<void> write_file(const std::filesystem::path& path, ByteView bytes);

/// Writes to standard output and waits until it is out. Errors: RuntimeError.
Result<void> write_output(std::string_view text);

}  // namespace wasinn::cli
