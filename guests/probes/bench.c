// SPDX-License-Identifier: Apache-2.0
// Probe: times inferences inside the guest, by its own monotonic clock.
//
//   bench GRAPH DIMS OUTPUTS ITERATIONS ROUNDS [WARMUP]
//
// GRAPH has one f32 input of shape DIMS ("1,4"; "scalar" for rank 0) and one output of OUTPUTS f32
// elements. One inference is set_input + compute + get_output, all bytes in and all bytes out. ROUNDS
// times it runs ITERATIONS inferences, after WARMUP (default: ITERATIONS) that are not counted.
// Input element i is (i mod 251) / 251.
//
// One line a round, then a summary, fields separated by spaces, times in nanoseconds per inference
// (set_input, compute and get_output alone are taken in a further round, as clock calls would disturb):
//   round NUMBER total NS
//   best total NS
//   parts set_input NS compute NS get_output NS
//   output SUM           the sum of the last output's elements, %.9g, to compare with a native run
// Exit code 1 when a call fails, 2 for arguments that do not fit.
//
// With WASINN_BENCH_ONE_CALL (bench_infer.c) an inference is one call of `infer` instead, which counts as compute.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef WASINN_BENCH_ONE_CALL
#include <wasinn/guest_ext.h>
#else
#include <wasinn/guest.h>
#endif

enum { kMaxRank = 8 };

typedef struct {
  const char* graph;
  nn_tensor input;
  uint32_t dims[kMaxRank];
  uint32_t output_size;
  unsigned long iterations;
  unsigned long rounds;
  unsigned long warmup;
} job;

typedef struct {
  nn_context context;
  float* output;
} stage;

typedef struct {
  double set_input;
  double compute;
  double get_output;
} parts;

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static bool parse_dims(const char* text, job* parsed) {
  if (strcmp(text, "scalar") == 0) return true;
  while (parsed->input.rank < kMaxRank) {
    char* end;
    parsed->dims[parsed->input.rank++] = (uint32_t)strtoul(text, &end, 10);
    if (end == text) return false;
    if (*end == '\0') return true;
    if (*end != ',') return false;
    text = end + 1;
  }
  return false;
}

static bool parse(int argc, char** argv, job* parsed) {
  if (argc < 6 || argc > 7 || !parse_dims(argv[2], parsed)) return false;
  parsed->graph = argv[1];
  parsed->output_size = (uint32_t)strtoul(argv[3], NULL, 10) * (uint32_t)sizeof(float);
  parsed->iterations = strtoul(argv[4], NULL, 10);
  parsed->rounds = strtoul(argv[5], NULL, 10);
  parsed->warmup = argc > 6 ? strtoul(argv[6], NULL, 10) : parsed->iterations;
  return parsed->iterations > 0 && parsed->rounds > 0;
}

static bool fill_input(job* work) {
  uint32_t count = nn_element_count(work->input.rank, work->dims);
  float* data = malloc(count * sizeof(float));
  if (!data) return false;
  for (uint32_t i = 0; i < count; ++i) data[i] = (float)(i % 251) / 251.0f;
  work->input.dims = work->dims;
  work->input.type = NN_F32;
  work->input.data = data;
  work->input.byte_size = count * (uint32_t)sizeof(float);
  return true;
}

#ifdef WASINN_BENCH_ONE_CALL

static nn_errno set_all(const job* work, const stage* on) {
  (void)work, (void)on;
  return NN_SUCCESS;
}

static nn_errno compute_all(const job* work, const stage* on) {
  nn_output output = {on->output, work->output_size, 0};
  nn_errno error = nn_ext_infer(on->context, &work->input, 1, &output, 1);
  if (error) return error;
  return output.written == work->output_size ? NN_SUCCESS : NN_INVALID_ARGUMENT;
}

static nn_errno get_all(const job* work, const stage* on) {
  (void)work, (void)on;
  return NN_SUCCESS;
}

#else

static nn_errno set_all(const job* work, const stage* on) { return nn_set_input(on->context, 0, &work->input); }

static nn_errno compute_all(const job* work, const stage* on) {
  (void)work;
  return nn_compute(on->context);
}

static nn_errno get_all(const job* work, const stage* on) {
  uint32_t written = 0;
  nn_errno error = nn_get_output(on->context, 0, on->output, work->output_size, &written);
  if (error) return error;
  return written == work->output_size ? NN_SUCCESS : NN_INVALID_ARGUMENT;
}

#endif

static nn_errno infer(const job* work, const stage* on, unsigned long count) {
  nn_errno error = NN_SUCCESS;
  for (unsigned long i = 0; i < count && !error; ++i) {
    error = set_all(work, on);
    if (!error) error = compute_all(work, on);
    if (!error) error = get_all(work, on);
  }
  return error;
}

static nn_errno infer_in_parts(const job* work, const stage* on, parts* spent) {
  nn_errno error = NN_SUCCESS;
  for (unsigned long i = 0; i < work->iterations && !error; ++i) {
    double start = now_ns();
    error = set_all(work, on);
    double set = now_ns();
    if (!error) error = compute_all(work, on);
    double computed = now_ns();
    if (!error) error = get_all(work, on);
    spent->set_input += set - start;
    spent->compute += computed - set;
    spent->get_output += now_ns() - computed;
  }
  return error;
}

static nn_errno measure(const job* work, const stage* on) {
  nn_errno error = infer(work, on, work->warmup);
  double best = 0;
  for (unsigned long round = 0; round < work->rounds && !error; ++round) {
    double start = now_ns();
    error = infer(work, on, work->iterations);
    double each = (now_ns() - start) / (double)work->iterations;
    printf("round %lu total %.1f\n", round, each);
    if (round == 0 || each < best) best = each;
  }
  parts spent = {0, 0, 0};
  if (!error) error = infer_in_parts(work, on, &spent);
  if (error) return error;
  double count = (double)work->iterations;
  printf("best total %.1f\n", best);
  printf("parts set_input %.1f compute %.1f get_output %.1f\n", spent.set_input / count, spent.compute / count,
         spent.get_output / count);
  return NN_SUCCESS;
}

static void print_sum(const job* work, const stage* on) {
  double sum = 0;
  for (uint32_t i = 0; i < work->output_size / sizeof(float); ++i) sum += (double)on->output[i];
  printf("output %.9g\n", sum);
}

int main(int argc, char** argv) {
  job work = {0};
  if (!parse(argc, argv, &work)) {
    fprintf(stderr, "usage: bench GRAPH DIMS OUTPUTS ITERATIONS ROUNDS [WARMUP]\n");
    return 2;
  }
  stage on = {0, malloc(work.output_size ? work.output_size : 1)};
  if (!on.output || !fill_input(&work)) {
    fprintf(stderr, "no memory for these tensors\n");
    return 1;
  }
  nn_graph graph;
  nn_errno error = nn_load_by_name(work.graph, &graph);
  if (!error) error = nn_open(graph, &on.context);
  if (!error) error = measure(&work, &on);
  if (error) return nn_report(work.graph, error);
  print_sum(&work, &on);
  return 0;
}
