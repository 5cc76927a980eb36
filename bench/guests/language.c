// SPDX-License-Identifier: Apache-2.0
// A core module that chats with a language model, by compute or by compute_single.
#include <wasinn/guest.h>

#include "chat_turns.h"

enum { kPrompt = 0, kOptions = 1, kText = 0, kMetadata = 1 };

static nn_context context;

static bool open_model(const char* name) {
  nn_graph graph;
  nn_errno error = nn_load_by_name(name, &graph);
  if (!error) error = nn_open(graph, &context);
  return !error || !nn_report(name, error);
}

static nn_errno set_text(uint32_t index, const char* text) {
  const uint32_t size = (uint32_t)strlen(text);
  const nn_tensor tensor = {&size, 1, NN_U8, {0, 0, 0}, text, size};
  return nn_set_input(context, index, &tensor);
}

typedef nn_errno (*output_call)(nn_context, uint32_t, void*, uint32_t, uint32_t*);

// Reads an output that is text.
static nn_errno read_text(output_call call, uint32_t index, char* text, uint32_t room) {
  uint32_t size = 0;
  const nn_errno error = call(context, index, text, room - 1, &size);
  text[error ? 0 : size] = '\0';
  return error;
}

static nn_errno at_once(void) {
  nn_errno error = nn_compute(context);
  if (!error) error = read_text(nn_get_output, kText, answer, kRoom);
  return error ? error : read_text(nn_get_output, kMetadata, metadata, sizeof metadata);
}

static nn_errno streaming(void) {
  nn_errno error;
  char* end = answer;
  while (!(error = nn_compute_single(context))) {
    error = read_text(nn_get_output_single, kText, end, kRoom - (uint32_t)(end - answer));
    // What it says of the prompt; after the last piece it says nothing.
    if (!error && end == answer) error = read_text(nn_get_output_single, kMetadata, metadata, sizeof metadata);
    if (error) return error;
    end += strlen(end);
  }
  return error == NN_END_OF_SEQUENCE ? nn_fini_single(context) : error;
}

static bool take_turn(bool in_pieces, const char* prompt, const char* options) {
  nn_errno error = set_text(kOptions, options);
  if (!error) error = set_text(kPrompt, prompt);
  if (!error) error = in_pieces ? streaming() : at_once();
  return !error || !nn_report("turn", error);
}
