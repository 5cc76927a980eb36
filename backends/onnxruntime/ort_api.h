// SPDX-License-Identifier: Apache-2.0
// The part of ONNX Runtime's C API that this backend calls, declared here so that building needs no header of it.
//
// The library hands out a table of function pointers that only ever grows at its end: a function keeps its place and
// its signature for good. The numbers below are those places, taken from onnxruntime_c_api.h of version 1.24 and
// compared with it by offset.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ort {

struct Allocator;
struct Env;
struct IoBinding;
struct MapTypeInfo;
struct MemoryInfo;
struct ModelMetadata;
struct OptionalTypeInfo;
struct RunOptions;
struct SequenceTypeInfo;
struct Session;
struct SessionOptions;
struct Status;  // NULL means success
struct TensorInfo;
struct ThreadingOptions;
struct TypeInfo;
struct Value;

/// The version of the table, which is the minor version of the first release that has it. Earlier releases read any
/// file that a model names by an absolute path, even when the model came as bytes.
inline constexpr std::uint32_t kApiVersion = 24;

/// Element types, in the numbers of ONNX's TensorProto.
enum ElementType : int {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kComplex64 = 14,
  kComplex128 = 15,
  kBfloat16 = 16
};

/// Kinds of values.
enum ValueKind : int {
  kUnknownKind = 0,
  kTensor = 1,
  kSequence = 2,
  kMap = 3,
  kOpaque = 4,
  kSparseTensor = 5,
  kOptional = 6
};

/// Codes of a Status.
enum StatusCode : int {
  kFail = 1,
  kInvalidArgument = 2,
  kNoSuchFile = 3,
  kNoModel = 4,
  kRuntimeException = 6,
  kInvalidProtobuf = 7,
  kNotImplemented = 9,
  kInvalidGraph = 10,
  kModelLoadCancelled = 12
};

/// Importance of log lines.
enum LogSeverity : int { kVerbose = 0, kInfo = 1, kWarning = 2, kError = 3, kFatal = 4 };

inline constexpr int kAllOptimizations = 99;
inline constexpr int kDeviceAllocator = 0;
inline constexpr int kDefaultMemory = 0;

using LogFunction = void (*)(void* self, int severity, const char* category, const char* log_id, const char* location,
                             const char* message);

/// What OrtGetApiBase, the library's one symbol of interest, returns.
struct ApiBase {
  const void* (*GetApi)(std::uint32_t version);  // NULL, and a line on stderr, for a version that it does not have
  const char* (*GetVersionString)();
};

