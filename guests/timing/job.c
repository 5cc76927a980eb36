// SPDX-License-Identifier: Apache-2.0
// Arguments, bytes and the clock.
#include "job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void* room(uint32_t byte_size) { return malloc(byte_size ? byte_size : 1); }

// A number at `*text`, which is left behind it.
static uint32_t number(const char** text) {
  char* end;
  uint32_t value = (uint32_t)strtoul(*text, &end, 10);
  *text = end;
  return value;
}

// "TYPE:BYTES:DIMS".
static bool read_input(const char* text, job_input* input) {
  input->type = (uint8_t)number(&text);
  if (*text++ != ':') return false;
  input->byte_size = number(&text);
  if (*text++ != ':') return false;
  while (*text && input->rank < kMaxRank) {
    input->dims[input->rank++] = number(&text);
    if (*text == ',') ++text;
  }
  input->bytes = room(input->byte_size);
  return *text == '\0' && input->bytes && fread(input->bytes, 1, input->byte_size, stdin) == input->byte_size;
}

// "BYTES" or "".
static bool read_output(const char* text, job_output* output) {
  output->readable = *text != '\0';
  output->byte_size = number(&text);
  output->bytes = room(output->byte_size);
  return output->bytes && *text == '\0';
}

static bool read_tensor(const char* text, job* work) {
  if (strncmp(text, "i:", 2) == 0) return read_input(text + 2, &work->inputs[work->input_count++]);
  if (strncmp(text, "o:", 2) == 0) return read_output(text + 2, &work->outputs[work->output_count++]);
  return false;
}

int job_read(int argc, char** argv, job* work) {
  if (argc < 5) {
    fprintf(stderr, "usage: timing GRAPH WAY WARMUP ITERATIONS [i:TYPE:BYTES:DIMS ...] [o:BYTES ...]\n");
    return 2;
  }
  work->graph = argv[1];
  work->way = argv[2];
  work->warmup = strtoul(argv[3], NULL, 10);
  work->iterations = strtoul(argv[4], NULL, 10);
  work->inputs = calloc((size_t)argc, sizeof(job_input));
  work->outputs = calloc((size_t)argc, sizeof(job_output));
  for (int i = 5; i < argc; ++i) {
    if (work->inputs && work->outputs && read_tensor(argv[i], work)) continue;
    fprintf(stderr, "no tensor can be made of %s\n", argv[i]);
    return 2;
  }
  return 0;
}

int job_measure(const job* work, bool (*infer)(const job* work, void* state), void* state) {
  for (unsigned long i = 0; i < work->warmup; ++i) {
    if (!infer(work, state)) return 1;
  }
  double start = now_ns();
  for (unsigned long i = 0; i < work->iterations; ++i) {
    if (!infer(work, state)) return 1;
  }
  printf("%.3f\n", (now_ns() - start) / (double)work->iterations);
  for (uint32_t i = 0; i < work->output_count; ++i) {
    fwrite(work->outputs[i].bytes, 1, work->outputs[i].byte_size, stdout);
  }
  return fflush(stdout) == 0 ? 0 : 1;
}
