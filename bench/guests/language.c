// SPDX-License-Identifier: Apache-2.0
// Two turns of a chat with a language model, timed inside the guest by its own monotonic clock.
//
//   language GRAPH at-once|streaming WARMUP WARMUP-OPTIONS PROMPT FOLLOW-UP OPTIONS
//
// Continues WARMUP, which is not counted, then PROMPT, then PROMPT with its answer and FOLLOW-UP after it, all in one
// context, and prints for each of the last two turns:
//   turn NS      from setting the prompt to having the whole text
//   METADATA     what the model says of the prompt
//   text BYTES   the size of the answer, which follows on the next line
// Exit code 1 when a call fails, 2 for arguments that do not fit.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <wasinn/guest.h>

enum { kPrompt = 0, kOptions = 1, kText = 0, kMetadata = 1, kRoom = 1 << 16 };

static char answer[kRoom];
static char prompt[kRoom];
static char metadata[1024];

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static nn_errno set_text(nn_context context, uint32_t index, const char* text) {
  const uint32_t size = (uint32_t)strlen(text);
  const nn_tensor tensor = {&size, 1, NN_U8, {0, 0, 0}, text, size};
  return nn_set_input(context, index, &tensor);
}

typedef nn_errno (*output_call)(nn_context, uint32_t, void*, uint32_t, uint32_t*);

// Reads an output that is text.
static nn_errno read_text(output_call call, nn_context context, uint32_t index, char* text, uint32_t room) {
  uint32_t size = 0;
  const nn_errno error = call(context, index, text, room - 1, &size);
  text[error ? 0 : size] = '\0';
  return error;
}

static nn_errno at_once(nn_context context) {
  nn_errno error = nn_compute(context);
  if (!error) error = read_text(nn_get_output, context, kText, answer, kRoom);
  if (!error) error = read_text(nn_get_output, context, kMetadata, metadata, sizeof metadata);
  return error;
}

static nn_errno streaming(nn_context context) {
  nn_errno error;
  char* end = answer;
  while (!(error = nn_compute_single(context))) {
    error = read_text(nn_get_output_single, context, kText, end, kRoom - (uint32_t)(end - answer));
    // What it says of the prompt; after the last piece it says nothing.
    if (!error && end == answer) error = read_text(nn_get_output_single, context, kMetadata, metadata, sizeof metadata);
    if (error) return error;
    end += strlen(end);
  }
  return error == NN_END_OF_SEQUENCE ? nn_fini_single(context) : error;
}

static nn_errno take_turn(nn_context context, bool pieces, const char* text, double* ns) {
  const double start = now_ns();
  nn_errno error = set_text(context, kPrompt, text);
  if (!error) error = pieces ? streaming(context) : at_once(context);
  *ns = now_ns() - start;
  return error;
}

static nn_errno show_turn(nn_context context, bool pieces, const char* text) {
  double ns = 0;
  const nn_errno error = take_turn(context, pieces, text, &ns);
  if (!error) printf("turn %.0f\n%s\ntext %zu\n%s\n", ns, metadata, strlen(answer), answer);
  return error;
}

static nn_errno chat(nn_context context, char** words) {
  const bool pieces = strcmp(words[2], "streaming") == 0;
  double ignored;
  nn_errno error = set_text(context, kOptions, words[4]);
  if (!error) error = take_turn(context, pieces, words[3], &ignored);
  if (!error) error = set_text(context, kOptions, words[7]);
  if (!error) error = show_turn(context, pieces, words[5]);
  if (error) return error;
  snprintf(prompt, sizeof prompt, "%s%s%s", words[5], answer, words[6]);
  return show_turn(context, pieces, prompt);
}

int main(int argc, char** argv) {
  if (argc != 8) {
    fputs("usage: language GRAPH at-once|streaming WARMUP WARMUP-OPTIONS PROMPT FOLLOW-UP OPTIONS\n", stderr);
    return 2;
  }
  nn_graph graph;
  nn_context context;
  nn_errno error = nn_load_by_name(argv[1], &graph);
  if (!error) error = nn_open(graph, &context);
  if (!error) error = chat(context, argv);
  return error ? nn_report(argv[1], error) : 0;
}
