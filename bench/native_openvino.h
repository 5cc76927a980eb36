// SPDX-License-Identifier: Apache-2.0
// OpenVINO as a native program would use it.
#pragma once

#include <memory>

#include "bench/native_model.h"

namespace wasinn::bench {

/// The model compiled with the settings that the backend takes by default, and its buffers.
std::unique_ptr<NativeModel> open_openvino(const Workload& workload);

}  // namespace wasinn::bench
