// SPDX-License-Identifier: Apache-2.0
// Reads a file of steps, lets the functions below take them, and prints what came back. README.md describes both.
//
// The reading is the same for every interface; core.c, component.c and native.cpp beside define the functions.
#ifndef WASINN_CONFORMANCE_STEPS_H_
#define WASINN_CONFORMANCE_STEPS_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { kMostSlots = 64, kMostDimensions = 16, kMostParts = 8 };

// Bytes that somebody else owns.
typedef struct {
  const uint8_t* bytes;
  size_t byte_size;
} step_bytes;

// A tensor to set. The bytes may be fewer or more than the shape has, and go with the step.
typedef struct {
  const char* type;  // "f32"
  uint32_t dimensions[kMostDimensions];
  uint32_t rank;
  step_bytes data;
} step_tensor;

// An output that came back. `bytes` stays until the next step; type is NULL where the interface does not tell it.
typedef struct {
  const char* type;
  uint32_t dimensions[kMostDimensions];
  uint32_t rank;
  step_bytes data;
} step_output;

// The steps. Graphs and contexts are numbered by the file, from 0 to kMostSlots - 1; what was there before is dropped.
// A port is an index in decimal or a name, as the file has it. Each answers "ok", or the name of an error code with
// underscores: "invalid_argument".
const char* step_named(unsigned graph, const char* name);
const char* step_load(unsigned graph, const char* encoding, const step_bytes* parts, size_t count);
const char* step_open(unsigned context, unsigned graph);
const char* step_input(unsigned context, const char* port, const step_tensor* tensor);
const char* step_compute(unsigned context);
const char* step_output_of(unsigned context, const char* port, size_t capacity, step_output* output);
// Gives a graph back; its contexts go on. Core modules cannot, and say "unsupported_operation".
const char* step_drop(unsigned graph);
// Drops what can be dropped, after each check.
void step_end(void);

// Takes the steps of a file; 0, or 1 when the file cannot be read or is wrong.
int play_steps(const char* file);

// The place of `text` in a NULL-terminated list, or how many are in it.
unsigned place_of(const char* const* list, const char* text);

// "f16", "f32", "f64", "bf16", "u8", "i32", "i64", NULL: in the order of wasi:nn.
extern const char* const kStepTypes[];
// "openvino", "onnx", "tensorflow", "pytorch", "tensorflowlite", "ggml", "autodetect", NULL: likewise.
extern const char* const kStepEncodings[];

#ifdef __cplusplus
}
#endif

#endif  // WASINN_CONFORMANCE_STEPS_H_
