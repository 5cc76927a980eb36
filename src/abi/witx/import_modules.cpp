// SPDX-License-Identifier: Apache-2.0
// The list of import modules.
#include <array>

#include "abi/witx/extension.h"
#include "abi/witx/functions.h"

namespace wasinn::witx {

std::span<const ImportModule> import_modules() noexcept {
  static const std::array kModules = {ImportModule{kImportModule, functions()},
                                      ImportModule{kExtensionModule, extension_functions()}};
  return kModules;
}

}  // namespace wasinn::witx
