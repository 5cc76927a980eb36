// SPDX-License-Identifier: Apache-2.0
// The part of OpenVINO's C API that this backend calls, declared here so that building needs no header of it.
//
// Signatures, structs and numbers are those of the headers openvino/c/*.h of OpenVINO 2026.4 (Apache-2.0), compared
// with them by compiling both; functions are found by name.
#pragma once

#include <cstddef>
#include <cstdint>

namespace openvino {

struct CompiledModel;  // ov_compiled_model_t
struct Core;           // ov_core_t
struct InferRequest;   // ov_infer_request_t
struct Model;          // ov_model_t
struct ConstPort;      // ov_output_const_port_t
struct Tensor;         // ov_tensor_t

/// ov_status_e, as far as it is looked at. All but kOk are failures.
enum StatusCode : int { kOk = 0, kNotFound = -5, kCancelled = -13 };

/// ov_element_type_e, whose numbers are those of OpenVINO's element types.
enum ElementType : int {
  kDynamic = 0,
  kBoolean = 1,
  kBf16 = 2,
  kF16 = 3,
  kF32 = 4,
  kF64 = 5,
  kI4 = 6,
  kI8 = 7,
  kI16 = 8,
  kI32 = 9,
  kI64 = 10,
  kU8 = 16
};

/// ov_shape_t.
struct Shape {
  std::int64_t rank;
  std::int64_t* dims;
};

/// ov_dimension_t: both ends belong to the range; `max` is -1 where there is none.
struct DimensionRange {
  std::int64_t min;
  std::int64_t max;
};

/// ov_partial_shape_t.
struct PartialShape {
  DimensionRange rank;
  DimensionRange* dims;
};

/// ov_version_t.
struct Version {
  const char* build_number;
  const char* description;
};

/// ov_available_devices_t.
struct Devices {
  char** names;
  std::size_t count;
};

using LogCallback = void (*)(const char* message);

/// The functions, named as in the headers without "ov_".
struct Functions {
  // ov_common.h
  const char* (*get_last_err_msg)();
  void (*free)(const char* content);
  // ov_core.h; what has "..." takes pairs of texts, key and value, the last pair followed by NULL in set_property
  int (*get_openvino_version)(Version* version);
  void (*version_free)(Version* version);
  int (*core_create)(Core** core);
  void (*core_free)(Core* core);
  int (*core_get_available_devices)(const Core* core, Devices* devices);
  void (*available_devices_free)(Devices* devices);
  int (*core_get_property)(const Core* core, const char* device, const char* key, char** value);
  int (*core_set_property)(const Core* core, const char* device, ...);
  int (*core_read_model)(const Core* core, const char* model_path, const char* weights_path, Model** model);
  int (*core_read_model_from_memory_buffer)(const Core* core, const char* model_text, std::size_t model_size,
                                            const Tensor* weights, Model** model);
  int (*core_compile_model)(const Core* core, const Model* model, const char* device, std::size_t property_texts,
                            CompiledModel** compiled, ...);
  // ov_model.h
  void (*model_free)(Model* model);
  int (*model_get_friendly_name)(const Model* model, char** name);
  // ov_compiled_model.h
  int (*compiled_model_inputs_size)(const CompiledModel* compiled, std::size_t* count);
  int (*compiled_model_outputs_size)(const CompiledModel* compiled, std::size_t* count);
  int (*compiled_model_input_by_index)(const CompiledModel* compiled, std::size_t index, ConstPort** port);
  int (*compiled_model_output_by_index)(const CompiledModel* compiled, std::size_t index, ConstPort** port);
  int (*compiled_model_get_property)(const CompiledModel* compiled, const char* key, char** value);
  int (*compiled_model_create_infer_request)(const CompiledModel* compiled, InferRequest** request);
  void (*compiled_model_free)(CompiledModel* compiled);
  // ov_node.h
  int (*port_get_any_name)(const ConstPort* port, char** name);
  int (*port_get_partial_shape)(const ConstPort* port, PartialShape* shape);
  int (*port_get_element_type)(const ConstPort* port, int* element_type);
  void (*output_const_port_free)(ConstPort* port);
  // ov_partial_shape.h
  void (*partial_shape_free)(PartialShape* shape);
  // ov_shape.h
  int (*shape_free)(Shape* shape);
  // ov_tensor.h
  int (*tensor_create)(int element_type, Shape shape, Tensor** tensor);
  int (*tensor_create_from_host_ptr)(int element_type, Shape shape, void* data, Tensor** tensor);
  int (*tensor_get_shape)(const Tensor* tensor, Shape* shape);
  int (*tensor_get_byte_size)(const Tensor* tensor, std::size_t* byte_size);
  int (*tensor_data)(const Tensor* tensor, void** data);
  void (*tensor_free)(Tensor* tensor);
  // ov_infer_request.h
  int (*infer_request_set_input_tensor_by_index)(InferRequest* request, std::size_t index, const Tensor* tensor);
  int (*infer_request_set_output_tensor_by_index)(InferRequest* request, std::size_t index, const Tensor* tensor);
  int (*infer_request_get_output_tensor_by_index)(const InferRequest* request, std::size_t index, Tensor** tensor);
  int (*infer_request_infer)(InferRequest* request);
  int (*infer_request_cancel)(InferRequest* request);
  void (*infer_request_free)(InferRequest* request);
  // ov_util.h; NULL in releases before 2026
  void (*util_set_log_callback)(LogCallback callback);
};

}  // namespace openvino
