// SPDX-License-Identifier: Apache-2.0
// The folder in which compiled guests are kept between runs.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace wasinn::engine {

/// Makes `directory` (with its parents) fit to hold compiled code and returns the configuration file for the engine,
/// which lies in it. What is found there is executed, so the folder must belong to this user and nobody else may
/// write to it; a folder that is made here is private. Safe from several processes at once.
/// Errors: RuntimeError (cannot be made or written), Security (others could write to it).
Result<std::filesystem::path> prepare_compile_cache(const std::filesystem::path& directory);

}  // namespace wasinn::engine
