// SPDX-License-Identifier: Apache-2.0
// Variables of the environment that stand for keys of the configuration file.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "config/config.h"
#include "plugin/framework_folders.h"

namespace wasinn {

/// One variable: WASINN_ and the key in capitals, with _ for -.
struct ConfigVariable {
  const char* name;
  Result<void> (*read)(std::string_view value, Config& config);  ///< Errors: InvalidArgument.
};

/// One for each key at the top of the file, but for "guest" and "$schema". Static.
std::span<const ConfigVariable> config_variables() noexcept;

/// Reads all of them over what is in `config`. A variable that is empty counts as not set. Errors: InvalidArgument; the
/// message names the variable. Then some may have been read.
Result<void> read_variables(const EnvironmentLookup& environment, Config& config);

}  // namespace wasinn
