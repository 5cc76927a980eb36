// SPDX-License-Identifier: Apache-2.0
// The numbers of `wasi_ephemeral_nn` and `wasinn_nn_ext`: what each parameter and errno means on the wire.
// Source: the wasi-nn proposal's wasi-nn.witx, and for the numbers outside it the import lists of shipped guests.
#pragma once

#include <cstdint>
#include <optional>

#include "backend/encoding.h"
#include "base/error.h"
#include "tensor/element_type.h"

namespace wasinn::witx {

/// Results of all functions.
enum class Errno : std::uint32_t {
  Success = 0,
  InvalidArgument = 1,
  InvalidEncoding = 2,
  MissingMemory = 3,
  Busy = 4,
  RuntimeError = 5,
  UnsupportedOperation = 6,
  TooLarge = 7,
  NotFound = 8,
  EndOfSequence = 100,  // these four only where a language model is concerned
  ContextFull = 101,
  PromptTooLong = 102,
  ModelNotFound = 103,
};

/// The errno for an error.
constexpr Errno errno_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NamesHostFile:
      return Errno::InvalidArgument;
    case ErrorCode::InvalidEncoding:
      return Errno::InvalidEncoding;
    case ErrorCode::UnsupportedOperation:
    case ErrorCode::Security:
      return Errno::UnsupportedOperation;
    case ErrorCode::TooLarge:
      return Errno::TooLarge;
    case ErrorCode::NotFound:
      return Errno::NotFound;
    case ErrorCode::Busy:
      return Errno::Busy;
    case ErrorCode::EndOfSequence:
      return Errno::EndOfSequence;
    case ErrorCode::ContextFull:
      return Errno::ContextFull;
    case ErrorCode::PromptTooLong:
      return Errno::PromptTooLong;
    case ErrorCode::ModelMissing:
      return Errno::ModelNotFound;
    case ErrorCode::Timeout:
    case ErrorCode::RuntimeError:
    case ErrorCode::Unknown:
      break;
  }
  return Errno::RuntimeError;
}

/// A guest's `graph-encoding`; nothing for numbers that mean none. Number 5 asks for detection; 6 was given to ggml by
/// one host and to detection by others, so it asks for detection first and means ggml otherwise.
constexpr std::optional<EncodingRequest> encoding_of(std::uint32_t number) noexcept {
  switch (number) {
    case 0:
      return EncodingRequest{Encoding::OpenVino, {}};
    case 1:
      return EncodingRequest{Encoding::Onnx, {}};
    case 2:
      return EncodingRequest{Encoding::TensorFlow, {}};
    case 3:
      return EncodingRequest{Encoding::PyTorch, {}};
    case 4:
      return EncodingRequest{Encoding::TensorFlowLite, {}};
    case 5:
      return EncodingRequest{};
    case 6:
      return EncodingRequest{{}, Encoding::Ggml};
    default:
      return std::nullopt;
  }
}

/// A guest's `execution-target`; 3 (auto) is not in the proposal, but guest crates have it.
constexpr std::optional<ExecutionTarget> target_of(std::uint32_t number) noexcept {
  constexpr std::uint32_t kTargets = 4;
  if (number >= kTargets) return std::nullopt;
  return static_cast<ExecutionTarget>(number);
}

/// A guest's `tensor-type`.
struct TypeChoice {
  ElementType type;
  std::optional<ElementType> before_2023;  ///< what the number meant before f64 and i64 came in
};

/// Nothing for numbers that mean no type.
constexpr std::optional<TypeChoice> type_of(std::uint8_t number) noexcept {
  switch (number) {
    case 0:
      return TypeChoice{ElementType::F16, {}};
    case 1:
      return TypeChoice{ElementType::F32, {}};
    case 2:
      return TypeChoice{ElementType::F64, ElementType::U8};
    case 3:
      return TypeChoice{ElementType::U8, ElementType::I32};
    case 4:
      return TypeChoice{ElementType::I32, {}};
    case 5:
      return TypeChoice{ElementType::I64, {}};
    default:
      return std::nullopt;
  }
}

/// The number that our extension has for bf16, which the standard lacks.
inline constexpr std::uint8_t kBf16Number = 6;

/// The number that our extension has for types which wasi-nn cannot express.
inline constexpr std::uint8_t kForeignNumber = 255;

/// The number that our extension has for a type that the model does not say.
inline constexpr std::uint8_t kAnyNumber = 254;

/// The same as `type_of` with the extension's number.
constexpr std::optional<TypeChoice> extended_type_of(std::uint8_t number) noexcept {
  if (number == kBf16Number) return TypeChoice{ElementType::Bf16, {}};
  return type_of(number);
}

/// The number of a port's type, as our extension tells it.
constexpr std::uint8_t number_of(std::optional<ElementType> type) noexcept {
  if (!type) return kForeignNumber;
  switch (*type) {
    case ElementType::F16:
      return 0;
    case ElementType::F32:
      return 1;
    case ElementType::F64:
      return 2;
    case ElementType::U8:
      return 3;
    case ElementType::I32:
      return 4;
    case ElementType::I64:
      return 5;
    case ElementType::Bf16:
      break;
  }
  return kBf16Number;
}

}  // namespace wasinn::witx
