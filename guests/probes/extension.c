// SPDX-License-Identifier: Apache-2.0
// Probe: uses what the host has beyond the standard, and does the same job without it.
//
//   extension [GRAPH]      default: the graph `digits`
//
// GRAPH has one input, f32 [1, 1, 8, 8], and one output, f32 [1, 10]. Prints, where the host tells it, what the graph is
// like; the error text of a call that is wrong on purpose; and the probabilities for one picture as hexadecimal numbers,
// which must be the same however they were computed. Exit code 1 on failure.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest_ext.h>

enum { kPixels = 64, kDigits = 10, kTextSize = 256, kMostDimensions = 16 };

static nn_errno print_dimensions(nn_graph graph, uint32_t direction, uint32_t index) {
  int64_t sizes[kMostDimensions];
  uint32_t bytes = 0;
  nn_errno error = nn_ext_port_dimensions(graph, direction, index, sizes, (uint32_t)sizeof sizes, &bytes);
  for (uint32_t i = 0; i < bytes / sizeof sizes[0] && !error; ++i) printf(" %lld", (long long)sizes[i]);
  puts("");
  return error;
}

static nn_errno print_ports(nn_graph graph, uint32_t direction) {
  uint32_t count = 0;
  nn_errno error = nn_ext_port_count(graph, direction, &count);
  for (uint32_t i = 0; i < count && !error; ++i) {
    char name[kTextSize];
    uint32_t size = 0;
    uint32_t type = 0;
    error = nn_ext_port_name(graph, direction, i, name, kTextSize, &size);
    if (!error) error = nn_ext_port_type(graph, direction, i, &type);
    if (error) break;
    printf("%s %u '%.*s' type %u:", direction == NN_INPUTS ? "input" : "output", i, (int)size, name, type);
    error = print_dimensions(graph, direction, i);
  }
  return error;
}

static nn_errno print_metadata(nn_graph graph) {
  uint32_t count = 0;
  nn_errno error = nn_ext_metadata_count(graph, &count);
  for (uint32_t i = 0; i < count && !error; ++i) {
    char key[kTextSize];
    char value[kTextSize];
    uint32_t key_size = 0;
    uint32_t value_size = 0;
    error = nn_ext_metadata_key(graph, i, key, kTextSize, &key_size);
    if (!error) error = nn_ext_metadata_value(graph, i, value, kTextSize, &value_size);
    if (!error) printf("metadata %.*s: %.*s\n", (int)key_size, key, (int)value_size, value);
  }
  return error;
}

static nn_errno describe(nn_graph graph) {
  if (!nn_has("port_count") || !nn_has("metadata_count")) return NN_SUCCESS;
  nn_errno error = print_ports(graph, NN_INPUTS);
  if (!error) error = print_ports(graph, NN_OUTPUTS);
  return error ? error : print_metadata(graph);
}

// All ways that there are give the same bits.
static nn_errno infer(nn_context context, float* probabilities) {
  static const uint32_t dims[] = {1, 1, 8, 8};
  static float pixels[kPixels];
  for (int i = 0; i < kPixels; ++i) pixels[i] = (float)(i % 7) / 6.0f;
  const nn_tensor image = {dims, 4, NN_F32, {0, 0, 0}, pixels, (uint32_t)sizeof pixels};
  float in_steps[kDigits] = {0};
  nn_output output = {probabilities, kDigits * sizeof(float), 0};
  nn_output other = {in_steps, (uint32_t)sizeof in_steps, 0};
  nn_errno error = nn_run(context, &image, 1, &output, 1);
  if (!error) error = nn_run_in_steps(context, &image, 1, &other, 1);
  if (error) return error;
  if (output.written != sizeof in_steps || memcmp(probabilities, in_steps, sizeof in_steps) != 0) {
    fprintf(stderr, "one call and its steps give different numbers\n");
    exit(1);
  }
  return NN_SUCCESS;
}

int main(int argc, char** argv) {
  const char* name = argc > 1 ? argv[1] : "digits";
  printf("in one call: %s\n", nn_has("infer") ? "yes" : "no");
  nn_graph graph;
  nn_context context;
  nn_errno error = nn_load_by_name(name, &graph);
  if (!error) error = describe(graph);
  if (!error) error = nn_open(graph, &context);
  float probabilities[kDigits] = {0};
  if (!error) error = infer(context, probabilities);
  if (error) return nn_report(name, error);
  for (int i = 0; i < kDigits; ++i) printf("%a\n", (double)probabilities[i]);
  char text[kTextSize];
  if (!nn_compute(graph)) return nn_report("computing on a graph", NN_SUCCESS);
  printf("wrong on purpose: %s\n", nn_error_text(text, kTextSize));
  return 0;
}
