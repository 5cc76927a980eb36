// SPDX-License-Identifier: Apache-2.0
// Numbers of the TensorFlow Lite schema: where fields are in their tables, and what some values mean.
//
// Taken from tensorflow/compiler/mlir/lite/schema/schema.fbs of TensorFlow (Apache-2.0), version 2.21.
#pragma once

#include <cstdint>

namespace wasinn::tflite {

inline constexpr std::uint32_t kSchemaVersion = 3;

namespace model {
enum : unsigned {
  kVersion = 0,
  kOperatorCodes = 1,
  kSubgraphs = 2,
  kDescription = 3,
  kBuffers = 4,
  kMetadata = 6,
  kSignatures = 7,
  kExternalBufferGroups = 8,
  kExternalBuffers = 9
};
}

namespace operator_code {
enum : unsigned { kDeprecatedCode = 0, kCustomCode = 1, kVersion = 2, kCode = 3 };
}

namespace subgraph {
enum : unsigned { kTensors = 0, kInputs = 1, kOutputs = 2, kOperators = 3 };
}

namespace tensor {
enum : unsigned {
  kShape = 0,
  kType = 1,
  kBuffer = 2,
  kQuantization = 4,
  kIsVariable = 5,
  kSparsity = 6,
  kShapeSignature = 7,
  kExternalBuffer = 10
};
}

namespace quantization {
enum : unsigned { kDetailsType = 4 };
inline constexpr std::uint8_t kNoDetails = 0;
}

namespace operation {
enum : unsigned {
  kOpcodeIndex = 0,
  kInputs = 1,
  kOutputs = 2,
  kOptionsType = 3,
  kOptions = 4,
  kIntermediates = 8,
  kLargeCustomOffset = 9,
  kLargeCustomSize = 10,
  kOptions2Type = 11,
  kOptions2 = 12
};
}

namespace buffer {
enum : unsigned { kData = 0, kOffset = 1, kSize = 2 };
}

namespace metadata {
enum : unsigned { kName = 0, kBuffer = 1 };
}

namespace tensor_map {
enum : unsigned { kName = 0, kTensorIndex = 1 };
}

namespace signature {
enum : unsigned { kInputs = 0, kOutputs = 1, kKey = 2, kSubgraphIndex = 4 };
}

/// Of TensorType.
enum Type : std::int8_t { kString = 5, kResource = 13, kVariant = 14 };

/// Bits of one element of a TensorType; 0 for types whose elements have no fixed size, and for unknown ones.
constexpr unsigned element_bits(std::int8_t type) noexcept {
  constexpr unsigned kBits[] = {32, 16, 32, 8, 64, 0, 8, 16, 64, 8, 64, 128, 64, 0, 0, 32, 16, 4, 16, 2};
  return type >= 0 && static_cast<unsigned>(type) < sizeof kBits / sizeof *kBits ? kBits[type] : 0;
}

/// Of BuiltinOperator: those that are not like others.
enum Code : std::int32_t { kCustom = 32, kPlaceholderForGreaterCodes = 127 };

/// An operator that runs other subgraphs, and where its options name them.
struct Caller {
  std::int32_t code;
  bool second_union;          ///< the options are in builtin_options_2
  std::uint8_t options_type;  ///< the number of those options in their union
  int slots[2];               ///< fields with an index; -1: none
  int list;                   ///< field with a vector of indices; -1: none
};

inline constexpr Caller kCallers[] = {
    {118, false, 92, {0, 1}, -1},   // IF: then, else
    {119, false, 93, {0, 1}, -1},   // WHILE: condition, body
    {129, false, 103, {0, -1}, -1}, // CALL_ONCE
    {174, true, 6, {1, -1}, -1},    // STABLEHLO_REDUCE
    {190, true, 7, {6, -1}, -1},    // STABLEHLO_SCATTER
    {198, true, 13, {5, -1}, -1},   // STABLEHLO_REDUCE_WINDOW
    {199, true, 14, {2, -1}, -1},   // STABLEHLO_SORT
    {200, true, 15, {0, 1}, -1},    // STABLEHLO_WHILE
    {206, true, 21, {1, -1}, -1},   // STABLEHLO_COMPOSITE
    {209, true, 23, {-1, -1}, 0},   // STABLEHLO_CASE
};

/// Operators whose inputs may be left out (index -1): CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, LSTM, RNN, SVDF,
/// custom operators, the sequence RNNs and LSTMs, TRANSPOSE_CONV, CONV_3D, CONV_3D_TRANSPOSE.
inline constexpr std::int32_t kWithOptionalInputs[] = {3, 4, 9, 16, 24, 27, 32, 35, 44, 46, 52, 67, 132, 141};

/// DEPTHWISE_CONV_2D, whose kernel reads a bias in any case.
inline constexpr std::int32_t kDepthwise = 4;
inline constexpr std::uint64_t kDepthwiseInputs = 3;

/// Operators that may be given a constant without elements, as no axes or the shape of a scalar: RESHAPE, TRANSPOSE, MEAN,
/// SUM, the other reductions, FILL, BROADCAST_TO, BROADCAST_ARGS.
inline constexpr std::int32_t kWithEmptyConstants[] = {22, 39, 40, 74, 81, 82, 89, 91, 94, 130, 140, 145};

}  // namespace wasinn::tflite
