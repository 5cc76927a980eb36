// SPDX-License-Identifier: Apache-2.0
// The configuration file: JSON whose keys are described in docs/configuration.md.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "config/config.h"

namespace wasinn {

/// Reads the file at `path` into `config`, over what is there. Relative paths in it are taken from its folder.
/// Errors: NotFound (cannot be read), InvalidArgument (not JSON, a key that is unknown, a value of the wrong type or
/// out of range); the message names the file and the place in it.
Result<void> read_config_file(const std::filesystem::path& path, Config& config);

/// Reads a file's text; relative paths are taken from `folder`. Errors: InvalidArgument.
Result<void> parse_config(std::string_view text, const std::filesystem::path& folder, Config& config);

}  // namespace wasinn
