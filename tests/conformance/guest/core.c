// SPDX-License-Identifier: Apache-2.0
// Takes steps as a core module, through the functions of `wasi_ephemeral_nn` that the standard has.
//
//   core STEPS      the steps are relative to the folder that it runs in
#include <stdio.h>
#include <stdlib.h>

#include <wasinn/guest.h>

#include "steps.h"

// A handle that no host has given out yet.
enum { kNoHandle = 0x7fffffff };

static nn_graph graphs[kMostSlots];
static nn_context contexts[kMostSlots];

static const char* code_name(nn_errno error) {
  static const char* const kNames[] = {"ok",   "invalid_argument", "invalid_encoding",      "missing_memory",
                                       "busy", "runtime_error",    "unsupported_operation", "too_large",
                                       "not_found"};
  static char other[32];
  if (error < sizeof kNames / sizeof kNames[0]) return kNames[error];
  snprintf(other, sizeof other, "errno_%u", (unsigned)error);
  return other;
}

const char* step_named(unsigned graph, const char* name) {
  graphs[graph] = kNoHandle;
  return code_name(nn_load_by_name(name, &graphs[graph]));
}

const char* step_load(unsigned graph, const char* encoding, const step_bytes* parts, size_t count) {
  static const uint32_t kNumbers[] = {NN_OPENVINO,       NN_ONNX, NN_TENSORFLOW, NN_PYTORCH,
                                      NN_TENSORFLOWLITE, NN_GGML, NN_AUTODETECT, NN_AUTODETECT};
  nn_part given[kMostParts];
  for (size_t i = 0; i < count; ++i) given[i] = (nn_part){parts[i].bytes, (uint32_t)parts[i].byte_size};
  graphs[graph] = kNoHandle;
  return code_name(
      nn_load(given, (uint32_t)count, kNumbers[place_of(kStepEncodings, encoding)], NN_CPU, &graphs[graph]));
}

const char* step_open(unsigned context, unsigned graph) {
  contexts[context] = kNoHandle;
  return code_name(nn_open(graphs[graph], &contexts[context]));
}

const char* step_input(unsigned context, const char* port, const step_tensor* tensor) {
  // In the order of kStepTypes; bf16 and what is no type at all have no number here.
  static const uint8_t kNumbers[] = {NN_F16, NN_F32, NN_F64, 255, NN_U8, NN_I32, NN_I64, 255};
  nn_tensor given = {tensor->dimensions,
                     tensor->rank,
                     kNumbers[place_of(kStepTypes, tensor->type)],
                     {0, 0, 0},
                     tensor->data.bytes,
                     (uint32_t)tensor->data.byte_size};
  return code_name(nn_set_input(contexts[context], (uint32_t)strtoul(port, NULL, 10), &given));
}

const char* step_compute(unsigned context) { return code_name(nn_compute(contexts[context])); }

const char* step_output_of(unsigned context, const char* port, size_t capacity, step_output* output) {
  static uint8_t* buffer;
  free(buffer);
  buffer = malloc(capacity + 1);
  uint32_t written = 0;
  nn_errno error =
      nn_get_output(contexts[context], (uint32_t)strtoul(port, NULL, 10), buffer, (uint32_t)capacity, &written);
  output->data = (step_bytes){buffer, written};
  return code_name(error);
}

// The standard has no function that gives a graph or a context back.
const char* step_drop(unsigned graph) {
  (void)graph;
  return "unsupported_operation";
}

void step_end(void) {
  for (unsigned i = 0; i < kMostSlots; ++i) graphs[i] = contexts[i] = kNoHandle;
}

int main(int argc, char** argv) {
  if (argc == 2) return play_steps(argv[1]);
  fprintf(stderr, "usage: core STEPS\n");
  return 2;
}
