// SPDX-License-Identifier: Apache-2.0
// Guest: a chat with a language model. Reads a line, writes the answer piece by piece, and remembers both.
//
// Answers go to standard output, all else to standard error; see kUsage. Exit code: 0, 1 when something failed, 2 for
// arguments that it does not know.

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "history.h"
#include "model.h"

static const char kUsage[] =
    "usage: chat [--graph NAME] [--system TEXT] [--options JSON] [--plain] [--quiet]\n"
    "  --graph NAME     the model, as the host calls it (default: llm)\n"
    "  --system TEXT    what the model is told before all else\n"
    "  --options JSON   options of the model, for example '{\"temp\": 0, \"n-predict\": 100}'\n"
    "  --plain          without the model's chat template: it goes on with the text as it stands\n"
    "  --quiet          says nothing about the model, its speed and what it forgets\n";

static const char kCommands[] =
    "/reset begins anew, /quit or the end of the input ends; all else is said to the model\n";

// More is too long for every model, whatever the host would say of it.
enum { kMostPromptBytes = 2 << 20 };

// How the history is put to the model.
static const char kMessages[] = "{\"prompt-format\":\"messages\"}";
// A model that only goes on with texts may never end.
static const char kPlain[] = "{\"n-predict\":128}";

typedef struct {
  const char* graph;
  const char* system;
  const char* options;
  bool plain;
  bool quiet;
} arguments;

typedef struct {
  arguments given;
  model llm;
  history said;
  unsigned long context;  // in tokens; 0 until it was once full
} chat;

// Tokens of a prompt, and of the answer.
typedef struct {
  unsigned long asked;
  unsigned long cached;
  unsigned long answered;
} counts;

typedef struct {
  text said;
  double seconds;  // from the first piece to the end
} answer;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool parse(int argc, char** argv, arguments* parsed) {
  for (int i = 1; i < argc; ++i) {
    const char** value = NULL;
    if (strcmp(argv[i], "--graph") == 0) value = &parsed->graph;
    if (strcmp(argv[i], "--system") == 0) value = &parsed->system;
    if (strcmp(argv[i], "--options") == 0) value = &parsed->options;
    if (value != NULL && i + 1 < argc) {
      *value = argv[++i];
    } else if (strcmp(argv[i], "--plain") == 0) {
      parsed->plain = true;
    } else if (strcmp(argv[i], "--quiet") == 0) {
      parsed->quiet = true;
    } else {
      return false;
    }
  }
  return true;
}

static void say_parameters(const char* digits) {
  const double count = strtod(digits, NULL);
  const bool billions = count >= 1e9;
  fprintf(stderr, ", %.1f %c parameters", count / (billions ? 1e9 : 1e6), billions ? 'B' : 'M');
}

static void say_model(const model* llm, double seconds) {
  model_line line;
  fprintf(stderr, "%s:", llm->name);
  if (model_property(llm, "name", line)) fprintf(stderr, " %s,", line);
  if (model_property(llm, "architecture", line)) fprintf(stderr, " %s", line);
  if (model_property(llm, "layers", line)) fprintf(stderr, ", %s layer%s", line, strcmp(line, "1") == 0 ? "" : "s");
  if (model_property(llm, "parameters", line)) say_parameters(line);
  if (model_property(llm, "context_length", line)) fprintf(stderr, ", context %s", line);
  fprintf(stderr, "%s loaded in %.0f ms\n", model_is_described() ? "     " : "", seconds * 1e3);
}

// A number of the metadata, which is one flat JSON object; 0 when it is not there.
static unsigned long number(const char* json, const char* key) {
  const char* found = strstr(json, key);
  return found == NULL ? 0 : strtoul(found + strlen(key), NULL, 10);
}

// Reads the metadata that are known of a prompt, or of an answer. All 0 where there are none.
static counts count(const model* llm, model_getter* getter) {
  text json = {0};
  counts read = {0, 0, 0};
  if (!model_get(llm, getter, kMetadata, &json)) {
    text_add(&json, "", 1);
    read.asked = number(json.bytes, "\"input_tokens\":");
    read.cached = number(json.bytes, "\"cached_tokens\":");
    read.answered = number(json.bytes, "\"output_tokens\":");
  }
  text_free(&json);
  return read;
}

static void say_speed(const counts* read, double seconds) {
  if (read->asked == 0) return;
  fprintf(stderr, "[%lu token%s", read->answered, read->answered == 1 ? "" : "s");
  // The first one came with the prompt.
  if (read->answered > 1 && seconds > 0) fprintf(stderr, ", %.0f tokens/s", (double)(read->answered - 1) / seconds);
  fprintf(stderr, ", %lu of %lu prompt tokens new]\n", read->asked - read->cached, read->asked);
}

static void write_piece(const text* piece) {
  fwrite(piece->bytes, 1, piece->size, stdout);
  if (fflush(stdout) == 0) return;
  fputs("standard output cannot be written\n", stderr);
  exit(1);
}

// Gives the model the history without its first `turns` turns.
static nn_errno set_prompt(const chat* here, uint32_t turns) {
  text prompt = {0};
  (here->given.plain ? history_write_plain : history_write_messages)(&here->said, turns, &prompt);
  const bool fits = prompt.size <= kMostPromptBytes;
  nn_errno error = fits ? model_set(&here->llm, kPrompt, prompt.bytes, prompt.size) : NN_PROMPT_TOO_LONG;
  text_free(&prompt);
  const char* options = here->given.plain ? here->given.options ? "" : kPlain : kMessages;
  if (!error) error = model_set(&here->llm, kOptions, options, strlen(options));
  return error;
}

