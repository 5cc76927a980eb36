// SPDX-License-Identifier: Apache-2.0
// Example guest: reads pictures of handwritten digits (PNG) and says which digits they are.
//
//   classify [--graph NAME] [--raw | --pixels] PICTURE.png ...
//
// It asks the host for the graph `digits` (or NAME): one input f32 [1, 1, 8, 8] of grey, 0 = paper and
// 1 = full ink, and one output f32 [1, 10], a probability for each digit. A picture of any size is
// averaged by area to 8 x 8; whether the ink is dark or light is seen from the picture's edge.
//   --raw     prints the picture's name and its ten probabilities, exactly, on one line
//   --pixels  prints the picture's name and the 64 numbers that the graph would get; asks for no graph
// Exit code: 0, 1 when something failed (told on stderr), 2 for arguments that it does not know.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest.h>

#include "picture.h"

enum { kSide = 8, kPixels = kSide * kSide, kDigits = 10, kShown = 3, kBarCells = 30 };

typedef struct {
  const char* graph;
  bool raw;
  bool pixels;
  char** pictures;
  int picture_count;
} options;

static int usage(FILE* to) {
  fprintf(to, "usage: classify [--graph NAME] [--raw | --pixels] PICTURE.png ...\n");
  return to == stderr ? 2 : 0;
}

// Answers false when an option is unknown or incomplete, or when no picture is named.
static bool parse(int argc, char** argv, options* parsed) {
  int i = 1;
  for (; i < argc && strncmp(argv[i], "--", 2) == 0; ++i) {
    if (strcmp(argv[i], "--raw") == 0) {
      parsed->raw = true;
    } else if (strcmp(argv[i], "--pixels") == 0) {
      parsed->pixels = true;
    } else if (strcmp(argv[i], "--graph") == 0 && i + 1 < argc) {
      parsed->graph = argv[++i];
    } else {
      return false;
    }
  }
  parsed->pictures = argv + i;
  parsed->picture_count = argc - i;
  return parsed->picture_count > 0;
}

static void print_numbers(const char* name, const float* numbers, int count) {
  printf("%s", name);
  for (int i = 0; i < count; ++i) printf(" %.9g", (double)numbers[i]);
  printf("\n");
}

// A bar of 30 cells for 100 %, in steps of an eighth of a cell; at least one eighth.
static void print_bar(float share) {
  static const char* const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int length = (int)(share * kBarCells * 8 + 0.5f);
  if (length < 1) length = 1;
  int cells = length / 8 + (length % 8 != 0);
  for (int i = 0; i < length / 8; ++i) printf("█");
  printf("%s%*s", eighths[length % 8], kBarCells - cells, "");
}

static int likeliest(const float* probabilities, const bool* taken) {
  int best = -1;
  for (int digit = 0; digit < kDigits; ++digit) {
    if (!taken[digit] && (best < 0 || probabilities[digit] > probabilities[best])) best = digit;
  }
  return best;
}

static void print_answer(const char* name, const picture* read, const float* probabilities) {
  printf("%-12s %d x %d, read by the guest\n", name, read->width, read->height);
  bool taken[kDigits] = {false};
  bool sure = false;
  for (int i = 0; i < kShown; ++i) {
    int digit = likeliest(probabilities, taken);
    taken[digit] = true;
    sure = sure || probabilities[digit] >= 0.5f;
    printf("  %d  ", digit);
    print_bar(probabilities[digit]);
    printf(" %5.1f %%\n", (double)probabilities[digit] * 100);
  }
  if (!sure) printf("  no digit that the model knows: none of the ten reaches 50 %%\n");
}

static int report_graph(const char* name, nn_errno error) {
  char what[160];
  snprintf(what, sizeof what, "graph '%.140s'", name);
  return nn_report(what, error);
}

static nn_errno infer(nn_context context, const float* pixels, float* probabilities) {
  static const uint32_t dims[] = {1, 1, kSide, kSide};
  nn_errno error = nn_set_f32(context, 0, pixels, 4, dims);
  if (!error) error = nn_compute(context);
  if (!error) error = nn_get_f32(context, 0, probabilities, kDigits);
  return error;
}

// Reads, reduces and classifies one picture; answers the exit code.
static int classify(const char* name, nn_context context, const options* chosen) {
  picture read;
  if (!picture_read(name, &read)) return 1;
  float pixels[kPixels];
  bool reduced = picture_reduce(&read, kSide, pixels);
  picture_free(&read);
  if (!reduced) return 1;
  if (chosen->pixels) {
    print_numbers(name, pixels, kPixels);
    return 0;
  }
  float probabilities[kDigits];
  nn_errno error = infer(context, pixels, probabilities);
  if (error) return report_graph(chosen->graph, error);
  if (chosen->raw) {
    print_numbers(name, probabilities, kDigits);
  } else {
    print_answer(name, &read, probabilities);
  }
  return 0;
}

int main(int argc, char** argv) {
  options chosen = {.graph = "digits"};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) return usage(stdout);
  if (!parse(argc, argv, &chosen)) return usage(stderr);
  nn_graph graph;
  nn_context context = 0;
  if (!chosen.pixels) {
    nn_errno error = nn_load_by_name(chosen.graph, &graph);
    if (!error) error = nn_open(graph, &context);
    if (error) return report_graph(chosen.graph, error);
  }
  int exit_code = 0;
  for (int i = 0; i < chosen.picture_count; ++i) {
    if (classify(chosen.pictures[i], context, &chosen) != 0) exit_code = 1;
  }
  return exit_code;
}
