// SPDX-License-Identifier: Apache-2.0
// Graph encodings and execution targets: the standard's words for model formats and kinds of device.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wasinn {

/// The format of a model, in the order of the standard's `graph-encoding` (without autodetect, which is a request
/// and not a format). Each guest ABI has its own numbers.
enum class Encoding : std::uint8_t {
  OpenVino = 0,
  Onnx = 1,
  TensorFlow = 2,
  PyTorch = 3,
  TensorFlowLite = 4,
  Ggml = 5,
};

inline constexpr std::array<Encoding, 6> kEncodings = {Encoding::OpenVino,   Encoding::Onnx,
                                                       Encoding::TensorFlow, Encoding::PyTorch,
                                                       Encoding::TensorFlowLite, Encoding::Ggml};

/// "openvino", "onnx", "tensorflow", "pytorch", "tensorflowlite", "ggml". Static text.
constexpr std::string_view encoding_name(Encoding encoding) noexcept {
  constexpr std::string_view kNames[] = {"openvino", "onnx", "tensorflow", "pytorch", "tensorflowlite", "ggml"};
  return kNames[static_cast<std::size_t>(encoding)];
}

/// The encoding with that name, or nothing.
constexpr std::optional<Encoding> encoding_named(std::string_view name) noexcept {
  for (const Encoding encoding : kEncodings) {
    if (encoding_name(encoding) == name) return encoding;
  }
  return std::nullopt;
}

/// What a caller says about a model's encoding. A plain value; without anything the bytes decide.
struct EncodingRequest {
  std::optional<Encoding> encoding;    ///< it is this one
  std::optional<Encoding> if_unknown;  ///< without `encoding`: it is this one when the bytes show nothing known
};

/// Where a graph is to run. `Auto` lets the host choose.
enum class ExecutionTarget : std::uint8_t { Cpu = 0, Gpu = 1, Tpu = 2, Auto = 3 };

inline constexpr std::array<ExecutionTarget, 4> kExecutionTargets = {ExecutionTarget::Cpu, ExecutionTarget::Gpu,
                                                                     ExecutionTarget::Tpu, ExecutionTarget::Auto};

/// "cpu", "gpu", "tpu", "auto". Static text.
constexpr std::string_view target_name(ExecutionTarget target) noexcept {
  constexpr std::string_view kNames[] = {"cpu", "gpu", "tpu", "auto"};
  return kNames[static_cast<std::size_t>(target)];
}

/// The target with that name, or nothing.
constexpr std::optional<ExecutionTarget> target_named(std::string_view name) noexcept {
  for (const ExecutionTarget target : kExecutionTargets) {
    if (target_name(target) == name) return target;
  }
  return std::nullopt;
}

}  // namespace wasinn