static void say_forgotten(const chat* here, const char* why, uint32_t turns) {
  if (here->given.quiet) return;
  if (turns == 0) fprintf(stderr, "[%s]\n", why);
  if (turns > 0) fprintf(stderr, "[%s: the %u oldest turn%s forgotten]\n", why, turns, turns == 1 ? " is" : "s are");
}

// Whether the prompt leaves so little room that its answer would soon be cut off. Only the model knows the size of its
// context, and tells it by an answer that fills it.
static bool is_tight(const chat* here) {
  return here->context > 0 && count(&here->llm, nn_get_output).asked > here->context - here->context / 8;
}

// Computes the first piece, and forgets turns where the context has no room for all. NN_PROMPT_TOO_LONG when it has
// none for the last message alone; then nothing is forgotten.
static nn_errno begin_answer(chat* here) {
  uint32_t forgotten = 0;
  for (;;) {
    const uint32_t more = history_oldest(&here->said, forgotten);
    nn_errno error = set_prompt(here, forgotten);
    if (!error) error = more > 0 && is_tight(here) ? NN_PROMPT_TOO_LONG : nn_compute_single(here->llm.context);
    if (error == NN_UNSUPPORTED_OPERATION && !here->given.plain) {
      fputs("[the model has no chat template that can be used: it goes on with the text as it stands]\n", stderr);
      here->given.plain = true;
    } else if (error == NN_PROMPT_TOO_LONG && more > 0) {
      forgotten += more;
    } else {
      if (error == NN_PROMPT_TOO_LONG || forgotten == 0) return error;
      history_drop(&here->said, forgotten);
      say_forgotten(here, "the model's context has no room for all", forgotten);
      return error;
    }
  }
}

// Writes the answer as it comes. NN_END_OF_SEQUENCE when it is whole.
static nn_errno stream(chat* here, answer* to) {
  static text piece;
  nn_errno error = begin_answer(here);
  const double begun = now();
  while (!error) {
    error = model_get(&here->llm, nn_get_output_single, kOutput, &piece);
    if (error) break;
    write_piece(&piece);
    text_add_foreign(&to->said, piece.bytes, piece.size);
    error = nn_compute_single(here->llm.context);
  }
  to->seconds = now() - begun;
  return error;
}

// What follows an answer that has ended.
static void end_answer(chat* here, const answer* given, bool full) {
  const counts read = count(&here->llm, nn_get_output_single);
  if (!here->given.quiet) say_speed(&read, given->seconds);
  nn_fini_single(here->llm.context);
  history_add(&here->said, kAssistant, &given->said);
  if (!full) return;
  here->context = read.asked + read.answered;
  const uint32_t forgotten = history_oldest(&here->said, 0);
  history_drop(&here->said, forgotten);
  say_forgotten(here, "the context is full, which ended the answer", forgotten);
}

// Answers the last message; false after a failure, which it reports.
static bool reply(chat* here) {
  answer given = {{0}, 0};
  const nn_errno error = stream(here, &given);
  if (given.said.size > 0 && given.said.bytes[given.said.size - 1] != '\n') fputs("\n", stdout);
  fflush(stdout);
  const bool ended = error == NN_END_OF_SEQUENCE || error == NN_CONTEXT_FULL;
  if (ended) {
    end_answer(here, &given, error == NN_CONTEXT_FULL);
  } else if (error == NN_PROMPT_TOO_LONG) {
    history_drop_last(&here->said);
    fputs("[this is too long for the model's context and was left out]\n", stderr);
  } else {
    model_report(&here->llm, error);
  }
  text_free(&given.said);
  return ended || error == NN_PROMPT_TOO_LONG;
}

static bool is(const text* line, const char* command) {
  return line->size == strlen(command) && memcmp(line->bytes, command, line->size) == 0;
}

// False when the chat is to end with exit code 1.
static bool take_line(chat* here, const text* line) {
  if (text_is_blank(line)) return true;
  if (is(line, "/help")) {
    fputs(kCommands, stderr);
  } else if (is(line, "/reset")) {
    history_reset(&here->said);
  } else {
    history_add(&here->said, kUser, line);
    return reply(here);
  }
  return true;
}

static bool talk(chat* here) {
  const bool terminal = isatty(STDIN_FILENO);
  text line = {0};
  for (;;) {
    if (terminal) fputs("> ", stderr);
    if (!text_read_line(&line, stdin)) break;
    if (is(&line, "/quit")) return true;
    if (!take_line(here, &line)) return false;
  }
  if (terminal) fputs("\n", stderr);
  return true;
}

static void add_system(chat* here) {
  if (here->given.system == NULL) return;
  text told = {0};
  text_add_foreign(&told, here->given.system, strlen(here->given.system));
  history_add(&here->said, kSystem, &told);
  text_free(&told);
}

int main(int argc, char** argv) {
  chat here = {.given = {.graph = "llm"}};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) {
    printf("%sIn the chat: %s", kUsage, kCommands);
    return 0;
  }
  if (!parse(argc, argv, &here.given)) {
    fputs(kUsage, stderr);
    return 2;
  }
  const double begun = now();
  if (!model_open(&here.llm, here.given.graph, here.given.options)) return 1;
  if (!here.given.quiet) say_model(&here.llm, now() - begun);
  if (model_is_described() && !model_has_property(&here.llm, "chat_template")) here.given.plain = true;
  add_system(&here);
  return talk(&here) ? 0 : 1;
}
