/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine library adds to the Wasmtime C API: wasi:nn for components, served by a table of C functions, and
 * components whose imports are found beforehand. */
#ifndef WASINN_ENGINE_H
#define WASINN_ENGINE_H

#include <stddef.h>
#include <stdint.h>
#include <wasmtime.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Guests hold resources (tensors, graphs, contexts, errors) by handles that the component model guards; the functions
 * below get the number that they gave out themselves, and each number is dropped exactly once: by its _drop function,
 * or by a function that consumes it.
 *
 * `guest` is the data of the guest's store (wasmtime_context_get_data). Pointers given to a function lie in the guest's
 * memory and are valid during the call only. What a function returns by pointer stays valid until the next call for the
 * same guest. No function lets an exception through.
 */

/* How a call ended. */
typedef uint32_t wasinn_nn_status;
enum {
  WASINN_NN_OK = 0,
  WASINN_NN_ERROR = 1, /* the result is the number of an error that the guest gets */
  WASINN_NN_TRAP = 2   /* the guest holds more resources than it may: it is stopped */
};

typedef struct wasinn_nn_bytes {
  const uint8_t* data;
  size_t size;
} wasinn_nn_bytes;

typedef struct wasinn_nn_dimensions {
  const uint32_t* data;
  size_t count;
} wasinn_nn_dimensions;

/* A tensor with the name of its port, UTF-8. */
typedef struct wasinn_nn_named_tensor {
  wasinn_nn_bytes name;
  uint32_t tensor;
} wasinn_nn_named_tensor;

typedef struct wasinn_nn_named_tensors {
  const wasinn_nn_named_tensor* data;
  size_t count;
} wasinn_nn_named_tensors;

/* One port of a graph. */
typedef struct wasinn_nn_port {
  wasinn_nn_bytes name;      /* UTF-8 */
  wasinn_nn_bytes type_name; /* UTF-8 */
  const int64_t* dimensions; /* -1: unknown */
  size_t rank;
  uint32_t type;       /* an element type, or WASINN_NN_NO_TYPE */
  uint32_t rank_known; /* 1 or 0 */
} wasinn_nn_port;
#define WASINN_NN_NO_TYPE UINT32_MAX

typedef struct wasinn_nn_ports {
  const wasinn_nn_port* data;
  size_t count;
} wasinn_nn_ports;

/* One line of a model's description, UTF-8. */
typedef struct wasinn_nn_property {
  wasinn_nn_bytes key;
  wasinn_nn_bytes value;
} wasinn_nn_property;

typedef struct wasinn_nn_properties {
  const wasinn_nn_property* data;
  size_t count;
} wasinn_nn_properties;

/* A tensor that is no resource. */
typedef struct wasinn_nn_plain_tensor {
  wasinn_nn_bytes name; /* UTF-8 */
  wasinn_nn_dimensions dimensions;
  wasinn_nn_bytes data;
  uint32_t type;
} wasinn_nn_plain_tensor;

typedef struct wasinn_nn_plain_tensors {
  const wasinn_nn_plain_tensor* data;
  size_t count;
} wasinn_nn_plain_tensors;

/* wasi:nn. Element types, encodings, targets and error codes are numbered in the order in which the interface lists
 * them. Every function is set. Where the versions of the interface differ, the comment says which have the function. */
