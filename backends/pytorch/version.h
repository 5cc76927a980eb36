// SPDX-License-Identifier: Apache-2.0
// The one release of PyTorch that this backend is made for.
#pragma once

namespace pytorch {

/// libtorch's interface is C++ and changes with each release, so its libraries must be of the release whose headers this
/// backend is built with.
inline constexpr const char* kTorchVersion = "2.7.1";

}  // namespace pytorch
