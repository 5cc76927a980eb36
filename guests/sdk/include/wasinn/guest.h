// SPDX-License-Identifier: Apache-2.0
// wasi-nn for C and C++ guests that are core modules: the twelve functions of the import module
// `wasi_ephemeral_nn`, the layouts of their arguments, and short calls (nn_*) over them.
//
// Header only; compile with clang --target=wasm32-wasi. Every call answers an errno: 0 is success,
// nn_errno_text puts the others into words. A call that fails changes nothing.
//
//   nn_graph graph;
//   nn_context context;
//   nn_errno error;
//   if ((error = nn_load_by_name("digits", &graph)) || (error = nn_open(graph, &context)))
//     return nn_report("digits", error);
//   nn_set_f32(context, 0, pixels, 4, (uint32_t[]){1, 1, 8, 8});
//   nn_compute(context);
//   float probabilities[10];
//   nn_get_f32(context, 0, probabilities, 10);
#ifndef WASINN_GUEST_H_
#define WASINN_GUEST_H_

#ifndef __wasm32__
#error "wasinn/guest.h is for guests: compile with --target=wasm32-wasi"
#endif

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#define WASINN_STATIC_ASSERT_ static_assert
#else
#define WASINN_STATIC_ASSERT_ _Static_assert
#endif

typedef uint32_t nn_errno;
typedef uint32_t nn_graph;
typedef uint32_t nn_context;

// What a call can answer. From 100 on: only calls that stream text.
enum {
  NN_SUCCESS = 0,
  NN_INVALID_ARGUMENT = 1,
  NN_INVALID_ENCODING = 2,
  NN_MISSING_MEMORY = 3,
  NN_BUSY = 4,
  NN_RUNTIME_ERROR = 5,
  NN_UNSUPPORTED_OPERATION = 6,
  NN_TOO_LARGE = 7,
  NN_NOT_FOUND = 8,
  NN_END_OF_SEQUENCE = 100,
  NN_CONTEXT_FULL = 101,
  NN_PROMPT_TOO_LONG = 102,
  NN_MODEL_NOT_FOUND = 103,
};

// Element types of tensors. bf16 has no number here: such outputs can only be read as bytes.
enum { NN_F16 = 0, NN_F32 = 1, NN_F64 = 2, NN_U8 = 3, NN_I32 = 4, NN_I64 = 5 };

// Formats of models.
enum {
  NN_OPENVINO = 0,
  NN_ONNX = 1,
  NN_TENSORFLOW = 2,
  NN_PYTORCH = 3,
  NN_TENSORFLOWLITE = 4,
  NN_AUTODETECT = 5,
  NN_GGML = 6,
};

// Where a model runs.
enum { NN_CPU = 0, NN_GPU = 1, NN_TPU = 2, NN_AUTO = 3 };

// One part of a model's bytes; most formats have one part.
typedef struct {
  const void* bytes;
  uint32_t byte_size;
} nn_part;

// A tensor to read from: row-major, little-endian elements. The host copies it during the call.
typedef struct {
  const uint32_t* dims;
  uint32_t rank;
  uint8_t type;  // NN_F32 ...
  uint8_t padding[3];
  const void* data;
  uint32_t byte_size;
} nn_tensor;

WASINN_STATIC_ASSERT_(sizeof(nn_part) == 8 && offsetof(nn_part, byte_size) == 4, "witx layout");
WASINN_STATIC_ASSERT_(sizeof(nn_tensor) == 20, "witx layout");
WASINN_STATIC_ASSERT_(offsetof(nn_tensor, rank) == 4 && offsetof(nn_tensor, type) == 8, "witx layout");
WASINN_STATIC_ASSERT_(offsetof(nn_tensor, data) == 12, "witx layout");
WASINN_STATIC_ASSERT_(offsetof(nn_tensor, byte_size) == 16, "witx layout");

#define WASINN_IMPORT_(name) __attribute__((import_module("wasi_ephemeral_nn"), import_name(name)))

// The twelve imports, as the host defines them. Those marked (extension) are not in the standard.

// Loads a model from `count` parts; *graph is written on success only.
WASINN_IMPORT_("load")
nn_errno nn_load(const nn_part* parts, uint32_t count, uint32_t encoding, uint32_t target, nn_graph* graph);

// Opens a graph that the operator gave a name; the name is UTF-8 without a NUL.
WASINN_IMPORT_("load_by_name")
nn_errno nn_load_named(const char* name, uint32_t name_size, nn_graph* graph);

// (extension) The same with options as a JSON object.
WASINN_IMPORT_("load_by_name_with_config")
nn_errno nn_load_named_with_config(const char* name, uint32_t name_size, const char* config, uint32_t config_size,
                                   nn_graph* graph);

