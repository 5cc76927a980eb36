// SPDX-License-Identifier: Apache-2.0
// Takes the steps of the conformance suite as a component, but computes each answer piece by piece.
#include <stdlib.h>
#include <string.h>

#include "ml.h"

typedef wasi_nn_inference_borrow_graph_execution_context_t context_of_model;
typedef wasi_nn_inference_list_named_tensor_t named_tensors;
typedef wasi_nn_errors_own_error_t failure_of_model;

// The tensor's bytes as text; the tensor is dropped, as compute does it.
static ext_string_t take_text(wasi_nn_tensor_own_tensor_t tensor) {
  wasi_nn_tensor_tensor_data_t data;
  wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(tensor), &data);
  wasi_nn_tensor_tensor_drop_own(tensor);
  return (ext_string_t){data.ptr, data.len};
}

static wasi_nn_inference_named_tensor_t named_text(const char* name, ext_string_t text) {
  uint32_t size = (uint32_t)text.len;
  wasi_nn_tensor_tensor_dimensions_t shape = {&size, 1};
  wasi_nn_tensor_tensor_data_t data = {text.ptr, text.len};
  wasi_nn_inference_named_tensor_t made;
  ext_string_dup(&made.f0, name);
  made.f1 = wasi_nn_tensor_constructor_tensor(&shape, WASI_NN_TENSOR_TENSOR_TYPE_U8, &data);
  return made;
}

static bool start(context_of_model on, const named_tensors* inputs, failure_of_model* failure) {
  ext_string_t texts[2] = {{NULL, 0}, {NULL, 0}};  // prompt, options
  for (size_t i = 0; i < inputs->len; ++i) {
    texts[inputs->ptr[i].f0.len == strlen("prompt") ? 0 : 1] = take_text(inputs->ptr[i].f1);
  }
  const bool started = wasinn_nn_ext_text_generation_start(on, &texts[0], texts[1].len ? &texts[1] : NULL, failure);
  for (int i = 0; i < 2; ++i) ext_string_free(&texts[i]);
  return started;
}

// Adds piece after piece to the text, which the caller frees.
static bool collect(context_of_model on, ext_string_t* text, failure_of_model* failure) {
  ext_option_string_t piece;
  while (wasinn_nn_ext_text_generation_next(on, &piece, failure)) {
    if (!piece.is_some) return true;
    text->ptr = realloc(text->ptr, text->len + piece.val.len);
    memcpy(text->ptr + text->len, piece.val.ptr, piece.val.len);
    text->len += piece.val.len;
    ext_option_string_free(&piece);
  }
  return false;
}

static bool compute_in_pieces(context_of_model on, named_tensors* inputs, named_tensors* outputs,
                              failure_of_model* failure) {
  ext_string_t text = {malloc(1), 0};
  ext_string_t told;
  const bool computed = start(on, inputs, failure) && collect(on, &text, failure) &&
                        wasinn_nn_ext_text_generation_finish(on, &told, failure);
  if (computed) {
    outputs->ptr = malloc(2 * sizeof outputs->ptr[0]);
    outputs->len = 2;
    outputs->ptr[0] = named_text("output", text);
    outputs->ptr[1] = named_text("metadata", told);
    ext_string_free(&told);
  }
  free(text.ptr);
  return computed;
}

#define wasi_nn_inference_method_graph_execution_context_compute compute_in_pieces
#include "tests/conformance/guest/component.c"
