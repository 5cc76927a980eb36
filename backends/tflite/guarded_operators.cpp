// SPDX-License-Identifier: Apache-2.0
// Checks on the shapes and numbers that an operator really gets, whatever the model says of them.
#include "guarded_operators.h"

#include <climits>
#include <cstring>
#include <optional>

namespace lite {
namespace {

// The functions of an opened library are the same for everybody in the process.
const Functions* functions = nullptr;
Registration original_tile;
Registration original_sparse_to_dense;
Registration original_slice;

const Tensor* input(OperatorContext* context, OperatorNode* node, int index) {
  return functions->OpaqueNodeGetInput(context, node, index);
}

std::int64_t element_count(const Tensor* tensor) {
  std::int64_t count = 1;
  for (std::int32_t axis = 0; axis < functions->TensorNumDims(tensor); ++axis) {
    count *= functions->TensorDim(tensor, axis);
  }
  return count;
}

// An element of a tensor of int32 or int64; nothing for other tensors.
std::optional<std::int64_t> number_at(const Tensor* tensor, std::int64_t index) {
  const auto* data = static_cast<const char*>(functions->TensorData(tensor));
  if (data == nullptr) return std::nullopt;
  if (functions->TensorType(tensor) == kInt32) {
    std::int32_t number = 0;
    std::memcpy(&number, data + index * 4, sizeof number);
    return number;
  }
  if (functions->TensorType(tensor) != kInt64) return std::nullopt;
  std::int64_t number = 0;
  std::memcpy(&number, data + index * 8, sizeof number);
  return number;
}

bool is_constant(const Tensor* tensor) {
  const int kind = functions->OpaqueTensorGetAllocationType(tensor);
  return kind == kMmapRo || kind == kPersistentRo;
}

// Whether each size times its multiple is a size.
bool tile_fits(OperatorContext* context, OperatorNode* node) {
  const Tensor* x = input(context, node, 0);
  const Tensor* multiples = input(context, node, 1);
  if (x == nullptr || multiples == nullptr || element_count(multiples) != functions->TensorNumDims(x)) return false;
  for (std::int32_t axis = 0; axis < functions->TensorNumDims(x); ++axis) {
    const auto multiple = number_at(multiples, axis);
    if (!multiple || *multiple < 0 || *multiple > INT_MAX) return false;
    if (functions->TensorDim(x, axis) * *multiple > INT_MAX) return false;
  }
  return true;
}

Status prepare_tile(OperatorContext* context, OperatorNode* node) {
  const Tensor* multiples = input(context, node, 1);
  if (multiples != nullptr && is_constant(multiples) && !tile_fits(context, node)) {
    functions->OpaqueContextReportError(context, "TILE makes a tensor that is too large");
    return kError;
  }
  return original_tile.prepare(context, node);
}

Status invoke_tile(OperatorContext* context, OperatorNode* node) {
  if (tile_fits(context, node)) return original_tile.invoke(context, node);
  functions->OpaqueContextReportError(context, "TILE makes a tensor that is too large");
  return kError;
}

// Whether each place that is written to lies in the output.
bool places_fit(OperatorContext* context, OperatorNode* node) {
  const Tensor* places = input(context, node, 0);
  const Tensor* shape = input(context, node, 1);
  if (places == nullptr || shape == nullptr) return false;
  const std::int32_t rank = functions->TensorNumDims(places);
  const std::int64_t axes = rank < 2 ? 1 : functions->TensorDim(places, 1);
  if (rank > 2 || axes != element_count(shape)) return false;
  const std::int64_t count = element_count(places);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto place = number_at(places, i);
    const auto size = number_at(shape, i % axes);
    if (!place || !size || *place < 0 || *place >= *size) return false;
  }
  return true;
}

Status invoke_sparse_to_dense(OperatorContext* context, OperatorNode* node) {
  if (places_fit(context, node)) return original_sparse_to_dense.invoke(context, node);
  functions->OpaqueContextReportError(context, "SPARSE_TO_DENSE writes outside of its output");
  return kError;
}

// Whether each part that is taken lies in the input. A size of -1 is all that is left.
bool slice_fits(OperatorContext* context, OperatorNode* node) {
  const Tensor* x = input(context, node, 0);
  const Tensor* begins = input(context, node, 1);
  const Tensor* sizes = input(context, node, 2);
  if (x == nullptr || begins == nullptr || sizes == nullptr) return false;
  const std::int32_t rank = functions->TensorNumDims(x);
  if (element_count(begins) != rank || element_count(sizes) != rank) return false;
  for (std::int32_t axis = 0; axis < rank; ++axis) {
    const auto begin = number_at(begins, axis);
    const auto size = number_at(sizes, axis);
    const std::int64_t all = functions->TensorDim(x, axis);
    if (!begin || !size || *begin < 0 || *begin > all || *size < -1 || *size > all - *begin) return false;
  }
  return true;
}

Status invoke_slice(OperatorContext* context, OperatorNode* node) {
  if (slice_fits(context, node)) return original_slice.invoke(context, node);
  functions->OpaqueContextReportError(context, "SLICE takes what lies outside of its input");
  return kError;
}

Registration* find(const char* symbol) {
  auto* make = reinterpret_cast<Registration* (*)()>(functions->FindSymbol(symbol));
  return make == nullptr ? nullptr : make();
}

struct Guards {
  std::optional<Registration> tile;
  std::optional<Registration> sparse_to_dense;
  std::optional<Registration> slice;
};

Guards make_guards(const Functions& given) {
  static const Functions kept = given;
  functions = &kept;
  Guards guards;
  if (const Registration* tile = find("_ZN6tflite3ops7builtin13Register_TILEEv")) {
    original_tile = *tile;
    guards.tile = *tile;
    guards.tile->prepare = prepare_tile;
    guards.tile->invoke = invoke_tile;
  }
  if (const Registration* sparse = find("_ZN6tflite3ops7builtin24Register_SPARSE_TO_DENSEEv")) {
    original_sparse_to_dense = *sparse;
    guards.sparse_to_dense = *sparse;
    guards.sparse_to_dense->invoke = invoke_sparse_to_dense;
  }
  if (const Registration* slice = find("_ZN6tflite3ops7builtin14Register_SLICEEv")) {
    original_slice = *slice;
    guards.slice = *slice;
    guards.slice->invoke = invoke_slice;
  }
  return guards;
}

// The versions that this release of the framework registers them for.
constexpr int kFirstVersion = 1;
constexpr int kLastTile = 3;
constexpr int kLastSparseToDense = 3;
constexpr int kLastSlice = 6;

constexpr int kTile = 69;
constexpr int kSparseToDense = 68;
constexpr int kSlice = 65;

}  // namespace

void guard_operators(const Functions& given, InterpreterOptions* options) {
  static const Guards guards = make_guards(given);
  if (guards.tile) {
    given.InterpreterOptionsAddBuiltinOp(options, kTile, &*guards.tile, kFirstVersion, kLastTile);
  }
  if (guards.sparse_to_dense) {
    given.InterpreterOptionsAddBuiltinOp(options, kSparseToDense, &*guards.sparse_to_dense, kFirstVersion,
                                         kLastSparseToDense);
  }
  if (guards.slice) {
    given.InterpreterOptionsAddBuiltinOp(options, kSlice, &*guards.slice, kFirstVersion, kLastSlice);
  }
}

}  // namespace lite
