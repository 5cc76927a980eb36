// SPDX-License-Identifier: Apache-2.0
// The enumerations of `wasi:nn`: what each number, counted in the order of the interface, means here.
#pragma once

#include <cstdint>
#include <optional>

#include "backend/encoding.h"
#include "base/error.h"
#include "tensor/element_type.h"

namespace wasinn::wit {

/// `graph-encoding`: openvino, onnx, tensorflow, pytorch, tensorflowlite, ggml, autodetect.
constexpr EncodingRequest encoding_of(std::uint32_t number) noexcept {
  constexpr std::uint32_t kAutodetect = 6;
  if (number >= kAutodetect) return {};
  return EncodingRequest{static_cast<Encoding>(number), {}};
}

/// `execution-target`: cpu, gpu, tpu.
constexpr ExecutionTarget target_of(std::uint32_t number) noexcept { return static_cast<ExecutionTarget>(number); }

/// `tensor-type`: FP16, FP32, FP64, BF16, U8, I32, I64.
constexpr ElementType type_of(std::uint32_t number) noexcept { return static_cast<ElementType>(number); }

/// The number of a tensor type.
constexpr std::uint32_t number_of(ElementType type) noexcept { return static_cast<std::uint32_t>(type); }

/// `error-code`: the first nine codes in their order. The two others never differ for a guest from what it can do next:
/// a file of the host is a matter of security, and what is busy is not there to be used.
constexpr ErrorCode shown_code(ErrorCode code) noexcept {
  if (code == ErrorCode::NamesHostFile) return ErrorCode::Security;
  if (code == ErrorCode::Busy) return ErrorCode::RuntimeError;
  return code;
}

}  // namespace wasinn::wit
