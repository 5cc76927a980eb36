// SPDX-License-Identifier: Apache-2.0
// Takes steps as a component, through wasi:nn. Before 2024-10-28 (WASI_NN_SET_INPUT) inputs are set and outputs fetched
// one by one; since then compute takes and gives all of them, and the inputs wait here until it.
//
//   component STEPS      the steps are relative to the folder that it runs in
#include <stdio.h>
#include <string.h>

#include "ml.h"
#include "steps.h"

typedef wasi_nn_errors_own_error_t error;
typedef wasi_nn_tensor_own_tensor_t tensor;

typedef struct {
  bool there;
  wasi_nn_graph_own_graph_t own;
} graph_slot;

enum { kMostInputs = 8, kMostName = 256 };

// An input that waits for compute.
typedef struct {
  char name[kMostName];
  tensor own;
} waiting_input;

typedef struct {
  bool there;
  wasi_nn_inference_own_graph_execution_context_t own;
#ifndef WASI_NN_SET_INPUT
  waiting_input inputs[kMostInputs];
  size_t input_count;
  wasi_nn_inference_list_named_tensor_t outputs;
#endif
} context_slot;

static graph_slot graphs[kMostSlots];
static context_slot contexts[kMostSlots];

// The name of the code; the error is dropped.
static const char* code_name(error failure) {
  static const char* const kNames[] = {"invalid_argument", "invalid_encoding",      "timeout",
                                       "runtime_error",    "unsupported_operation", "too_large",
                                       "not_found",        "security",              "unknown"};
  unsigned code = wasi_nn_errors_method_error_code(wasi_nn_errors_borrow_error(failure));
  wasi_nn_errors_error_drop_own(failure);
  return code < sizeof kNames / sizeof kNames[0] ? kNames[code] : "no_such_code";
}

static ml_string_t text_of(const char* text) {
  ml_string_t made;
  ml_string_set(&made, text);
  return made;
}

static void drop_graph(unsigned graph) {
  if (graphs[graph].there) wasi_nn_graph_graph_drop_own(graphs[graph].own);
  graphs[graph].there = false;
}

const char* step_named(unsigned graph, const char* name) {
  drop_graph(graph);
  ml_string_t text = text_of(name);
  error failure;
  if (!wasi_nn_graph_load_by_name(&text, &graphs[graph].own, &failure)) return code_name(failure);
  graphs[graph].there = true;
  return "ok";
}

const char* step_load(unsigned graph, const char* encoding, const step_bytes* parts, size_t count) {
  drop_graph(graph);
  wasi_nn_graph_graph_builder_t given[kMostParts];
  for (size_t i = 0; i < count; ++i) {
    given[i] = (wasi_nn_graph_graph_builder_t){(uint8_t*)parts[i].bytes, parts[i].byte_size};
  }
  wasi_nn_graph_list_graph_builder_t all = {given, count};
  wasi_nn_graph_graph_encoding_t as = (wasi_nn_graph_graph_encoding_t)place_of(kStepEncodings, encoding);
  error failure;
  if (!wasi_nn_graph_load(&all, as, WASI_NN_GRAPH_EXECUTION_TARGET_CPU, &graphs[graph].own, &failure)) {
    return code_name(failure);
  }
  graphs[graph].there = true;
  return "ok";
}

// The tensor copies what it is given.
static tensor make_tensor(const step_tensor* from) {
  uint32_t dimensions[kMostDimensions];
  memcpy(dimensions, from->dimensions, sizeof dimensions);
  wasi_nn_tensor_tensor_dimensions_t shape = {dimensions, from->rank};
  wasi_nn_tensor_tensor_data_t data = {(uint8_t*)from->data.bytes, from->data.byte_size};
  return wasi_nn_tensor_constructor_tensor(&shape, (wasi_nn_tensor_tensor_type_t)place_of(kStepTypes, from->type),
                                           &data);
}

// Reads a tensor; its bytes stay until the next one is read.
static void read_tensor(wasi_nn_tensor_borrow_tensor_t from, step_output* output) {
  static wasi_nn_tensor_tensor_data_t data;
  wasi_nn_tensor_tensor_data_free(&data);
  wasi_nn_tensor_tensor_dimensions_t shape;
  wasi_nn_tensor_method_tensor_dimensions(from, &shape);
  output->type = kStepTypes[wasi_nn_tensor_method_tensor_ty(from)];
  output->rank = shape.len < kMostDimensions ? (uint32_t)shape.len : kMostDimensions;
  if (output->rank) memcpy(output->dimensions, shape.ptr, output->rank * sizeof shape.ptr[0]);
  wasi_nn_tensor_tensor_dimensions_free(&shape);
  wasi_nn_tensor_method_tensor_data(from, &data);
  output->data = (step_bytes){data.ptr, data.len};
}

#ifdef WASI_NN_SET_INPUT