// Makes an execution context: the inputs and outputs of one inference at a time.
WASINN_IMPORT_("init_execution_context")
nn_errno nn_open(nn_graph graph, nn_context* context);

// Copies a tensor in as the model's input number `index`.
WASINN_IMPORT_("set_input")
nn_errno nn_set_input(nn_context context, uint32_t index, const nn_tensor* tensor);

// Runs the model on the inputs that were set; they stay set.
WASINN_IMPORT_("compute")
nn_errno nn_compute(nn_context context);

// Copies output number `index` out. *written is the output's size in bytes; it is also written with
// NN_TOO_LARGE, when `capacity` was too small, so a call with capacity 0 asks for the size.
WASINN_IMPORT_("get_output")
nn_errno nn_get_output(nn_context context, uint32_t index, void* buffer, uint32_t capacity, uint32_t* written);

// (extension) Generates one token; NN_END_OF_SEQUENCE when there is none.
WASINN_IMPORT_("compute_single")
nn_errno nn_compute_single(nn_context context);

// (extension) Copies the token that nn_compute_single made.
WASINN_IMPORT_("get_output_single")
nn_errno nn_get_output_single(nn_context context, uint32_t index, void* buffer, uint32_t capacity, uint32_t* written);

// (extension) Ends a run of nn_compute_single.
WASINN_IMPORT_("fini_single")
nn_errno nn_fini_single(nn_context context);

// (extension) Gives a graph back; its contexts go on working.
WASINN_IMPORT_("unload")
nn_errno nn_unload(nn_graph graph);

// (extension) Gives a context back.
WASINN_IMPORT_("finalize_execution_context")
nn_errno nn_close(nn_context context);

#undef WASINN_IMPORT_

// Short calls for what guests do most.

static inline nn_errno nn_load_by_name(const char* name, nn_graph* graph) {
  return nn_load_named(name, (uint32_t)strlen(name), graph);
}

// Loads a model that is one run of bytes, format by its first bytes, wherever the host runs it best.
static inline nn_errno nn_load_bytes(const void* bytes, uint32_t byte_size, nn_graph* graph) {
  nn_part part = {bytes, byte_size};
  return nn_load(&part, 1, NN_AUTODETECT, NN_AUTO, graph);
}

// The number of elements of a shape; no overflow check, for shapes that the guest itself wrote.
static inline uint32_t nn_element_count(uint32_t rank, const uint32_t* dims) {
  uint32_t count = 1;
  for (uint32_t i = 0; i < rank; ++i) count *= dims[i];
  return count;
}

// Sets input `index` from f32 elements; as many are read as the shape has.
static inline nn_errno nn_set_f32(nn_context context, uint32_t index, const float* data, uint32_t rank,
                                  const uint32_t* dims) {
  nn_tensor tensor = {dims, rank, NN_F32, {0, 0, 0}, data, nn_element_count(rank, dims) * (uint32_t)sizeof(float)};
  return nn_set_input(context, index, &tensor);
}

// Reads output `index` of exactly `count` f32 elements; NN_INVALID_ARGUMENT when it has fewer.
static inline nn_errno nn_get_f32(nn_context context, uint32_t index, float* data, uint32_t count) {
  uint32_t written = 0;
  uint32_t wanted = count * (uint32_t)sizeof(float);
  nn_errno error = nn_get_output(context, index, data, wanted, &written);
  if (error) return error;
  return written == wanted ? NN_SUCCESS : NN_INVALID_ARGUMENT;
}

static inline const char* nn_errno_text(nn_errno error) {
  switch (error) {
    case NN_SUCCESS: return "success";
    case NN_INVALID_ARGUMENT: return "invalid argument";
    case NN_INVALID_ENCODING: return "invalid encoding";
    case NN_MISSING_MEMORY: return "missing memory";
    case NN_BUSY: return "busy";
    case NN_RUNTIME_ERROR: return "runtime error";
    case NN_UNSUPPORTED_OPERATION: return "unsupported operation";
    case NN_TOO_LARGE: return "too large";
    case NN_NOT_FOUND: return "not found";
    case NN_END_OF_SEQUENCE: return "end of sequence";
    case NN_CONTEXT_FULL: return "context full";
    case NN_PROMPT_TOO_LONG: return "prompt too long";
    case NN_MODEL_NOT_FOUND: return "model not found";
    default: return "unknown errno";
  }
}

// Prints "WHAT: TEXT (errno N)" to stderr and answers 1, the exit code of a guest that failed.
static inline int nn_report(const char* what, nn_errno error) {
  fprintf(stderr, "%s: %s (errno %u)\n", what, nn_errno_text(error), (unsigned)error);
  return 1;
}

#undef WASINN_STATIC_ASSERT_
#ifdef __cplusplus
}
#endif

#endif  // WASINN_GUEST_H_
