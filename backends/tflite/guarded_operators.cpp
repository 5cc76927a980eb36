// SPDX-License-Identifier: Apache-2.0
// Checks on the shapes and numbers that an operator really gets, whatever the model says of them.
#include "guarded_operators.h"

#include <climits>
#include <cstring>
#include <optional>

namespace lite {
namespace {

using OperatorFunction = Status (*)(OperatorContext*, OperatorNode*);

// An operator of the framework, and what stands before it.
struct Guard {
  int code;          // of BuiltinOperator
  int last_version;  // the framework registers it for 1 to this one
  const char* symbol;
  OperatorFunction prepare;  // null: the framework's own
  OperatorFunction invoke;   // likewise
  Registration original{};
  Registration guarded{};
  bool found = false;
};

// Places in the list of guards.
enum Place : std::size_t {
  kTile,
  kSparseToDense,
  kSlice,
  kConcatenation,
  kConvolution,
  kResizeBilinear,
  kResizeNearest,
  kScatter,
  kGuardCount
};

extern Guard guards[kGuardCount];

// The functions of an opened library are the same for everybody in the process.
const Functions* functions = nullptr;

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
  return guards[kTile].original.prepare(context, node);
}

Status invoke_tile(OperatorContext* context, OperatorNode* node) {
  if (tile_fits(context, node)) return guards[kTile].original.invoke(context, node);
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
  if (places_fit(context, node)) return guards[kSparseToDense].original.invoke(context, node);
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
  if (slice_fits(context, node)) return guards[kSlice].original.invoke(context, node);
  functions->OpaqueContextReportError(context, "SLICE takes what lies outside of its input");
  return kError;
}

// The framework takes the sizes of scalars that are put together from behind their ends.
Status prepare_concatenation(OperatorContext* context, OperatorNode* node) {
  for (int i = 0; i < functions->OpaqueNodeNumberOfInputs(node); ++i) {
    const Tensor* part = input(context, node, i);
    if (part != nullptr && functions->TensorNumDims(part) > 0) continue;
    functions->OpaqueContextReportError(context, "CONCATENATION has an input without dimensions");
    return kError;
  }
  return guards[kConcatenation].original.prepare(context, node);
}

// Whether input channels come in groups, and output channels likewise; the framework divides by how many groups.
bool groups_fit(OperatorContext* context, OperatorNode* node) {
  const Tensor* x = input(context, node, 0);
  const Tensor* filter = input(context, node, 1);
  if (x == nullptr || filter == nullptr) return false;
  if (functions->TensorNumDims(x) != 4 || functions->TensorNumDims(filter) != 4) return false;
  const std::int32_t channels = functions->TensorDim(x, 3);
  const std::int32_t in_group = functions->TensorDim(filter, 3);
  if (in_group < 1 || channels < in_group || channels % in_group != 0) return false;
  return functions->TensorDim(filter, 0) % (channels / in_group) == 0;
}

Status prepare_convolution(OperatorContext* context, OperatorNode* node) {
  if (groups_fit(context, node)) return guards[kConvolution].original.prepare(context, node);
  functions->OpaqueContextReportError(context, "CONV_2D has channels that do not fit its filter");
  return kError;
}

// Calls an operator that divides by the sizes in one of its inputs.
Status invoke_sized(const Guard& guard, OperatorContext* context, OperatorNode* node, int sizes_input) {
  const Tensor* sizes = input(context, node, sizes_input);
  const std::int64_t count = sizes == nullptr ? 0 : element_count(sizes);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto size = number_at(sizes, i);
    if (size && *size > 0) continue;
    functions->OpaqueContextReportError(context, "operator %d makes a tensor without elements", guard.code);
    return kError;
  }
  return guard.original.invoke(context, node);
}

Status invoke_resize_bilinear(OperatorContext* context, OperatorNode* node) {
  return invoke_sized(guards[kResizeBilinear], context, node, 1);
}

Status invoke_resize_nearest(OperatorContext* context, OperatorNode* node) {
  return invoke_sized(guards[kResizeNearest], context, node, 1);
}

Status invoke_scatter(OperatorContext* context, OperatorNode* node) {
  return invoke_sized(guards[kScatter], context, node, 2);
}

Guard guards[kGuardCount] = {
    {69, 3, "_ZN6tflite3ops7builtin13Register_TILEEv", prepare_tile, invoke_tile},
    {68, 3, "_ZN6tflite3ops7builtin24Register_SPARSE_TO_DENSEEv", nullptr, invoke_sparse_to_dense},
    {65, 6, "_ZN6tflite3ops7builtin14Register_SLICEEv", nullptr, invoke_slice},
    {2, 4, "_ZN6tflite3ops7builtin22Register_CONCATENATIONEv", prepare_concatenation, nullptr},
    {3, 8, "_ZN6tflite3ops7builtin16Register_CONV_2DEv", prepare_convolution, nullptr},
    {23, 4, "_ZN6tflite3ops7builtin24Register_RESIZE_BILINEAREv", nullptr, invoke_resize_bilinear},
    {97, 4, "_ZN6tflite3ops7builtin32Register_RESIZE_NEAREST_NEIGHBOREv", nullptr, invoke_resize_nearest},
    {122, 3, "_ZN6tflite3ops7builtin19Register_SCATTER_NDEv", nullptr, invoke_scatter},
};

void find(Guard& guard) {
  auto* make = reinterpret_cast<Registration* (*)()>(functions->FindSymbol(guard.symbol));
  const Registration* original = make == nullptr ? nullptr : make();
  if (original == nullptr) return;
  guard.original = *original;
  guard.guarded = *original;
  if (guard.prepare != nullptr) guard.guarded.prepare = guard.prepare;
  if (guard.invoke != nullptr) guard.guarded.invoke = guard.invoke;
  guard.found = true;
}

bool find_all(const Functions& given) {
  static const Functions kept = given;
  functions = &kept;
  for (Guard& guard : guards) find(guard);
  return true;
}

}  // namespace

void guard_operators(const Functions& given, InterpreterOptions* options) {
  [[maybe_unused]] static const bool found = find_all(given);
  for (const Guard& guard : guards) {
    if (!guard.found) continue;
    given.InterpreterOptionsAddBuiltinOp(options, guard.code, &guard.guarded, 1, guard.last_version);
  }
}

}  // namespace lite
