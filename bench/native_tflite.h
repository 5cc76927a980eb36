// SPDX-License-Identifier: Apache-2.0
// TensorFlow Lite as a native program would use it.
#pragma once

#include <memory>

#include "bench/native_model.h"

namespace wasinn::bench {

/// An interpreter with XNNPACK and as many threads as there are processors, and its buffers.
std::unique_ptr<NativeModel> open_tflite(const Workload& workload);

}  // namespace wasinn::bench
