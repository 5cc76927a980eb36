// SPDX-License-Identifier: Apache-2.0
// The digits model in ONNX Runtime called directly: what the demo's answers are compared with.
#pragma once

#include <array>
#include <memory>
#include <string>

namespace wasinn::demo {

using Pixels = std::array<float, 64>;
using Probabilities = std::array<float, 10>;

/// A session of the framework on the digits model, with nothing of wasinn around it. One thread.
/// Throws std::runtime_error with the framework's reason.
class NativeDigits {
 public:
  /// `library`: path of libonnxruntime; `model`: path of digits.onnx.
  NativeDigits(const std::string& library, const std::string& model);
  ~NativeDigits();

  Probabilities infer(const Pixels& pixels) const;

 private:
  struct Session;
  std::unique_ptr<Session> session_;
};

}  // namespace wasinn::demo
