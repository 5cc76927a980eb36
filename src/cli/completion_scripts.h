// SPDX-License-Identifier: Apache-2.0
// The scripts that teach shells the command line.
#pragma once

#include <string>

#include "cli/completion_summary.h"

namespace wasinn::cli {

/// A script for bash 4.3 and later; the package bash-completion is not needed.
std::string bash_script(const CommandSummary& wasinn);

/// A script for zsh's compsys, to lie as `_wasinn` in a folder of $fpath or to be sourced.
std::string zsh_script(const CommandSummary& wasinn);

}  // namespace wasinn::cli
