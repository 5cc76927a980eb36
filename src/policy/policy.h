// SPDX-License-Identifier: Apache-2.0
// Policy: what the operator allows guests to do. Decisions only; the host acts on them.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "backend/encoding.h"
#include "base/result.h"

namespace wasinn {

/// What guests may load, and where it may run. A plain value.
struct Policy {
  /// By encoding: whether guests may load models of it from bytes. Models that are programs (TensorFlow's saved models,
  /// TorchScript) are refused unless the operator says otherwise. Graphs by name are the operator's and always allowed.
  std::array<bool, kEncodings.size()> load_from_bytes = {true, true, false, false, true, true};

  /// Whether a target that cannot be served may be replaced by one that can.
  bool target_fallback = false;

  /// Whether guests may use what the standard lacks (`wasinn_nn_ext`, `wasinn:nn-ext`).
  bool extensions = true;

  /// Whether core modules that give a buffer of no bytes for an output get all of it there, as far as their memory
  /// goes. Some guests mean it so; others ask for the size by 0 bytes.
  bool unsized_buffers = false;

  /// Reads a list such as "onnx,openvino", or "none" (or nothing), into `load_from_bytes`.
  /// Errors: InvalidArgument; then nothing is changed.
  Result<void> allow_load(std::string_view list);

  /// Whether a guest may load a model of `encoding` from bytes. Errors: Security; the message says what allows it.
  Result<void> check_load_from_bytes(Encoding encoding) const;

  /// The target to use: `requested` if it is among `served` (never empty, the best first), the best for `Auto`.
  /// Errors: UnsupportedOperation when it is not served and falling back is not allowed.
  Result<ExecutionTarget> choose_target(ExecutionTarget requested, std::span<const ExecutionTarget> served) const;
};

}  // namespace wasinn
