// SPDX-License-Identifier: Apache-2.0
// The part of TensorFlow Lite's C API that this backend calls, declared here so that building needs no header of it.
//
// Taken from tensorflow/lite/core/c/{c_api,c_api_experimental,c_api_opaque,c_api_types,common}.h and
// tensorflow/lite/delegates/xnnpack/xnnpack_delegate.h of TensorFlow (Apache-2.0), version 2.21.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>

namespace lite {

struct Delegate;
struct Interpreter;
struct InterpreterOptions;
struct Model;
struct OperatorContext;
struct OperatorNode;
struct SignatureRunner;
struct Tensor;

/// What most functions return.
enum Status : int { kOk = 0, kError = 1 };

/// Element types that mean something to this backend; others are only named.
enum Type : int {
  kFloat32 = 1,
  kInt32 = 2,
  kUInt8 = 3,
  kInt64 = 4,
  kInt8 = 9,
  kFloat16 = 10,
  kFloat64 = 11,
  kBFloat16 = 19,
};

/// Of tflite::LogSeverity.
enum LogSeverity : int { kSilent = 4 };

struct IntArray {
  int size;
  int data[];
};

struct FloatArray {
  int size;
  float data[];
};

enum QuantizationKind : int { kAffine = 1 };

struct AffineQuantization {
  FloatArray* scale;
  IntArray* zero_point;
  std::int32_t axis;
};

struct Quantization {
  QuantizationKind kind;
  const void* parameters;  // AffineQuantization for kAffine
};

/// Memory that a tensor is to use instead of the interpreter's.
struct CustomAllocation {
  void* data;
  std::size_t bytes;
};

struct XnnpackOptions {
  std::int32_t num_threads;
  std::uint32_t runtime_flags;
  std::uint32_t flags;
  void* weights_cache;
  bool handle_variable_ops;
  const char* weight_cache_file_path;
  int weight_cache_file_descriptor;
  void* weight_cache_provider;
};
static_assert(sizeof(XnnpackOptions) == 56);

/// Of TfLiteAllocationType: where the bytes are of a constant, of most tensors, of those whose shape depends on data, and
/// of constants that were computed.
enum AllocationType : int { kMmapRo = 1, kArenaRw = 2, kDynamic = 4, kPersistentRo = 5 };

/// TfLiteRegistration: an operator.
struct Registration {
  void* init;
  void* free;
  Status (*prepare)(OperatorContext* context, OperatorNode* node);
  Status (*invoke)(OperatorContext* context, OperatorNode* node);
  void* profiling_string;
  std::int32_t builtin_code;
  const char* custom_name;
  int version;
  void* registration_external;
  void* async_kernel;
  std::uint64_t inplace_operator;
};
static_assert(sizeof(Registration) == 88);

using ErrorReporter = void (*)(void* user_data, const char* format, std::va_list arguments);

/// The functions of an opened library. A plain value.
struct Functions {
  const char* (*Version)();
  int (*SchemaVersion)();
  const char* (*TypeGetName)(int type);

  Model* (*ModelCreateWithErrorReporter)(const void* bytes, std::size_t byte_size, ErrorReporter reporter, void* data);
  void (*ModelDelete)(Model* model);

  InterpreterOptions* (*InterpreterOptionsCreate)();
  void (*InterpreterOptionsDelete)(InterpreterOptions* options);
  void (*InterpreterOptionsSetNumThreads)(InterpreterOptions* options, std::int32_t count);
  void (*InterpreterOptionsSetErrorReporter)(InterpreterOptions* options, ErrorReporter reporter, void* data);
  void (*InterpreterOptionsAddDelegate)(InterpreterOptions* options, Delegate* delegate);
  void (*InterpreterOptionsAddBuiltinOp)(InterpreterOptions* options, int code, const Registration* registration,
                                         std::int32_t first_version, std::int32_t last_version);
  Status (*InterpreterOptionsEnableCancellation)(InterpreterOptions* options, bool enable);

