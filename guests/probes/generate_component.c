// SPDX-License-Identifier: Apache-2.0
// Probe: a component whose language model continues a text by each way that components have; generate.c for components.
//
//   generate_component GRAPH WAY NAMES PROMPT [OPTIONS]
//
// WAY: compute, infer, or interrupted: by text-generation, after an answer whose context was dropped in the middle and
// one that was ended there. NAMES: names (prompt, options, output, metadata) or numbers (0, 1), for the first two ways.
// The text goes to standard output, what the model says of it to standard error. Exit code 1 on failure.

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ext.h"

typedef wasi_nn_errors_own_error_t error;
typedef wasi_nn_inference_own_graph_execution_context_t own_context;
typedef wasi_nn_inference_borrow_graph_execution_context_t context;

// What is asked of the model.
typedef struct {
  const char* names[2];
  char* texts[2];
  size_t count;
} request;

static bool report(const char* what, error failure) {
  ext_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: code %d: %.*s\n", what, wasi_nn_errors_method_error_code(wasi_nn_errors_borrow_error(failure)),
          (int)reason.len, (const char*)reason.ptr);
  ext_string_free(&reason);
  wasi_nn_errors_error_drop_own(failure);
  return false;
}

// Prints an output.
static void show(const ext_string_t* name, const uint8_t* bytes, size_t size) {
  const bool text = name->len == strlen("output") && memcmp(name->ptr, "output", name->len) == 0;
  fwrite(bytes, 1, size, text ? stdout : stderr);
}

static bool compute(context on, const request* asked) {
  wasi_nn_inference_named_tensor_t given[2];
  for (size_t i = 0; i < asked->count; ++i) {
    uint32_t size = (uint32_t)strlen(asked->texts[i]);
    wasi_nn_tensor_tensor_dimensions_t dimensions = {&size, 1};
    wasi_nn_tensor_tensor_data_t data = {(uint8_t*)asked->texts[i], size};
    ext_string_set(&given[i].f0, asked->names[i]);
    given[i].f1 = wasi_nn_tensor_constructor_tensor(&dimensions, WASI_NN_TENSOR_TENSOR_TYPE_U8, &data);
  }
  wasi_nn_inference_list_named_tensor_t inputs = {given, asked->count};
  wasi_nn_inference_list_named_tensor_t outputs;
  error failure;
  if (!wasi_nn_inference_method_graph_execution_context_compute(on, &inputs, &outputs, &failure)) {
    return report("compute", failure);
  }
  for (size_t i = 0; i < outputs.len; ++i) {
    wasi_nn_tensor_tensor_data_t data;
    wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(outputs.ptr[i].f1), &data);
    show(&outputs.ptr[i].f0, data.ptr, data.len);
  }
  return true;
}

static bool infer(context on, const request* asked) {
  uint32_t sizes[2];
  wasinn_nn_ext_inference_ext_input_t given[2];
  for (size_t i = 0; i < asked->count; ++i) {
    sizes[i] = (uint32_t)strlen(asked->texts[i]);
    given[i] = (wasinn_nn_ext_inference_ext_input_t){.dimensions = {&sizes[i], 1},
                                                     .ty = WASI_NN_TENSOR_TENSOR_TYPE_U8,
                                                     .data = {(uint8_t*)asked->texts[i], sizes[i]}};
    ext_string_set(&given[i].name, asked->names[i]);
  }
  wasinn_nn_ext_inference_ext_list_input_t inputs = {given, asked->count};
  wasinn_nn_ext_inference_ext_list_output_t outputs;
  error failure;
  if (!wasinn_nn_ext_inference_ext_infer(on, &inputs, &outputs, &failure)) return report("infer", failure);
  for (size_t i = 0; i < outputs.len; ++i) {
    show(&outputs.ptr[i].name, outputs.ptr[i].data.ptr, outputs.ptr[i].data.len);
  }
  return true;
}

static bool start(context on, const request* asked) {
  ext_string_t prompt;
  ext_string_t options;
  error failure;
  ext_string_set(&prompt, asked->texts[0]);
  if (asked->count > 1) ext_string_set(&options, asked->texts[1]);
  if (wasinn_nn_ext_text_generation_start(on, &prompt, asked->count > 1 ? &options : NULL, &failure)) return true;
  return report("start", failure);
}

// Takes at most `most` pieces and prints them where they are to be seen.
static bool pieces(context on, int most, bool shown) {
  ext_option_string_t piece;
  error failure;
  for (int i = 0; i < most; ++i) {
    if (!wasinn_nn_ext_text_generation_next(on, &piece, &failure)) return report("next", failure);
    if (!piece.is_some) return true;
    if (shown) fwrite(piece.val.ptr, 1, piece.val.len, stdout);
    ext_option_string_free(&piece);
  }
  return true;
}

static bool finish(context on, bool shown) {
  ext_string_t metadata;
  error failure;
  if (!wasinn_nn_ext_text_generation_finish(on, &metadata, &failure)) return report("finish", failure);
  if (shown) fwrite(metadata.ptr, 1, metadata.len, stderr);
  ext_string_free(&metadata);
  return true;
}

static bool open_context(wasi_nn_graph_own_graph_t graph, own_context* made) {
  error failure;
  if (wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graph), made, &failure)) return true;
  return report("context", failure);
}

static bool interrupted(wasi_nn_graph_own_graph_t graph, context on, const request* asked) {
  own_context dropped;
  if (!open_context(graph, &dropped)) return false;
  context middle = wasi_nn_inference_borrow_graph_execution_context(dropped);
  if (!start(middle, asked) || !pieces(middle, 2, false)) return false;
  if (!start(on, asked) || !pieces(on, 3, false)) return false;
  wasi_nn_inference_graph_execution_context_drop_own(dropped);
  if (!finish(on, false)) return false;
  return start(on, asked) && pieces(on, 1 << 20, true) && finish(on, true);
}

int main(int argc, char** argv) {
  if (argc < 5) {
    fputs("generate_component GRAPH compute|infer|interrupted names|numbers PROMPT [OPTIONS]\n", stderr);
    return 2;
  }
  const bool names = strcmp(argv[3], "names") == 0;
  const request asked = {{names ? "prompt" : "0", names ? "options" : "1"}, {argv[4], argv[5]}, (size_t)argc - 4};
  ext_string_t name;
  wasi_nn_graph_own_graph_t graph;
  own_context made;
  error failure;
  ext_string_set(&name, argv[1]);
  if (!wasi_nn_graph_load_by_name(&name, &graph, &failure)) return report("load", failure), 1;
  if (!open_context(graph, &made)) return 1;
  context on = wasi_nn_inference_borrow_graph_execution_context(made);
  bool done = false;
  if (strcmp(argv[2], "compute") == 0) done = compute(on, &asked);
  if (strcmp(argv[2], "infer") == 0) done = infer(on, &asked);
  if (strcmp(argv[2], "interrupted") == 0) done = interrupted(graph, on, &asked);
  return done ? 0 : 1;
}
