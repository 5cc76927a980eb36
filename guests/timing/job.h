// SPDX-License-Identifier: Apache-2.0
// What the guests of `wasinn bench` have in common: one model, its tensors, how often it is run, and what is told.
//
//   timing GRAPH WAY WARMUP ITERATIONS [i:TYPE:BYTES:DIMS ...] [o:BYTES ...]
//
// One argument for each input, in order: its type's number, its size in bytes and its dimensions ("1,8,8", "" for rank 0).
// One for each output: its size in bytes, or "o:" for one that cannot be read. Standard input has the bytes of all
// inputs, one after the other. On standard output come the nanoseconds of one inference and a line break, then the bytes
// of all outputs of the last one. Exit code 1 when a call fails or an output has another size, 2 for wrong arguments.
#ifndef WASINN_TIMING_JOB_H_
#define WASINN_TIMING_JOB_H_

#include <stdbool.h>
#include <stdint.h>

enum { kMaxRank = 16 };

typedef struct {
  uint32_t dims[kMaxRank];
  uint32_t rank;
  uint8_t type;
  uint32_t byte_size;
  void* bytes;
} job_input;

typedef struct {
  bool readable;
  uint32_t byte_size;
  void* bytes;
} job_output;

typedef struct {
  const char* graph;
  const char* way;
  unsigned long warmup;
  unsigned long iterations;
  job_input* inputs;
  uint32_t input_count;
  job_output* outputs;
  uint32_t output_count;
} job;

// Reads the arguments and standard input into `work`, with memory for all tensors. Returns 0, or the exit code after telling
// what is wrong.
int job_read(int argc, char** argv, job* work);

// Runs WARMUP inferences, then ITERATIONS, and tells what came of them. `infer` runs one on `state`; it tells its failure
// itself and returns false. Returns the exit code.
int job_measure(const job* work, bool (*infer)(const job* work, void* state), void* state);

#endif  // WASINN_TIMING_JOB_H_
