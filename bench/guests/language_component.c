// SPDX-License-Identifier: Apache-2.0
// A component that chats with a language model by text-generation, always in pieces.
#include "ext.h"

#include "chat_turns.h"

static wasi_nn_inference_borrow_graph_execution_context_t context;

// Prints the host's reason; answers false.
static bool report(const char* what, wasi_nn_errors_own_error_t failure) {
  ext_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: %.*s\n", what, (int)reason.len, (const char*)reason.ptr);
  return false;
}

static bool open_model(const char* name) {
  ext_string_t text;
  ext_string_set(&text, name);
  wasi_nn_graph_own_graph_t graph;
  wasi_nn_inference_own_graph_execution_context_t made;
  wasi_nn_errors_own_error_t failure;
  if (!wasi_nn_graph_load_by_name(&text, &graph, &failure) ||
      !wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graph), &made, &failure)) {
    return report(name, failure);
  }
  context = wasi_nn_inference_borrow_graph_execution_context(made);
  return true;
}

// Adds what the host gave to a text that has `room` bytes, and frees it; returns the text's new end.
static char* append(char* end, size_t room, ext_string_t* piece) {
  const size_t size = piece->len < room ? piece->len : room - 1;
  memcpy(end, piece->ptr, size);
  end[size] = '\0';
  ext_string_free(piece);
  return end + size;
}

static bool take_turn(bool in_pieces, const char* prompt, const char* options) {
  (void)in_pieces;
  ext_string_t texts[2];
  ext_string_set(&texts[0], prompt);
  ext_string_set(&texts[1], options);
  wasi_nn_errors_own_error_t failure;
  if (!wasinn_nn_ext_text_generation_start(context, &texts[0], &texts[1], &failure)) return report("start", failure);
  ext_option_string_t piece;
  for (char* end = answer;; end = append(end, (size_t)(answer + kRoom - end), &piece.val)) {
    if (!wasinn_nn_ext_text_generation_next(context, &piece, &failure)) return report("next", failure);
    if (!piece.is_some) break;
  }
  ext_string_t told;
  if (!wasinn_nn_ext_text_generation_finish(context, &told, &failure)) return report("finish", failure);
  append(metadata, sizeof metadata, &told);
  return true;
}