  Interpreter* (*InterpreterCreate)(const Model* model, const InterpreterOptions* options);
  void (*InterpreterDelete)(Interpreter* interpreter);
  std::int32_t (*InterpreterGetInputTensorCount)(const Interpreter* interpreter);
  Tensor* (*InterpreterGetInputTensor)(const Interpreter* interpreter, std::int32_t index);
  const int* (*InterpreterInputTensorIndices)(const Interpreter* interpreter);
  std::int32_t (*InterpreterGetOutputTensorCount)(const Interpreter* interpreter);
  const Tensor* (*InterpreterGetOutputTensor)(const Interpreter* interpreter, std::int32_t index);
  const int* (*InterpreterOutputTensorIndices)(const Interpreter* interpreter);
  Status (*InterpreterResizeInputTensor)(Interpreter* interpreter, std::int32_t index, const int* sizes,
                                         std::int32_t rank);
  Status (*InterpreterAllocateTensors)(Interpreter* interpreter);
  Status (*InterpreterInvoke)(Interpreter* interpreter);
  Status (*InterpreterCancel)(const Interpreter* interpreter);
  Status (*InterpreterSetCustomAllocationForTensor)(Interpreter* interpreter, int tensor_index,
                                                    const CustomAllocation* allocation, std::int64_t flags);

  std::int32_t (*InterpreterGetSignatureCount)(const Interpreter* interpreter);
  const char* (*InterpreterGetSignatureKey)(const Interpreter* interpreter, std::int32_t index);
  SignatureRunner* (*InterpreterGetSignatureRunner)(const Interpreter* interpreter, const char* key);
  std::size_t (*SignatureRunnerGetInputCount)(const SignatureRunner* runner);
  const char* (*SignatureRunnerGetInputName)(const SignatureRunner* runner, std::int32_t index);
  const Tensor* (*SignatureRunnerGetInputTensor)(const SignatureRunner* runner, const char* name);
  std::size_t (*SignatureRunnerGetOutputCount)(const SignatureRunner* runner);
  const char* (*SignatureRunnerGetOutputName)(const SignatureRunner* runner, std::int32_t index);
  const Tensor* (*SignatureRunnerGetOutputTensor)(const SignatureRunner* runner, const char* name);
  void (*SignatureRunnerDelete)(SignatureRunner* runner);

  int (*TensorType)(const Tensor* tensor);
  std::int32_t (*TensorNumDims)(const Tensor* tensor);
  std::int32_t (*TensorDim)(const Tensor* tensor, std::int32_t axis);
  std::size_t (*TensorByteSize)(const Tensor* tensor);
  void* (*TensorData)(const Tensor* tensor);
  const char* (*TensorName)(const Tensor* tensor);
  // An opaque tensor is a tensor under another name. The rank is -1 when the model gives no signature.
  Status (*OpaqueTensorGetNumDimsSignature)(const Tensor* tensor, std::int32_t* rank);
  Status (*OpaqueTensorGetDimSignature)(const Tensor* tensor, std::int32_t axis, std::int32_t* size);
  Quantization (*OpaqueTensorGetQuantization)(const Tensor* tensor);
  int (*OpaqueTensorGetAllocationType)(const Tensor* tensor);
  // Operators see their surroundings under other names too.
  const Tensor* (*OpaqueNodeGetInput)(const OperatorContext* context, const OperatorNode* node, int index);
  int (*OpaqueNodeNumberOfInputs)(const OperatorNode* node);
  void (*OpaqueContextReportError)(OperatorContext* context, const char* format, ...);

  XnnpackOptions (*XNNPackDelegateOptionsDefault)();
  Delegate* (*XNNPackDelegateCreate)(const XnnpackOptions* options);
  void (*XNNPackDelegateDelete)(Delegate* delegate);

  /// Any other symbol of the library; null when it has none of that name.
  void* FindSymbol(const char* name) const noexcept;
  void* library;  // of dlopen

  // tflite::LoggerOptions::SetMinimumLogSeverity(tflite::LogSeverity), which is C++; NULL in a library that hides it.
  LogSeverity (*SetMinimumLogSeverity)(LogSeverity severity);
};

}  // namespace lite
