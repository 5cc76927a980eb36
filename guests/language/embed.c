// SPDX-License-Identifier: Apache-2.0
// Guest: how near texts are to each other for a language model.
//
// Ranks lines by the cosine of their embedding's angle to that of a text; see kUsage. Exit code: 0, 1 when something
// failed, 2 for arguments that it does not know.

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

static const char kUsage[] =
    "usage: embed [--graph NAME] [--options JSON] QUERY [TEXT ...]\n"
    "       embed [--graph NAME] [--options JSON] --raw [TEXT ...]\n"
    "  ranks texts by their likeness to QUERY, from 1 (the same) to -1; without TEXT, the lines of standard input\n"
    "  --graph NAME     the model, as the host calls it (default: llm)\n"
    "  --options JSON   options of the model, for example '{\"pooling-type\": \"mean\"}'\n"
    "  --raw            prints the embedding of each text instead, a line of JSON for each\n";

static const char kEmbedding[] = "{\"embedding\":true}";

typedef struct {
  const char* graph;
  const char* options;
  bool raw;
  char** texts;
  int text_count;
} arguments;

typedef struct {
  double* values;
  uint32_t count;
} embedding;

typedef struct {
  text said;
  double likeness;
  uint32_t number;  // in the order of the input
} candidate;

typedef struct {
  candidate* rows;
  uint32_t count;
  uint32_t capacity;
} candidates;

// What is done with each text; false ends the guest with exit code 1.
typedef bool text_user(const model* llm, const text* said, void* with);

static bool parse(int argc, char** argv, arguments* parsed) {
  int i = 1;
  for (; i < argc && strncmp(argv[i], "--", 2) == 0; ++i) {
    if (strcmp(argv[i], "--raw") == 0) {
      parsed->raw = true;
    } else if (strcmp(argv[i], "--graph") == 0 && i + 1 < argc) {
      parsed->graph = argv[++i];
    } else if (strcmp(argv[i], "--options") == 0 && i + 1 < argc) {
      parsed->options = argv[++i];
    } else {
      return false;
    }
  }
  parsed->texts = argv + i;
  parsed->text_count = argc - i;
  return parsed->raw || parsed->text_count > 0;
}

static void* more(void* rows, size_t count, size_t size) {
  void* grown = count < SIZE_MAX / size ? realloc(rows, count * size) : NULL;
  if (grown != NULL) return grown;
  fputs("no memory is left for more texts\n", stderr);
  exit(1);
}

// Replaces `json` by {"n_embedding": N, "embedding": [...]} as a C string. A failure is reported.
static bool embed(const model* llm, const text* said, text* json) {
  nn_errno error = model_set(llm, kOptions, kEmbedding, strlen(kEmbedding));
  if (!error) error = model_set(llm, kPrompt, said->bytes, said->size);
  if (!error) error = nn_compute(llm->context);
  if (!error) error = model_get(llm, nn_get_output, kOutput, json);
  if (!error) text_add(json, "", 1);
  if (error) model_report(llm, error);
  return !error;
}

static const char* numbers_in(const text* json) {
  const char* begin = strchr(json->bytes, '[');
  return begin == NULL ? "[]" : begin;
}

static embedding read_numbers(const char* list) {
  embedding read = {NULL, 0};
  uint32_t capacity = 0;
  for (const char* at = list + 1;;) {
    char* end;
    const double value = strtod(at, &end);
    if (end == at) return read;
    if (read.count == capacity) {
      capacity = capacity * 2 + 256;
      read.values = more(read.values, capacity, sizeof(double));
    }
    read.values[read.count++] = value;
    at = *end == ',' ? end + 1 : end;
  }
}

static double product(const embedding* a, const embedding* b) {
  double sum = 0;
  for (uint32_t i = 0; i < a->count && i < b->count; ++i) sum += a->values[i] * b->values[i];
  return sum;
}

// The cosine of the angle between them; 0 when one has no direction.
static double likeness(const embedding* a, const embedding* b) {
  const double lengths = sqrt(product(a, a)) * sqrt(product(b, b));
  return lengths > 0 ? product(a, b) / lengths : 0;
}

static bool embedding_of(const model* llm, const text* said, embedding* made) {
  text json = {0};
  const bool done = embed(llm, said, &json);
  if (done) *made = read_numbers(numbers_in(&json));
  text_free(&json);
  return done;
}

static bool print_raw(const model* llm, const text* said, void* with) {
  (void)with;
  text json = {0};
  const bool done = embed(llm, said, &json);
  if (done) {
    const char* list = numbers_in(&json);
    printf("%.*s\n", (int)(strcspn(list, "]") + 1), list);
  }
  text_free(&json);
  return done;
}

typedef struct {
  embedding query;
  candidates all;
} ranking;

static bool add_candidate(const model* llm, const text* said, void* with) {
  ranking* to = with;
  embedding made;
  if (!embedding_of(llm, said, &made)) return false;
  candidates* all = &to->all;
  if (all->count == all->capacity) {
    all->capacity = all->capacity * 2 + 64;
    all->rows = more(all->rows, all->capacity, sizeof(candidate));
  }
  candidate* added = &all->rows[all->count];
  *added = (candidate){{0}, likeness(&to->query, &made), all->count};
  text_add(&added->said, said->bytes, said->size);
  ++all->count;
  free(made.values);
  return true;
}

static int compare(const void* left, const void* right) {
  const candidate* a = left;
  const candidate* b = right;
  if (a->likeness != b->likeness) return a->likeness > b->likeness ? -1 : 1;
  return a->number < b->number ? -1 : 1;
}

static void set_foreign(text* to, const char* string) {
  to->size = 0;
  text_add_foreign(to, string, strlen(string));
}

// The texts of the command line, or the lines of standard input when there are none; blank ones are passed over.
static bool for_each(const model* llm, char** texts, int count, text_user* use, void* with) {
  text said = {0};
  bool done = true;
  for (int i = 0; done && i < count; ++i) {
    set_foreign(&said, texts[i]);
    if (!text_is_blank(&said)) done = use(llm, &said, with);
  }
  while (done && count == 0 && text_read_line(&said, stdin)) {
    if (!text_is_blank(&said)) done = use(llm, &said, with);
  }
  text_free(&said);
  return done;
}

static bool rank(const model* llm, const arguments* given) {
  text query = {0};
  ranking made = {{NULL, 0}, {NULL, 0, 0}};
  set_foreign(&query, given->texts[0]);
  bool done = embedding_of(llm, &query, &made.query);
  if (done) done = for_each(llm, given->texts + 1, given->text_count - 1, add_candidate, &made);
  if (done && made.all.count > 0) qsort(made.all.rows, made.all.count, sizeof(candidate), compare);
  for (uint32_t i = 0; done && i < made.all.count; ++i) {
    const candidate* row = &made.all.rows[i];
    printf("%7.4f  %.*s\n", row->likeness, (int)row->said.size, row->said.bytes);
  }
  return done;
}

int main(int argc, char** argv) {
  arguments given = {.graph = "llm"};
  if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(kUsage, stdout) < 0;
  if (!parse(argc, argv, &given)) {
    fputs(kUsage, stderr);
    return 2;
  }
  model llm;
  if (!model_open(&llm, given.graph, given.options)) return 1;
  const bool done =
      given.raw ? for_each(&llm, given.texts, given.text_count, print_raw, NULL) : rank(&llm, &given);
  return done && fflush(stdout) == 0 ? 0 : 1;
}
