// SPDX-License-Identifier: Apache-2.0
// Where the libraries of frameworks are looked for.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasinn {

/// Reads one variable of the environment; NULL when it is not set. `std::getenv` is one.
using EnvironmentLookup = std::function<const char*(const char* name)>;

/// The usual places, in order: each folder in WASINN_FRAMEWORKS (separated by colons), `../frameworks` beside each
/// plug-in folder, and the cache of tools/setup (WASINN_CACHE, XDG_CACHE_HOME/wasinn or HOME/.cache/wasinn).
/// They need not exist.
std::vector<std::filesystem::path> default_framework_roots(std::span<const std::filesystem::path> plugin_folders,
                                                           const EnvironmentLookup& environment);

/// The folders in which a plug-in for `framework` looks for libraries. For each root, in order: the root's subfolders
/// whose name begins with the framework's, newest version first, and the root itself; `lib` inside comes before each.
/// Only folders that exist.
std::vector<std::filesystem::path> framework_folders(std::string_view framework,
                                                     std::span<const std::filesystem::path> roots);

}  // namespace wasinn
