// SPDX-License-Identifier: Apache-2.0
// The functions of import module `wasinn_nn_ext`: what the standard leaves out. docs/extensions.md is their contract.
#pragma once

#include <span>
#include <string_view>

#include "abi/witx/functions.h"

namespace wasinn::witx {

/// The import module that the functions belong to.
inline constexpr std::string_view kExtensionModule = "wasinn_nn_ext";

/// The ten functions. All answer an errno but `supports`, which answers 1 or 0. Where the operator turned the
/// extension off (Policy::extensions), `supports` answers 0 and the others UnsupportedOperation. Static.
std::span<const Function> extension_functions() noexcept;

}  // namespace wasinn::witx
