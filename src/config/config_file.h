// SPDX-License-Identifier: Apache-2.0
// The configuration file: JSON whose keys are described in docs/configuration.md.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/config.h"

namespace wasinn {

/// Reads the file at `path` into `config`, over what is there. Relative paths in it are taken from its folder.
/// Errors: NotFound (cannot be read), InvalidArgument (not JSON, a key that is unknown, a value of the wrong type or
/// out of range); the message begins with the file, the line and the column. Then nothing has changed.
Result<void> read_config_file(const std::filesystem::path& path, Config& config);

/// Reads a file's text; relative paths are taken from `folder`. Errors: InvalidArgument; the message begins with line and
/// column.
Result<void> parse_config(std::string_view text, const std::filesystem::path& folder, Config& config);

/// All that is wrong with the file at `path`, in the order of its text; empty when nothing is.
std::vector<Error> config_file_problems(const std::filesystem::path& path);

/// A JSON Schema (draft 7) of the file.
std::string config_schema();

}  // namespace wasinn
