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

/// `error-code`: the first nine codes in their order. The others become the one that lets a guest do the same next: a
/// file of the host is a matter of security, what has no room is too large, and what is busy or missing cannot be helped.
constexpr ErrorCode shown_code(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::NamesHostFile:
      return ErrorCode::Security;
    case ErrorCode::ContextFull:
    case ErrorCode::PromptTooLong:
      return ErrorCode::TooLarge;
    case ErrorCode::Busy:
    case ErrorCode::EndOfSequence:
    case ErrorCode::ModelMissing:
      return ErrorCode::RuntimeError;
    default:
      return code;
  }
}

}  // namespace wasinn::wit
