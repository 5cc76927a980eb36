// SPDX-License-Identifier: Apache-2.0
// Probe: the three streaming calls on a graph that does not stream are refused, and the graph still computes.
//
//   streaming [GRAPH]      default: `digits`, which takes f32 [1, 1, 8, 8]

#include <stdio.h>

#include <wasinn/guest.h>

static int expect_unsupported(const char* call, nn_errno error) {
  if (error == NN_UNSUPPORTED_OPERATION) {
    printf("%s: %s\n", call, nn_errno_text(error));
    return 0;
  }
  fprintf(stderr, "%s: wanted errno %d, got %u\n", call, NN_UNSUPPORTED_OPERATION, (unsigned)error);
  return 1;
}

int main(int argc, char** argv) {
  static const uint32_t dims[] = {1, 1, 8, 8};
  static const float pixels[64];
  const char* name = argc > 1 ? argv[1] : "digits";
  nn_graph graph;
  nn_context context;
  nn_errno error = nn_load_by_name(name, &graph);
  if (!error) error = nn_open(graph, &context);
  if (!error) error = nn_set_f32(context, 0, pixels, 4, dims);
  if (error) return nn_report(name, error);
  char token[64];
  uint32_t written = 0;
  int failed = expect_unsupported("compute_single", nn_compute_single(context));
  error = nn_get_output_single(context, 0, token, sizeof token, &written);
  failed += expect_unsupported("get_output_single", error);
  failed += expect_unsupported("fini_single", nn_fini_single(context));
  if (failed) return 1;
  error = nn_compute(context);
  return error ? nn_report("compute afterwards", error) : 0;
}
