// SPDX-License-Identifier: Apache-2.0
// Probe: a language model continues a text, at once or piece by piece.
//
//   generate GRAPH at-once|streaming PROMPT [OPTIONS]      OPTIONS: a JSON object
//
// The text goes to standard output; to standard error, what the model knew of the prompt before and of the answer after.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/guest.h>

enum { kPrompt = 0, kOptions = 1, kText = 0, kMetadata = 1 };

static nn_errno set_text(nn_context context, uint32_t index, const char* text) {
  static const uint32_t dims[] = {1};
  const nn_tensor tensor = {dims, 1, NN_U8, {0, 0, 0}, text, (uint32_t)strlen(text)};
  return nn_set_input(context, index, &tensor);
}

// Writes an output that may have any size.
static nn_errno write_output(nn_context context, uint32_t index, FILE* to) {
  uint32_t size = 0;
  nn_errno error = nn_get_output(context, index, NULL, 0, &size);
  if (error && error != NN_TOO_LARGE) return error;
  char* text = malloc(size + 1);
  if (text == NULL) return NN_TOO_LARGE;
  error = nn_get_output(context, index, text, size, &size);
  if (!error) fwrite(text, 1, size, to);
  free(text);
  return error;
}

static nn_errno at_once(nn_context context) {
  const nn_errno error = nn_compute(context);
  // A text that the model had no room to end is there all the same.
  if (error && error != NN_CONTEXT_FULL) return error;
  const nn_errno shown = write_output(context, kText, stdout);
  return shown ? shown : error;
}

static nn_errno streaming(nn_context context) {
  char piece[256];
  uint32_t size = 0;
  nn_errno error;
  while (!(error = nn_compute_single(context))) {
    error = nn_get_output_single(context, kText, piece, sizeof piece, &size);
    if (error) return error;
    fwrite(piece, 1, size, stdout);
    fflush(stdout);
  }
  nn_fini_single(context);
  return error == NN_END_OF_SEQUENCE ? NN_SUCCESS : error;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fputs("generate GRAPH at-once|streaming PROMPT [OPTIONS]\n", stderr);
    return 2;
  }
  nn_graph graph;
  nn_context context;
  nn_errno error = nn_load_by_name(argv[1], &graph);
  if (!error) error = nn_open(graph, &context);
  if (!error && argc > 4) error = set_text(context, kOptions, argv[4]);
  if (!error) error = set_text(context, kPrompt, argv[3]);
  if (!error) error = write_output(context, kMetadata, stderr);
  if (error) return nn_report(argv[1], error);
  fputc('\n', stderr);
  const int pieces = strcmp(argv[2], "streaming") == 0;
  error = pieces ? streaming(context) : at_once(context);
  putchar('\n');
  if (!pieces && !error) error = write_output(context, kMetadata, stderr);
  return error ? nn_report(argv[1], error) : 0;
}