static void drop_context(unsigned context) {
  if (contexts[context].there) wasi_nn_inference_graph_execution_context_drop_own(contexts[context].own);
  contexts[context].there = false;
}

const char* step_input(unsigned context, const char* port, const step_tensor* from) {
  if (!contexts[context].there) return "no_such_context";
  ml_string_t name = text_of(port);
  error failure;
  bool set = wasi_nn_inference_method_graph_execution_context_set_input(
      wasi_nn_inference_borrow_graph_execution_context(contexts[context].own), &name, make_tensor(from), &failure);
  return set ? "ok" : code_name(failure);
}

const char* step_compute(unsigned context) {
  if (!contexts[context].there) return "no_such_context";
  error failure;
  bool computed = wasi_nn_inference_method_graph_execution_context_compute(
      wasi_nn_inference_borrow_graph_execution_context(contexts[context].own), &failure);
  return computed ? "ok" : code_name(failure);
}

const char* step_output_of(unsigned context, const char* port, size_t capacity, step_output* output) {
  (void)capacity;
  if (!contexts[context].there) return "no_such_context";
  ml_string_t name = text_of(port);
  tensor got;
  error failure;
  if (!wasi_nn_inference_method_graph_execution_context_get_output(
          wasi_nn_inference_borrow_graph_execution_context(contexts[context].own), &name, &got, &failure)) {
    return code_name(failure);
  }
  read_tensor(wasi_nn_tensor_borrow_tensor(got), output);
  wasi_nn_tensor_tensor_drop_own(got);
  return "ok";
}

#else

// Frees the outputs of the last computation.
static void drop_outputs(context_slot* slot) {
  wasi_nn_inference_list_named_tensor_free(&slot->outputs);
  slot->outputs = (wasi_nn_inference_list_named_tensor_t){NULL, 0};
}

static void drop_context(unsigned context) {
  context_slot* slot = &contexts[context];
  if (!slot->there) return;
  while (slot->input_count) wasi_nn_tensor_tensor_drop_own(slot->inputs[--slot->input_count].own);
  drop_outputs(slot);
  wasi_nn_inference_graph_execution_context_drop_own(slot->own);
  slot->there = false;
}

// An input waits for one computation, which takes it.
const char* step_input(unsigned context, const char* port, const step_tensor* from) {
  context_slot* slot = &contexts[context];
  if (!slot->there || slot->input_count == kMostInputs) return "no_such_context";
  waiting_input* waiting = &slot->inputs[slot->input_count++];
  snprintf(waiting->name, sizeof waiting->name, "%s", port);
  waiting->own = make_tensor(from);
  return "ok";
}

const char* step_compute(unsigned context) {
  context_slot* slot = &contexts[context];
  if (!slot->there) return "no_such_context";
  wasi_nn_inference_named_tensor_t named[kMostInputs];
  for (size_t i = 0; i < slot->input_count; ++i) {
    named[i].f0 = text_of(slot->inputs[i].name);
    named[i].f1 = slot->inputs[i].own;
  }
  wasi_nn_inference_list_named_tensor_t given = {named, slot->input_count};
  slot->input_count = 0;
  drop_outputs(slot);
  error failure;
  bool computed = wasi_nn_inference_method_graph_execution_context_compute(
      wasi_nn_inference_borrow_graph_execution_context(slot->own), &given, &slot->outputs, &failure);
  if (computed) return "ok";
  slot->outputs = (wasi_nn_inference_list_named_tensor_t){NULL, 0};
  return code_name(failure);
}

const char* step_output_of(unsigned context, const char* port, size_t capacity, step_output* output) {
  (void)capacity;
  const wasi_nn_inference_list_named_tensor_t* all = &contexts[context].outputs;
  for (size_t i = 0; i < all->len; ++i) {
    const ml_string_t* name = &all->ptr[i].f0;
    if (name->len != strlen(port) || memcmp(name->ptr, port, name->len) != 0) continue;
    read_tensor(wasi_nn_tensor_borrow_tensor(all->ptr[i].f1), output);
    return "ok";
  }
  return "no_such_output";
}

#endif

const char* step_open(unsigned context, unsigned graph) {
  drop_context(context);
  if (!graphs[graph].there) return "no_such_graph";
  error failure;
  if (!wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graphs[graph].own),
                                                         &contexts[context].own, &failure)) {
    return code_name(failure);
  }
  contexts[context].there = true;
  return "ok";
}

const char* step_drop(unsigned graph) {
  drop_graph(graph);
  return "ok";
}

void step_end(void) {
  for (unsigned i = 0; i < kMostSlots; ++i) {
    drop_context(i);
    drop_graph(i);
  }
}

int main(int argc, char** argv) {
  if (argc == 2) return play_steps(argv[1]);
  fprintf(stderr, "usage: component STEPS\n");
  return 2;
}
