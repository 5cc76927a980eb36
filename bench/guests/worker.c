// SPDX-License-Identifier: Apache-2.0
// A guest among others: gets its model, infers, and says when, so that the host can hold all of them at the same place.
//
//   worker GRAPH DIMS OUTPUTS WARMUP ITERATIONS [GATE [FILE]]
//
// GRAPH has one f32 input of shape DIMS ("1,4") and one output of OUTPUTS f32 elements; with FILE the model is that
// file's bytes instead, which are given back once it is loaded. Makes WARMUP inferences, then ITERATIONS more; before
// and after the latter it computes the graph GATE, which holds it as long as the host likes. Prints
//   loaded NS      the load took that long, by the guest's own clock
//   memory BYTES   the guest's memory after WARMUP inferences
//   output SUM     the sum of the last output's elements, if there was one
// Exit code 1 when a call fails, 2 for arguments that do not fit.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wasinn/guest.h>

enum { kMaxRank = 8, kPage = 65536 };

typedef struct {
  uint32_t dims[kMaxRank];
  uint32_t rank;
  float* input;
  float* output;
  uint32_t output_count;
  nn_context context;
} job;

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static bool prepare(job* work, char* dims, const char* outputs) {
  for (char* word = strtok(dims, ","); word && work->rank < kMaxRank; word = strtok(NULL, ",")) {
    work->dims[work->rank++] = (uint32_t)strtoul(word, NULL, 10);
  }
  const uint32_t count = nn_element_count(work->rank, work->dims);
  work->output_count = (uint32_t)strtoul(outputs, NULL, 10);
  work->input = malloc(count * sizeof(float));
  work->output = malloc(work->output_count * sizeof(float));
  if (!work->input || !work->output) return false;
  for (uint32_t i = 0; i < count; ++i) work->input[i] = (float)(i % 251) / 251.0f;
  return true;
}

// Reads in pieces: a host holds a large piece a second time.
static bool read_all(FILE* file, char* bytes, size_t size) {
  static const size_t kPiece = 64 << 10;
  for (size_t done = 0; done < size;) {
    const size_t wanted = size - done < kPiece ? size - done : kPiece;
    if (fread(bytes + done, 1, wanted, file) != wanted) return false;
    done += wanted;
  }
  return true;
}

static nn_errno load_file(const char* path, nn_graph* graph) {
  FILE* file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) return NN_NOT_FOUND;
  const size_t size = (size_t)ftell(file);
  rewind(file);
  char* bytes = malloc(size);
  nn_errno error = NN_TOO_LARGE;
  if (bytes && read_all(file, bytes, size)) error = nn_load_bytes(bytes, (uint32_t)size, graph);
  free(bytes);
  fclose(file);
  return error;
}

static nn_errno load(job* work, const char* name, const char* path) {
  nn_graph graph;
  const double start = now_ns();
  nn_errno error = path ? load_file(path, &graph) : nn_load_by_name(name, &graph);
  const double end = now_ns();
  if (error) return error;
  printf("loaded %.0f\n", end - start);
  return nn_open(graph, &work->context);
}

static nn_errno infer(const job* work, unsigned long count) {
  nn_errno error = NN_SUCCESS;
  for (unsigned long i = 0; i < count && !error; ++i) {
    error = nn_set_f32(work->context, 0, work->input, work->rank, work->dims);
    if (!error) error = nn_compute(work->context);
    if (!error) error = nn_get_f32(work->context, 0, work->output, work->output_count);
  }
  return error;
}

static nn_errno open_gate(const char* name, nn_context* gate) {
  static const uint32_t dims[] = {1};
  static const float value[] = {0};
  nn_graph graph;
  nn_errno error = nn_load_by_name(name, &graph);
  if (!error) error = nn_open(graph, gate);
  return error ? error : nn_set_f32(*gate, 0, value, 1, dims);
}

// The inferences that count, between the two gates.
static nn_errno infer_between(const job* work, unsigned long count, const char* gate_name) {
  nn_context gate;
  nn_errno error = open_gate(gate_name, &gate);
  if (!error) error = nn_compute(gate);
  if (!error) error = infer(work, count);
  return error ? error : nn_compute(gate);
}

static void print_sum(const job* work) {
  double sum = 0;
  for (uint32_t i = 0; i < work->output_count; ++i) sum += (double)work->output[i];
  printf("output %.9g\n", sum);
}

int main(int argc, char** argv) {
  job work = {0};
  if (argc < 6 || argc > 8 || !prepare(&work, argv[2], argv[3])) {
    fputs("usage: worker GRAPH DIMS OUTPUTS WARMUP ITERATIONS [GATE [FILE]]\n", stderr);
    return 2;
  }
  const unsigned long warmup = strtoul(argv[4], NULL, 10);
  const unsigned long iterations = strtoul(argv[5], NULL, 10);
  nn_errno error = load(&work, argv[1], argc > 7 ? argv[7] : NULL);
  if (!error) error = infer(&work, warmup);
  if (error) return nn_report(argv[1], error);
  printf("memory %zu\n", __builtin_wasm_memory_size(0) * kPage);
  fflush(stdout);
  error = argc > 6 ? infer_between(&work, iterations, argv[6]) : infer(&work, iterations);
  if (error) return nn_report(argv[1], error);
  if (warmup + iterations > 0) print_sum(&work);
  return 0;
}
