// SPDX-License-Identifier: Apache-2.0
// Probe: one model reached three ways, by the bytes of a file twice and by name, answers the same numbers.
//
//   share [FILE [NAME]]      default: digits.onnx, read by the guest, and the graph `digits`
//
// The model takes f32 [1, 1, 8, 8] and gives f32 [1, 10]. Exit code 1 on failure.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest.h>

enum { kPixels = 64, kDigits = 10 };

// Loads the file's bytes, and forgets them: the host has its own copy.
static nn_errno load_file(const char* path, nn_graph* graph) {
  enum { kMost = 1 << 20 };
  FILE* file = fopen(path, "rb");
  char* bytes = malloc(kMost);
  if (!file || !bytes) {
    fprintf(stderr, "%s: cannot be read\n", path);
    exit(1);
  }
  size_t size = fread(bytes, 1, kMost, file);
  nn_errno error = nn_load_bytes(bytes, (uint32_t)size, graph);
  memset(bytes, 0, size);
  fclose(file);
  free(bytes);
  return error;
}

static nn_errno infer(nn_graph graph, float* probabilities) {
  static const uint32_t dims[] = {1, 1, 8, 8};
  float pixels[kPixels];
  for (int i = 0; i < kPixels; ++i) pixels[i] = (float)(i % 5) / 4.0f;
  nn_context context;
  nn_errno error = nn_open(graph, &context);
  if (!error) error = nn_set_f32(context, 0, pixels, 4, dims);
  if (!error) error = nn_compute(context);
  if (!error) error = nn_get_f32(context, 0, probabilities, kDigits);
  return error;
}

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "digits.onnx";
  const char* name = argc > 2 ? argv[2] : "digits";
  nn_graph graphs[3];
  nn_errno error = load_file(path, &graphs[0]);
  if (!error) error = load_file(path, &graphs[1]);
  if (error) return nn_report(path, error);
  error = nn_load_by_name(name, &graphs[2]);
  if (error) return nn_report(name, error);
  float probabilities[3][kDigits];
  for (int i = 0; i < 3; ++i) {
    error = infer(graphs[i], probabilities[i]);
    if (error) return nn_report(i < 2 ? path : name, error);
    if (memcmp(probabilities[0], probabilities[i], sizeof probabilities[0]) != 0) {
      fprintf(stderr, "graph %d gives other numbers than graph 0\n", i);
      return 1;
    }
  }
  puts("three graphs, the same numbers");
  return 0;
}
