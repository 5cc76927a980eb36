// SPDX-License-Identifier: Apache-2.0
// ONNX Runtime as a native program would use it.
#pragma once

#include <memory>
#include <vector>

#include "bench/native_model.h"

namespace wasinn::bench {

/// A session that any number of threads may run at once.
class NativeSession;

/// Opens a session with `threads` of its own for each inference; 0: with the pool of the whole process.
std::shared_ptr<NativeSession> open_session(const Workload& workload, int threads);

/// Buffers bound to a session.
std::unique_ptr<NativeModel> bind_session(std::shared_ptr<NativeSession> session, const Workload& workload);

/// A session with the pool of the whole process, and its buffers.
std::unique_ptr<NativeModel> open_onnxruntime(const Workload& workload);

}  // namespace wasinn::bench
