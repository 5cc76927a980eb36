// SPDX-License-Identifier: Apache-2.0
// Two turns of a chat with a language model, timed inside the guest by its own monotonic clock; what the guests of both
// kinds have in common.
//
//   language GRAPH at-once|streaming WARMUP WARMUP-OPTIONS PROMPT FOLLOW-UP OPTIONS
//
// Continues WARMUP, which is not counted, then PROMPT, then PROMPT with its answer and FOLLOW-UP after it, all in one
// context, and prints for each of the last two turns:
//   turn NS      from giving the prompt to having the whole text
//   METADATA     what the model says of the prompt
//   text BYTES   the size of the answer, which follows on the next line
// Exit code 1 when a call fails, 2 for arguments that do not fit.
#ifndef WASINN_BENCH_CHAT_TURNS_H_
#define WASINN_BENCH_CHAT_TURNS_H_

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { kRoom = 1 << 16 };

// What the last turn gave, ended by NUL.
static char answer[kRoom];
static char metadata[1024];

// Opens a context on the graph of that name. What each kind of guest has its own way for; both tell why they fail.
static bool open_model(const char* graph);
static bool take_turn(bool in_pieces, const char* prompt, const char* options);

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static bool show_turn(bool in_pieces, const char* prompt, const char* options) {
  const double start = now_ns();
  if (!take_turn(in_pieces, prompt, options)) return false;
  const double end = now_ns();
  printf("turn %.0f\n%s\ntext %zu\n%s\n", end - start, metadata, strlen(answer), answer);
  return true;
}

static bool chat(bool in_pieces, char** words) {
  static char history[3 * kRoom];
  if (!take_turn(in_pieces, words[0], words[1]) || !show_turn(in_pieces, words[2], words[4])) return false;
  snprintf(history, sizeof history, "%s%s%s", words[2], answer, words[3]);
  return show_turn(in_pieces, history, words[4]);
}

int main(int argc, char** argv) {
  if (argc != 8) {
    fputs("usage: language GRAPH at-once|streaming WARMUP WARMUP-OPTIONS PROMPT FOLLOW-UP OPTIONS\n", stderr);
    return 2;
  }
  return open_model(argv[1]) && chat(strcmp(argv[2], "streaming") == 0, argv + 3) ? 0 : 1;
}

#endif  // WASINN_BENCH_CHAT_TURNS_H_
