// SPDX-License-Identifier: Apache-2.0
// Probe: a compute that runs into its deadline is an errno, and the guest goes on.
//
//   deadline [SLOW [QUICK]]      default: the graphs `slow` and `digits`
//
// SLOW takes f32 [1] and runs longer than the operator's deadline for one compute; QUICK takes
// f32 [1, 1, 8, 8]. Expects runtime_error from SLOW, twice, and then success from QUICK.

#include <stdio.h>

#include <wasinn/guest.h>

static nn_errno open_named(const char* name, nn_context* context) {
  nn_graph graph;
  nn_errno error = nn_load_by_name(name, &graph);
  return error ? error : nn_open(graph, context);
}

static int compute_slow(const char* name, nn_context context) {
  nn_errno error = nn_compute(context);
  if (error == NN_RUNTIME_ERROR) {
    printf("%s: stopped (errno %u)\n", name, (unsigned)error);
    return 0;
  }
  if (error) return nn_report(name, error);
  fprintf(stderr, "%s: computed to its end; there was no deadline\n", name);
  return 1;
}

static int run_slow(const char* name) {
  static const uint32_t dims[] = {1};
  static const float start[] = {1.0f};
  nn_context context;
  nn_errno error = open_named(name, &context);
  if (!error) error = nn_set_f32(context, 0, start, 1, dims);
  if (error) return nn_report(name, error);
  int failed = compute_slow(name, context);
  return failed ? failed : compute_slow(name, context);
}

static int run_quick(const char* name) {
  static const uint32_t dims[] = {1, 1, 8, 8};
  static const float pixels[64];
  nn_context context;
  nn_errno error = open_named(name, &context);
  if (!error) error = nn_set_f32(context, 0, pixels, 4, dims);
  if (!error) error = nn_compute(context);
  if (error) return nn_report(name, error);
  printf("%s: computed\n", name);
  return 0;
}

int main(int argc, char** argv) {
  int failed = run_slow(argc > 1 ? argv[1] : "slow");
  return failed ? failed : run_quick(argc > 2 ? argv[2] : "digits");
}
