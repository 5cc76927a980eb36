// SPDX-License-Identifier: Apache-2.0
// The functions of TensorFlow's C API that this backend calls. Source: tensorflow/c/{c_api,tf_buffer,tf_datatype,
// tf_status,tf_tensor}.h of TensorFlow 2.21, which has promised since 1.0 to keep them as they are.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tf {

struct Graph;
struct ImportOptions;
struct Operation;
struct Session;
struct SessionOptions;
struct Status;
struct Tensor;

/// TF_Buffer: bytes with a way to free them.
struct Buffer {
  const void* data;
  std::size_t length;
  void (*free_data)(void* data, std::size_t length);
};

/// TF_Output: one output of an operation.
struct Output {
  Operation* operation;
  int index;
};

/// TF_Code, as far as it is told apart here.
enum : int {
  kOk = 0,
  kInvalidArgument = 3,
  kNotFound = 5,
  kResourceExhausted = 8,
  kUnimplemented = 12
};

/// TF_DataType, those that wasi-nn tensors carry.
enum : int {
  kFloat = 1,
  kDouble = 2,
  kInt32 = 3,
  kUint8 = 4,
  kInt8 = 6,
  kInt64 = 9,
  kBfloat16 = 14,
  kHalf = 19
};

// The names of the functions after "TF_", with their types.
#define WASINN_TF_FUNCTIONS(X)                                                                                     \
  X(Version, const char*, ())                                                                                      \
  X(NewStatus, Status*, ())                                                                                        \
  X(DeleteStatus, void, (Status*))                                                                                 \
  X(GetCode, int, (const Status*))                                                                                 \
  X(Message, const char*, (const Status*))                                                                         \
  X(NewBuffer, Buffer*, ())                                                                                        \
  X(DeleteBuffer, void, (Buffer*))                                                                                 \
  X(NewTensor, Tensor*, (int, const std::int64_t*, int, void*, std::size_t, void (*)(void*, std::size_t, void*),   \
                         void*))                                                                                   \
  X(DeleteTensor, void, (Tensor*))                                                                                 \
  X(TensorType, int, (const Tensor*))                                                                              \
  X(NumDims, int, (const Tensor*))                                                                                 \
  X(Dim, std::int64_t, (const Tensor*, int))                                                                       \
  X(TensorByteSize, std::size_t, (const Tensor*))                                                                  \
  X(TensorData, void*, (const Tensor*))                                                                            \
  X(TensorDefaultAlignment, std::size_t, ())                                                                       \
  X(NewGraph, Graph*, ())                                                                                          \
  X(DeleteGraph, void, (Graph*))                                                                                   \
  X(NewImportGraphDefOptions, ImportOptions*, ())                                                                  \
  X(DeleteImportGraphDefOptions, void, (ImportOptions*))                                                           \
  X(GraphImportGraphDef, void, (Graph*, const Buffer*, const ImportOptions*, Status*))                             \
  X(GraphOperationByName, Operation*, (Graph*, const char*))                                                       \
  X(GraphNextOperation, Operation*, (Graph*, std::size_t*))                                                        \
  X(GraphGetTensorNumDims, int, (Graph*, Output, Status*))                                                         \
  X(GraphGetTensorShape, void, (Graph*, Output, std::int64_t*, int, Status*))                                      \
  X(OperationName, const char*, (Operation*))                                                                      \
  X(OperationOpType, const char*, (Operation*))                                                                    \
  X(OperationNumOutputs, int, (Operation*))                                                                        \
  X(OperationOutputType, int, (Output))                                                                            \
  X(OperationOutputNumConsumers, int, (Output))                                                                    \
  X(OperationNumControlOutputs, int, (Operation*))                                                                 \
  X(NewSessionOptions, SessionOptions*, ())                                                                        \
  X(DeleteSessionOptions, void, (SessionOptions*))                                                                 \
  X(SetConfig, void, (SessionOptions*, const void*, std::size_t, Status*))                                         \
  X(NewSession, Session*, (Graph*, const SessionOptions*, Status*))                                                \
  X(LoadSessionFromSavedModel, Session*, (const SessionOptions*, const Buffer*, const char*, const char* const*,   \
                                          int, Graph*, Buffer*, Status*))                                          \
  X(CloseSession, void, (Session*, Status*))                                                                       \
  X(DeleteSession, void, (Session*, Status*))                                                                      \
  X(SessionRun, void, (Session*, const Buffer*, const Output*, Tensor* const*, int, const Output*, Tensor**, int,  \
                       const Operation* const*, int, Buffer*, Status*))                                            \
  X(RegisterLogListener, void, (void (*)(const char*)))

/// The functions, found in an opened library. A plain value.
struct Functions {
#define WASINN_TF_MEMBER(name, result, parameters) result(*name) parameters = nullptr;
  WASINN_TF_FUNCTIONS(WASINN_TF_MEMBER)
#undef WASINN_TF_MEMBER
};

}  // namespace tf
