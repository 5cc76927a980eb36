// SPDX-License-Identifier: Apache-2.0
// Probe: a component that uses what the host has beyond wasi:nn, and does the same job without it; extension.c for
// components.
//
//   extension_component [GRAPH]      default: the graph `digits`
//
// GRAPH has one input, f32 [1, 1, 8, 8], and one output, f32 [1, 10]. Prints, where the host tells it, what the graph is
// like, and the probabilities for one picture as hexadecimal numbers, which must be the same however they were computed.
// Exit code 1 on failure.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ext.h"

enum { kPixels = 64, kDigits = 10 };

typedef wasi_nn_errors_own_error_t error;
typedef wasi_nn_inference_borrow_graph_execution_context_t context;
typedef wasinn_nn_ext_inspection_list_port_t ports;

static float pixels[kPixels];
static uint32_t dims[] = {1, 1, 8, 8};

static bool has(const char* function) {
  ext_string_t name;
  ext_string_set(&name, function);
  return wasinn_nn_ext_features_supports(&name);
}

// Prints the host's reason and drops the error.
static bool report(const char* what, error failure) {
  ext_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: %.*s\n", what, (int)reason.len, (const char*)reason.ptr);
  ext_string_free(&reason);
  wasi_nn_errors_error_drop_own(failure);
  return false;
}

static void print_ports(const char* kind, const ports* all) {
  for (size_t i = 0; i < all->len; ++i) {
    const wasinn_nn_ext_inspection_port_t* port = &all->ptr[i];
    printf("%s %zu '%.*s' type %.*s:", kind, i, (int)port->name.len, (const char*)port->name.ptr,
           (int)port->type_name.len, (const char*)port->type_name.ptr);
    for (size_t axis = 0; port->dimensions.is_some && axis < port->dimensions.val.len; ++axis) {
      ext_option_u64_t size = port->dimensions.val.ptr[axis];
      if (size.is_some) printf(" %llu", (unsigned long long)size.val);
      if (!size.is_some) printf(" -1");
    }
    puts("");
  }
}

static bool describe(wasi_nn_graph_borrow_graph_t graph) {
  if (!has("inputs") || !has("outputs") || !has("metadata")) return true;
  ports found;
  error failure;
  if (!wasinn_nn_ext_inspection_inputs(graph, &found, &failure)) return report("inputs", failure);
  print_ports("input", &found);
  wasinn_nn_ext_inspection_list_port_free(&found);
  if (!wasinn_nn_ext_inspection_outputs(graph, &found, &failure)) return report("outputs", failure);
  print_ports("output", &found);
  wasinn_nn_ext_inspection_list_port_free(&found);
  ext_list_tuple2_string_string_t lines;
  if (!wasinn_nn_ext_inspection_metadata(graph, &lines, &failure)) return report("metadata", failure);
  for (size_t i = 0; i < lines.len; ++i) {
    printf("metadata %.*s: %.*s\n", (int)lines.ptr[i].f0.len, (const char*)lines.ptr[i].f0.ptr,
           (int)lines.ptr[i].f1.len, (const char*)lines.ptr[i].f1.ptr);
  }
  ext_list_tuple2_string_string_free(&lines);
  return true;
}

static bool take(float* probabilities, const wasi_nn_tensor_tensor_data_t* data) {
  if (data->len != kDigits * sizeof(float)) {
    fprintf(stderr, "the output has %zu bytes\n", data->len);
    return false;
  }
  memcpy(probabilities, data->ptr, data->len);
  return true;
}

static bool infer_at_once(context on, float* probabilities) {
  wasinn_nn_ext_inference_ext_input_t image = {
      .dimensions = {dims, 4}, .ty = WASI_NN_TENSOR_TENSOR_TYPE_FP32, .data = {(uint8_t*)pixels, sizeof pixels}};
  ext_string_set(&image.name, "0");
  wasinn_nn_ext_inference_ext_list_input_t inputs = {&image, 1};
  wasinn_nn_ext_inference_ext_list_output_t outputs;
  error failure;
  if (!wasinn_nn_ext_inference_ext_infer(on, &inputs, &outputs, &failure)) return report("infer", failure);
  bool taken = outputs.len == 1 && take(probabilities, &outputs.ptr[0].data);
  wasinn_nn_ext_inference_ext_list_output_free(&outputs);
  return taken;
}

static bool infer_in_steps(context on, float* probabilities) {
  wasi_nn_tensor_tensor_dimensions_t dimensions = {dims, 4};
  wasi_nn_tensor_tensor_data_t data = {(uint8_t*)pixels, sizeof pixels};
  wasi_nn_inference_named_tensor_t image;
  ext_string_set(&image.f0, "0");
  image.f1 = wasi_nn_tensor_constructor_tensor(&dimensions, WASI_NN_TENSOR_TENSOR_TYPE_FP32, &data);
  wasi_nn_inference_list_named_tensor_t inputs = {&image, 1};
  wasi_nn_inference_list_named_tensor_t outputs;
  error failure;
  if (!wasi_nn_inference_method_graph_execution_context_compute(on, &inputs, &outputs, &failure)) {
    return report("compute", failure);
  }
  wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(outputs.ptr[0].f1), &data);
  bool taken = take(probabilities, &data);
  wasi_nn_tensor_tensor_data_free(&data);
  wasi_nn_tensor_tensor_drop_own(outputs.ptr[0].f1);
  wasi_nn_inference_list_named_tensor_free(&outputs);
  return taken;
}

// Both ways give the same bits where there are both.
static bool infer(context on, float* probabilities) {
  for (int i = 0; i < kPixels; ++i) pixels[i] = (float)(i % 7) / 6.0f;
  if (!infer_in_steps(on, probabilities)) return false;
  if (!has("infer")) return true;
  float at_once[kDigits];
  if (!infer_at_once(on, at_once)) return false;
  bool same = memcmp(probabilities, at_once, sizeof at_once) == 0;
  if (!same) fprintf(stderr, "one call and its steps give different numbers\n");
  return same;
}

int main(int argc, char** argv) {
  printf("in one call: %s\n", has("infer") ? "yes" : "no");
  ext_string_t name;
  ext_string_set(&name, argc > 1 ? argv[1] : "digits");
  wasi_nn_graph_own_graph_t graph;
  wasi_nn_inference_own_graph_execution_context_t made;
  error failure;
  if (!wasi_nn_graph_load_by_name(&name, &graph, &failure)) return report("load", failure), 1;
  if (!describe(wasi_nn_graph_borrow_graph(graph))) return 1;
  if (!wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graph), &made, &failure)) {
    return report("context", failure), 1;
  }
  float probabilities[kDigits];
  if (!infer(wasi_nn_inference_borrow_graph_execution_context(made), probabilities)) return 1;
  for (int i = 0; i < kDigits; ++i) printf("%a\n", (double)probabilities[i]);
  return 0;
}
