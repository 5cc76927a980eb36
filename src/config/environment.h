// SPDX-License-Identifier: Apache-2.0
// What the environment decides: WASINN_CONFIG, WASINN_PLUGINS, WASINN_FRAMEWORKS, WASINN_CACHE.
#pragma once

#include <filesystem>
#include <optional>

#include "base/result.h"
#include "config/config.h"
#include "plugin/framework_folders.h"

namespace wasinn {

/// The defaults, then the configuration file (`file`, or the one that WASINN_CONFIG names, or none), then the other
/// variables: WASINN_PLUGINS and WASINN_FRAMEWORKS (folders separated by colons) and WASINN_CACHE (one folder).
/// A variable that is empty counts as not set. Errors: what reading the file says.
Result<Config> load_config(const std::optional<std::filesystem::path>& file, const EnvironmentLookup& environment);

/// The same over what is in `config`, but for a file that the caller names. After an error nothing has changed.
Result<void> read_environment(const EnvironmentLookup& environment, Config& config);

/// The folders in which plug-ins are looked for: those of `config`, or `wasinn/plugins` in the folder of the shared library
/// that this code is part of, or `lib/wasinn/plugins` beside the folder of the program where it is part of that.
std::vector<std::filesystem::path> plugin_folders(const Config& config);

/// The folder for compiled guests; empty when they are not to be kept or the user has no cache.
std::filesystem::path compiled_guests_folder(const Config& config, const EnvironmentLookup& environment);

}  // namespace wasinn
