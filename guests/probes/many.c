// SPDX-License-Identifier: Apache-2.0
// Probe: many inferences on one context.
//
//   many [COUNT [GRAPH]]      default: 1000 inferences on the graph `digits`
//
// GRAPH takes f32 [1, 1, 8, 8] and gives f32 [1, 10]. Each inference has another picture; every hundredth
// repeats the first one and must give the same numbers again. Prints how many ran; exit code 1 on failure.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest.h>

enum { kPixels = 64, kDigits = 10, kRepeat = 100 };

static void paint(float* pixels, unsigned long seed) {
  for (int i = 0; i < kPixels; ++i) pixels[i] = (float)((seed * 31 + (unsigned long)i * 7) % 17) / 16.0f;
}

static nn_errno infer(nn_context context, unsigned long seed, float* probabilities) {
  static const uint32_t dims[] = {1, 1, 8, 8};
  float pixels[kPixels];
  paint(pixels, seed);
  nn_errno error = nn_set_f32(context, 0, pixels, 4, dims);
  if (!error) error = nn_compute(context);
  if (!error) error = nn_get_f32(context, 0, probabilities, kDigits);
  return error;
}

int main(int argc, char** argv) {
  unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
  const char* name = argc > 2 ? argv[2] : "digits";
  nn_graph graph;
  nn_context context;
  nn_errno error = nn_load_by_name(name, &graph);
  if (!error) error = nn_open(graph, &context);
  if (error) return nn_report(name, error);
  float first[kDigits];
  for (unsigned long i = 0; i < count; ++i) {
    float probabilities[kDigits];
    error = infer(context, i % kRepeat, probabilities);
    if (error) return nn_report(name, error);
    if (i == 0) memcpy(first, probabilities, sizeof first);
    if (i % kRepeat == 0 && memcmp(first, probabilities, sizeof first) != 0) {
      fprintf(stderr, "inference %lu: not the numbers of the first one for the same picture\n", i);
      return 1;
    }
  }
  printf("%lu inferences\n", count);
  return 0;
}