// FUNCTION(place, name, result, parameters)
#define WASINN_ORT_FUNCTIONS(FUNCTION)                                                                               \
  FUNCTION(1, GetErrorCode, int, (const Status*))                                                                    \
  FUNCTION(2, GetErrorMessage, const char*, (const Status*))                                                         \
  FUNCTION(93, ReleaseStatus, void, (Status*))                                                                       \
  FUNCTION(121, CreateThreadingOptions, Status*, (ThreadingOptions**))                                               \
  FUNCTION(122, ReleaseThreadingOptions, void, (ThreadingOptions*))                                                  \
  FUNCTION(147, SetGlobalIntraOpNumThreads, Status*, (ThreadingOptions*, int))                                       \
  FUNCTION(148, SetGlobalInterOpNumThreads, Status*, (ThreadingOptions*, int))                                       \
  FUNCTION(149, SetGlobalSpinControl, Status*, (ThreadingOptions*, int))                                             \
  FUNCTION(151, CreateEnvWithCustomLoggerAndGlobalThreadPools, Status*,                                              \
           (LogFunction, void* self, int severity, const char* log_id, const ThreadingOptions*, Env**))              \
  FUNCTION(92, ReleaseEnv, void, (Env*))                                                                             \
  FUNCTION(6, DisableTelemetryEvents, Status*, (const Env*))                                                         \
  FUNCTION(10, CreateSessionOptions, Status*, (SessionOptions**))                                                    \
  FUNCTION(100, ReleaseSessionOptions, void, (SessionOptions*))                                                      \
  FUNCTION(23, SetSessionGraphOptimizationLevel, Status*, (SessionOptions*, int))                                    \
  FUNCTION(24, SetIntraOpNumThreads, Status*, (SessionOptions*, int))                                                \
  FUNCTION(120, DisablePerSessionThreads, Status*, (SessionOptions*))                                                \
  FUNCTION(130, AddSessionConfigEntry, Status*, (SessionOptions*, const char* key, const char* value))               \
  FUNCTION(293, SessionOptionsSetLoadCancellationFlag, Status*, (SessionOptions*, bool))                             \
  FUNCTION(8, CreateSessionFromArray, Status*,                                                                       \
           (const Env*, const void* model, std::size_t byte_size, const SessionOptions*, Session**))                 \
  FUNCTION(95, ReleaseSession, void, (Session*))                                                                     \
  FUNCTION(30, SessionGetInputCount, Status*, (const Session*, std::size_t*))                                        \
  FUNCTION(31, SessionGetOutputCount, Status*, (const Session*, std::size_t*))                                       \
  FUNCTION(36, SessionGetInputName, Status*, (const Session*, std::size_t index, Allocator*, char**))                \
  FUNCTION(37, SessionGetOutputName, Status*, (const Session*, std::size_t index, Allocator*, char**))               \
  FUNCTION(33, SessionGetInputTypeInfo, Status*, (const Session*, std::size_t index, TypeInfo**))                    \
  FUNCTION(34, SessionGetOutputTypeInfo, Status*, (const Session*, std::size_t index, TypeInfo**))                   \
  FUNCTION(78, GetAllocatorWithDefaultOptions, Status*, (Allocator**))                                               \
  FUNCTION(76, AllocatorFree, Status*, (Allocator*, void*))                                                          \
  FUNCTION(98, ReleaseTypeInfo, void, (TypeInfo*))                                                                   \
  FUNCTION(56, GetOnnxTypeFromTypeInfo, Status*, (const TypeInfo*, int* kind))                                       \
  FUNCTION(55, CastTypeInfoToTensorInfo, Status*, (const TypeInfo*, const TensorInfo**))                             \
  FUNCTION(103, CastTypeInfoToMapTypeInfo, Status*, (const TypeInfo*, const MapTypeInfo**))                          \
  FUNCTION(104, CastTypeInfoToSequenceTypeInfo, Status*, (const TypeInfo*, const SequenceTypeInfo**))                \
  FUNCTION(250, CastTypeInfoToOptionalTypeInfo, Status*, (const TypeInfo*, const OptionalTypeInfo**))                \
  FUNCTION(105, GetMapKeyType, Status*, (const MapTypeInfo*, int* element_type))                                     \
  FUNCTION(106, GetMapValueType, Status*, (const MapTypeInfo*, TypeInfo**))                                          \
  FUNCTION(107, GetSequenceElementType, Status*, (const SequenceTypeInfo*, TypeInfo**))                              \
  FUNCTION(251, GetOptionalContainedTypeInfo, Status*, (const OptionalTypeInfo*, TypeInfo**))                        \
  FUNCTION(60, GetTensorElementType, Status*, (const TensorInfo*, int* element_type))                                \
  FUNCTION(61, GetDimensionsCount, Status*, (const TensorInfo*, std::size_t*))                                       \
  FUNCTION(62, GetDimensions, Status*, (const TensorInfo*, std::int64_t*, std::size_t))                              \
  FUNCTION(63, GetSymbolicDimensions, Status*, (const TensorInfo*, const char**, std::size_t))                       \
  FUNCTION(390, TensorTypeAndShape_HasShape, bool, (const TensorInfo*))                                              \
  FUNCTION(65, GetTensorTypeAndShape, Status*, (const Value*, TensorInfo**))                                         \
  FUNCTION(99, ReleaseTensorTypeAndShapeInfo, void, (TensorInfo*))                                                   \
  FUNCTION(69, CreateCpuMemoryInfo, Status*, (int allocator, int memory, MemoryInfo**))                              \
  FUNCTION(94, ReleaseMemoryInfo, void, (MemoryInfo*))                                                               \
  FUNCTION(49, CreateTensorWithDataAsOrtValue, Status*,                                                              \
           (const MemoryInfo*, void* data, std::size_t byte_size, const std::int64_t* shape, std::size_t rank,       \
            int element_type, Value**))                                                                              \
  FUNCTION(51, GetTensorMutableData, Status*, (Value*, void**))                                                      \
  FUNCTION(96, ReleaseValue, void, (Value*))                                                                         \
  FUNCTION(9, Run, Status*,                                                                                          \
           (Session*, const RunOptions*, const char* const* input_names, const Value* const* inputs, std::size_t,    \
            const char* const* output_names, std::size_t, Value** outputs))                                          \
  FUNCTION(133, RunWithBinding, Status*, (Session*, const RunOptions*, const IoBinding*))                            \
  FUNCTION(134, CreateIoBinding, Status*, (Session*, IoBinding**))                                                   \
  FUNCTION(135, ReleaseIoBinding, void, (IoBinding*))                                                                \
  FUNCTION(136, BindInput, Status*, (IoBinding*, const char* name, const Value*))                                    \
  FUNCTION(137, BindOutput, Status*, (IoBinding*, const char* name, const Value*))                                   \
  FUNCTION(39, CreateRunOptions, Status*, (RunOptions**))                                                            \
  FUNCTION(97, ReleaseRunOptions, void, (RunOptions*))                                                               \
  FUNCTION(41, RunOptionsSetRunLogSeverityLevel, Status*, (RunOptions*, int))                                        \
  FUNCTION(46, RunOptionsSetTerminate, Status*, (RunOptions*))                                                       \
  FUNCTION(47, RunOptionsUnsetTerminate, Status*, (RunOptions*))                                                     \
  FUNCTION(111, SessionGetModelMetadata, Status*, (const Session*, ModelMetadata**))                                 \
  FUNCTION(118, ReleaseModelMetadata, void, (ModelMetadata*))                                                        \
  FUNCTION(112, ModelMetadataGetProducerName, Status*, (const ModelMetadata*, Allocator*, char**))                   \
  FUNCTION(113, ModelMetadataGetGraphName, Status*, (const ModelMetadata*, Allocator*, char**))                      \
  FUNCTION(114, ModelMetadataGetDomain, Status*, (const ModelMetadata*, Allocator*, char**))                         \
  FUNCTION(115, ModelMetadataGetDescription, Status*, (const ModelMetadata*, Allocator*, char**))                    \
  FUNCTION(158, ModelMetadataGetGraphDescription, Status*, (const ModelMetadata*, Allocator*, char**))               \
  FUNCTION(117, ModelMetadataGetVersion, Status*, (const ModelMetadata*, std::int64_t*))                             \
  FUNCTION(123, ModelMetadataGetCustomMetadataMapKeys, Status*,                                                      \
           (const ModelMetadata*, Allocator*, char*** keys, std::int64_t* count))                                    \
  FUNCTION(116, ModelMetadataLookupCustomMetadataMap, Status*,                                                       \
           (const ModelMetadata*, Allocator*, const char* key, char** value))

/// The functions, taken out of a library's table.
/// All may be called from any thread, but objects that are not const from one thread at a time (Session excepted).
struct Functions {
#define WASINN_ORT_MEMBER(place, name, result, parameters) result(*name) parameters = nullptr;
  WASINN_ORT_FUNCTIONS(WASINN_ORT_MEMBER)
#undef WASINN_ORT_MEMBER

  /// `table` is what GetApi(kApiVersion) returned.
  static Functions from(const void* table) {
    const auto* places = static_cast<void* const*>(table);
    Functions functions;
#define WASINN_ORT_TAKE(place, name, result, parameters) \
  functions.name = reinterpret_cast<result(*) parameters>(places[place]);
    WASINN_ORT_FUNCTIONS(WASINN_ORT_TAKE)
#undef WASINN_ORT_TAKE
    return functions;
  }
};

}  // namespace ort
