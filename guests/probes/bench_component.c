// SPDX-License-Identifier: Apache-2.0
// Probe: times inferences inside a component, by its own monotonic clock; bench.c for wasi:nn.
//
//   bench_component GRAPH DIMS OUTPUTS ITERATIONS ROUNDS [WARMUP]
//
// Arguments and lines of output are those of bench.c. One inference is the constructor of the input tensor, compute,
// the data of the output, and giving back all that came of it; the input is named by its index. Of the parts,
// set_input is the constructor, and get_output is the data and the giving back.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ml.h"

enum { kMaxRank = 8 };

typedef struct {
  ml_string_t graph;
  wasi_nn_tensor_tensor_dimensions_t dimensions;
  wasi_nn_tensor_tensor_data_t input;
  uint32_t dims[kMaxRank];
  size_t output_size;
  unsigned long iterations;
  unsigned long rounds;
  unsigned long warmup;
} job;

typedef wasi_nn_inference_borrow_graph_execution_context_t context;
typedef wasi_nn_inference_list_named_tensor_t outputs;
typedef wasi_nn_tensor_tensor_data_t bytes;

typedef struct {
  double constructor;
  double compute;
  double data;
} parts;

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static bool parse_dims(const char* text, job* parsed) {
  parsed->dimensions.ptr = parsed->dims;
  if (strcmp(text, "scalar") == 0) return true;
  while (parsed->dimensions.len < kMaxRank) {
    char* end;
    parsed->dims[parsed->dimensions.len++] = (uint32_t)strtoul(text, &end, 10);
    if (end == text) return false;
    if (*end == '\0') return true;
    if (*end != ',') return false;
    text = end + 1;
  }
  return false;
}

static bool parse(int argc, char** argv, job* parsed) {
  if (argc < 6 || argc > 7 || !parse_dims(argv[2], parsed)) return false;
  ml_string_set(&parsed->graph, argv[1]);
  parsed->output_size = strtoul(argv[3], NULL, 10) * sizeof(float);
  parsed->iterations = strtoul(argv[4], NULL, 10);
  parsed->rounds = strtoul(argv[5], NULL, 10);
  parsed->warmup = argc > 6 ? strtoul(argv[6], NULL, 10) : parsed->iterations;
  return parsed->iterations > 0 && parsed->rounds > 0;
}

static bool fill_input(job* work) {
  size_t count = 1;
  for (size_t i = 0; i < work->dimensions.len; ++i) count *= work->dims[i];
  float* data = malloc(count * sizeof(float));
  if (!data) return false;
  for (size_t i = 0; i < count; ++i) data[i] = (float)(i % 251) / 251.0f;
  work->input = (bytes){(uint8_t*)data, count * sizeof(float)};
  return true;
}

// Prints the host's reason; answers false.
static bool report(const char* what, wasi_nn_errors_own_error_t failure) {
  ml_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: %.*s\n", what, (int)reason.len, (const char*)reason.ptr);
  return false;
}

static wasi_nn_tensor_own_tensor_t make_input(job* work) {
  return wasi_nn_tensor_constructor_tensor(&work->dimensions, WASI_NN_TENSOR_TENSOR_TYPE_FP32, &work->input);
}

static bool compute(context on, wasi_nn_tensor_own_tensor_t input, outputs* made) {
  static uint8_t index[] = "0";
  wasi_nn_inference_named_tensor_t named = {{index, 1}, input};
  outputs taken = {&named, 1};
  wasi_nn_errors_own_error_t failure;
  return wasi_nn_inference_method_graph_execution_context_compute(on, &taken, made, &failure) ||
         report("compute", failure);
}

// Reads the one output, which the caller frees, and gives the tensor and the list back.
static bool read_output(const job* work, outputs* made, bytes* data) {
  wasi_nn_tensor_own_tensor_t output = made->ptr[0].f1;
  wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(output), data);
  wasi_nn_tensor_tensor_drop_own(output);
  wasi_nn_inference_list_named_tensor_free(made);
  if (data->len == work->output_size) return true;
  fprintf(stderr, "the output has %zu bytes and not %zu\n", data->len, work->output_size);
  return false;
}

static bool infer(job* work, context on, unsigned long count) {
  for (unsigned long i = 0; i < count; ++i) {
    outputs made;
    bytes data;
    if (!compute(on, make_input(work), &made) || !read_output(work, &made, &data)) return false;
    wasi_nn_tensor_tensor_data_free(&data);
  }
  return true;
}

static bool infer_in_parts(job* work, context on, parts* spent) {
  for (unsigned long i = 0; i < work->iterations; ++i) {
    outputs made;
    bytes data;
    double start = now_ns();
    wasi_nn_tensor_own_tensor_t input = make_input(work);
    double constructed = now_ns();
    if (!compute(on, input, &made)) return false;
    double computed = now_ns();
    if (!read_output(work, &made, &data)) return false;
    wasi_nn_tensor_tensor_data_free(&data);
    spent->constructor += constructed - start;
    spent->compute += computed - constructed;
    spent->data += now_ns() - computed;
  }
  return true;
}

static bool measure(job* work, context on) {
  if (!infer(work, on, work->warmup)) return false;
  double best = 0;
  for (unsigned long round = 0; round < work->rounds; ++round) {
    double start = now_ns();
    if (!infer(work, on, work->iterations)) return false;
    double each = (now_ns() - start) / (double)work->iterations;
    printf("round %lu total %.1f\n", round, each);
    if (round == 0 || each < best) best = each;
  }
  parts spent = {0, 0, 0};
  if (!infer_in_parts(work, on, &spent)) return false;
  double count = (double)work->iterations;
  printf("best total %.1f\n", best);
  printf("parts set_input %.1f compute %.1f get_output %.1f\n", spent.constructor / count, spent.compute / count,
         spent.data / count);
  return true;
}

// The sum of the output of one more inference.
static bool print_sum(job* work, context on) {
  outputs made;
  bytes data;
  if (!compute(on, make_input(work), &made) || !read_output(work, &made, &data)) return false;
  const float* values = (const float*)(const void*)data.ptr;
  double sum = 0;
  for (size_t i = 0; i < data.len / sizeof(float); ++i) sum += (double)values[i];
  printf("output %.9g\n", sum);
  return true;
}

static bool open(job* work, context* on) {
  wasi_nn_graph_own_graph_t graph;
  wasi_nn_inference_own_graph_execution_context_t made;
  wasi_nn_errors_own_error_t failure;
  if (!wasi_nn_graph_load_by_name(&work->graph, &graph, &failure)) return report("graph", failure);
  if (!wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graph), &made, &failure)) {
    return report("context", failure);
  }
  *on = wasi_nn_inference_borrow_graph_execution_context(made);
  return true;
}

int main(int argc, char** argv) {
  job work = {0};
  if (!parse(argc, argv, &work)) {
    fprintf(stderr, "usage: bench_component GRAPH DIMS OUTPUTS ITERATIONS ROUNDS [WARMUP]\n");
    return 2;
  }
  if (!fill_input(&work)) {
    fprintf(stderr, "no memory for this tensor\n");
    return 1;
  }
  context on;
  return open(&work, &on) && measure(&work, on) && print_sum(&work, on) ? 0 : 1;
}
