// SPDX-License-Identifier: Apache-2.0
// Opens the shared library of a plug-in and checks the table of functions that it hands out.
#pragma once

#include <filesystem>

#include <wasinn/plugin.h>

#include "base/result.h"

namespace wasinn {

/// Loads `library` and returns its table. The library stays loaded until the process ends, so the functions may be
/// called at any time; opening it again gives the same ones. Any thread.
/// Errors: NotFound (cannot be loaded, or is no plug-in), UnsupportedOperation (made for another major version),
/// RuntimeError (an incomplete table).
Result<wasinn_plugin> open_plugin_library(const std::filesystem::path& library);

/// Asks an entry function for its table and checks it. Errors: as above.
Result<wasinn_plugin> ask_for_table(wasinn_plugin_entry_fn entry);

}  // namespace wasinn
