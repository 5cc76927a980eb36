// SPDX-License-Identifier: Apache-2.0
// What the environment decides: WASINN_CONFIG, and the variables of config/variables.h.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "config/config.h"
#include "plugin/framework_folders.h"

namespace wasinn {

/// Reads the configuration file that WASINN_CONFIG names, if it does, and then the other variables over what is in
/// `config`. One that is empty counts as not set. Errors: what reading the file or a variable says; then nothing has
/// changed.
Result<void> read_environment(const EnvironmentLookup& environment, Config& config);

/// The folders in which plug-ins are looked for: those of `config`, or `wasinn/plugins` in the folder of the shared library
/// that this code is part of, or `lib/wasinn/plugins` beside the folder of the program where it is part of that.
std::vector<std::filesystem::path> plugin_folders(const Config& config);

/// The folder for compiled guests; empty when they are not to be kept or the user has no cache.
std::filesystem::path compiled_guests_folder(const Config& config, const EnvironmentLookup& environment);

}  // namespace wasinn
