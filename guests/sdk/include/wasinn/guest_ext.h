// SPDX-License-Identifier: Apache-2.0
// What wasi-nn leaves out, for C and C++ guests that are core modules: the ten functions of the import module
// `wasinn_nn_ext`, and short calls over them. docs/extensions.md says exactly what each does.
//
// A guest that uses these functions starts only on a host that defines the imports. wasinn does; another host may do so
// with functions that all answer 0, which means "not here" to nn_has. So ask first, and have another way:
//
//   nn_output output = {probabilities, sizeof probabilities, 0};
//   nn_errno error = nn_run(context, &image, 1, &output, 1);   // in one call without copies where that can be
//   if (error) { char text[256]; fprintf(stderr, "%s\n", nn_error_text(text, sizeof text)); }
#ifndef WASINN_GUEST_EXT_H_
#define WASINN_GUEST_EXT_H_

#include <wasinn/guest.h>

#ifdef __cplusplus
extern "C" {
#define WASINN_STATIC_ASSERT_ static_assert
#else
#define WASINN_STATIC_ASSERT_ _Static_assert
#endif

// Element types beside those of guest.h: bf16, which nn_infer takes too; that the model does not say, where tensors of any
// type are taken or may come; and types that tensors cannot express.
enum { NN_BF16 = 6, NN_ANY = 254, NN_FOREIGN = 255 };

// The ports of a graph.
enum { NN_INPUTS = 0, NN_OUTPUTS = 1 };

// Where one output goes. `written` becomes its size in bytes.
typedef struct {
  void* buffer;
  uint32_t capacity;
  uint32_t written;
} nn_output;

WASINN_STATIC_ASSERT_(sizeof(nn_output) == 12, "layout of infer");
WASINN_STATIC_ASSERT_(offsetof(nn_output, capacity) == 4 && offsetof(nn_output, written) == 8, "layout of infer");

#define WASINN_IMPORT_(name) __attribute__((import_module("wasinn_nn_ext"), import_name(name)))

// The ten imports, as the host defines them.
//
// Those with `buffer, capacity, written` put a text or numbers into a buffer and its size into *written; when the buffer
// is too small they answer NN_TOO_LARGE, write the size alone, and may be asked again.

// 1 when there is a function of that name here, otherwise 0: the only answer that is no errno.
WASINN_IMPORT_("supports")
uint32_t nn_ext_supports(const char* name, uint32_t name_size);

// Why the last failed call, of these or of guest.h, failed: UTF-8 without a NUL, at most 1 KiB.
WASINN_IMPORT_("last_error")
nn_errno nn_ext_last_error(char* buffer, uint32_t capacity, uint32_t* written);

// How many inputs or outputs a graph has.
WASINN_IMPORT_("port_count")
nn_errno nn_ext_port_count(nn_graph graph, uint32_t direction, uint32_t* count);

// The model's own name for one of them; empty when it has none.
WASINN_IMPORT_("port_name")
nn_errno nn_ext_port_name(nn_graph graph, uint32_t direction, uint32_t index, char* buffer, uint32_t capacity,
                          uint32_t* written);

// Its element type: NN_F32 ..., NN_BF16, NN_ANY, NN_FOREIGN.
WASINN_IMPORT_("port_type")
nn_errno nn_ext_port_type(nn_graph graph, uint32_t direction, uint32_t index, uint32_t* type);

// Its dimensions, -1 for those that the model leaves open. *written counts bytes, eight for each.
// NN_UNSUPPORTED_OPERATION when the model does not say how many there are.
WASINN_IMPORT_("port_dimensions")
nn_errno nn_ext_port_dimensions(nn_graph graph, uint32_t direction, uint32_t index, int64_t* buffer, uint32_t capacity,
                                uint32_t* written);

// How many lines of its own description a model has, and the name and the text of each.
WASINN_IMPORT_("metadata_count")
nn_errno nn_ext_metadata_count(nn_graph graph, uint32_t* count);
WASINN_IMPORT_("metadata_key")
nn_errno nn_ext_metadata_key(nn_graph graph, uint32_t index, char* buffer, uint32_t capacity, uint32_t* written);
WASINN_IMPORT_("metadata_value")
nn_errno nn_ext_metadata_value(nn_graph graph, uint32_t index, char* buffer, uint32_t capacity, uint32_t* written);

// One inference: a tensor for each input in order (those at the end that the model does without may be missing; one in
// between is a tensor of its type with one dimension, 0), a place for each of the first `output_count` outputs. Nothing is
// copied where the tensors are aligned to their elements and the framework can work in place. NN_TOO_LARGE: a buffer was
// too small; every `written` says what is needed, and no buffer counts.
WASINN_IMPORT_("infer")
nn_errno nn_ext_infer(nn_context context, const nn_tensor* inputs, uint32_t input_count, nn_output* outputs,
                      uint32_t output_count);

#undef WASINN_IMPORT_

// Short calls.

// Whether the host has the function of that name: "infer", "last_error" ...
static inline int nn_has(const char* function) { return nn_ext_supports(function, (uint32_t)strlen(function)) == 1; }

// The text of the last error as a C string in `buffer`, cut to `capacity`, which is at least 1; empty when there is none
// or the host does not tell. Returns `buffer`.
static inline const char* nn_error_text(char* buffer, uint32_t capacity) {
  char text[1024];
  uint32_t size = 0;
  if (!nn_has("last_error") || nn_ext_last_error(text, (uint32_t)sizeof text, &size)) size = 0;
  if (size >= capacity) size = capacity - 1;
  memcpy(buffer, text, size);
  buffer[size] = '\0';
  return buffer;
}

// nn_ext_infer in the calls of the standard, with a copy of each tensor.
static inline nn_errno nn_run_in_steps(nn_context context, const nn_tensor* inputs, uint32_t input_count,
                                       nn_output* outputs, uint32_t output_count) {
  nn_errno error = NN_SUCCESS;
  for (uint32_t i = 0; i < input_count && !error; ++i) error = nn_set_input(context, i, &inputs[i]);
  if (!error) error = nn_compute(context);
  for (uint32_t i = 0; i < output_count && !error; ++i) {
    error = nn_get_output(context, i, outputs[i].buffer, outputs[i].capacity, &outputs[i].written);
  }
  return error;
}

// One inference, in one call where the host has that.
static inline nn_errno nn_run(nn_context context, const nn_tensor* inputs, uint32_t input_count, nn_output* outputs,
                              uint32_t output_count) {
  if (!nn_has("infer")) return nn_run_in_steps(context, inputs, input_count, outputs, output_count);
  return nn_ext_infer(context, inputs, input_count, outputs, output_count);
}

#undef WASINN_STATIC_ASSERT_
#ifdef __cplusplus
}
#endif

#endif  // WASINN_GUEST_EXT_H_
