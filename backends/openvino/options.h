// SPDX-License-Identifier: Apache-2.0
// Options: what the operator decided for this backend.
#pragma once

#include <cstdint>

#include <wasinn/plugin.hpp>

namespace openvino {

/// A plain value.
struct Options {
  bool any_precision = false;  ///< "precision": f32, or any to let the framework compute in what it likes
  std::uint32_t streams = 1;   ///< "streams": computations of one model that run at the same time
  std::uint32_t threads = 0;   ///< for one computation; 0: the framework decides

  /// Reads the options of `host`. Throws Failure with WASINN_INVALID_ARGUMENT for what it does not know.
  static Options from(const wasinn::sdk::Host& host);
};

}  // namespace openvino