typedef struct wasinn_nn_functions {
  wasinn_nn_status (*tensor_new)(void* guest, wasinn_nn_dimensions dimensions, uint32_t type, wasinn_nn_bytes data,
                                 uint32_t* tensor); /* never WASINN_NN_ERROR: the interface has no error there */
  wasinn_nn_dimensions (*tensor_dimensions)(void* guest, uint32_t tensor);
  uint32_t (*tensor_type)(void* guest, uint32_t tensor);
  wasinn_nn_bytes (*tensor_data)(void* guest, uint32_t tensor);
  void (*tensor_drop)(void* guest, uint32_t tensor);

  wasinn_nn_status (*error_new)(void* guest, uint32_t code, wasinn_nn_bytes text, uint32_t* error); /* 06-25 */
  uint32_t (*error_code)(void* guest, uint32_t error);
  wasinn_nn_bytes (*error_data)(void* guest, uint32_t error);
  void (*error_drop)(void* guest, uint32_t error);

  /* Of a model of more than 65 parts the first 65 are given: it can only be refused. */
  wasinn_nn_status (*load)(void* guest, const wasinn_nn_bytes* parts, size_t count, uint32_t encoding,
                           uint32_t target, uint32_t* result);
  wasinn_nn_status (*load_by_name)(void* guest, wasinn_nn_bytes name, uint32_t* result);
  wasinn_nn_status (*graph_init_execution_context)(void* guest, uint32_t graph, uint32_t* result);
  void (*graph_drop)(void* guest, uint32_t graph);

  /* 10-28. Consumes the inputs, however it ends. */
  wasinn_nn_status (*context_compute)(void* guest, uint32_t context, wasinn_nn_named_tensors inputs,
                                      wasinn_nn_named_tensors* outputs, uint32_t* error);
  /* 06-25 and 08-19. The first consumes the tensor, however it ends. */
  wasinn_nn_status (*context_set_input)(void* guest, uint32_t context, wasinn_nn_bytes name, uint32_t tensor,
                                        uint32_t* error);
  wasinn_nn_status (*context_compute_set)(void* guest, uint32_t context, uint32_t* error);
  wasinn_nn_status (*context_get_output)(void* guest, uint32_t context, wasinn_nn_bytes name, uint32_t* result);
  void (*context_drop)(void* guest, uint32_t context);

  /* wasinn:nn-ext. */
  uint32_t (*supports)(void* guest, wasinn_nn_bytes name); /* 1 or 0 */
  wasinn_nn_status (*graph_inputs)(void* guest, uint32_t graph, wasinn_nn_ports* ports, uint32_t* error);
  wasinn_nn_status (*graph_outputs)(void* guest, uint32_t graph, wasinn_nn_ports* ports, uint32_t* error);
  wasinn_nn_status (*graph_metadata)(void* guest, uint32_t graph, wasinn_nn_properties* lines, uint32_t* error);
  wasinn_nn_status (*context_infer)(void* guest, uint32_t context, wasinn_nn_plain_tensors inputs,
                                    wasinn_nn_plain_tensors* outputs, uint32_t* error);

  /* Texts are UTF-8. Options of size 0: none; a piece of size 0: there are no more. */
  wasinn_nn_status (*text_start)(void* guest, uint32_t context, wasinn_nn_bytes prompt, wasinn_nn_bytes options,
                                 uint32_t* error);
  wasinn_nn_status (*text_next)(void* guest, uint32_t context, wasinn_nn_bytes* piece, uint32_t* error);
  wasinn_nn_status (*text_finish)(void* guest, uint32_t context, wasinn_nn_bytes* metadata, uint32_t* error);
} wasinn_nn_functions;

/* Defines the interfaces tensor, graph, inference and errors of wasi:nn@0.2.0-rc-2024-06-25, -08-19 and -10-28, and those
 * of wasinn:nn-ext@0.1.0, on `linker`. `functions` is copied. Once for a linker. Returns NULL, or what is wrong, for the
 * caller to delete. */
wasmtime_error_t* wasinn_component_linker_define_nn(wasmtime_component_linker_t* linker,
                                                    const wasinn_nn_functions* functions);

/* A component whose imports were found and checked; may be instantiated any number of times, on any thread. */
typedef struct wasinn_component_pre wasinn_component_pre_t;

/* Finds the imports of `component` on `linker`. Returns NULL and gives *pre to the caller, or says what is missing. */
wasmtime_error_t* wasinn_component_linker_instantiate_pre(const wasmtime_component_linker_t* linker,
                                                          const wasmtime_component_t* component,
                                                          wasinn_component_pre_t** pre);

/* A fresh instance in the store of `context`. Returns NULL and fills *instance, or how it failed. */
wasmtime_error_t* wasinn_component_pre_instantiate(const wasinn_component_pre_t* pre, wasmtime_context_t* context,
                                                   wasmtime_component_instance_t* instance);

void wasinn_component_pre_delete(wasinn_component_pre_t* pre);

/* How many bytes a guest may pass to the host in one call of a component's import; Wasmtime's own limit is 128 MiB.
 * More is a trap. */
void wasinn_context_set_call_bytes(wasmtime_context_t* context, size_t bytes);

/* How many resources of WASI (files, streams, polls) the guest may hold; Wasmtime's own limit is a million. More is a
 * trap. Once the context has its WASI configuration. */
void wasinn_context_set_wasi_resources(wasmtime_context_t* context, size_t most);

#ifdef __cplusplus
}
#endif

#endif /* WASINN_ENGINE_H */
