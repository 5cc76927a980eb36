// SPDX-License-Identifier: Apache-2.0
// A row of messages.
#include "history.h"

#include <stdlib.h>
#include <string.h>

void history_add(history* to, speaker who, const text* said) {
  if (to->count == to->capacity) {
    const uint32_t capacity = to->capacity * 2 + 8;
    message* messages = realloc(to->messages, capacity * sizeof(message));
    if (messages == NULL) {
      fputs("no memory is left for more messages\n", stderr);
      exit(1);
    }
    to->messages = messages;
    to->capacity = capacity;
  }
  message* added = &to->messages[to->count++];
  *added = (message){who, {0}};
  text_add(&added->said, said->bytes, said->size);
}

void history_drop_last(history* from) { text_free(&from->messages[--from->count].said); }

static uint32_t begin_of_turns(const history* read) {
  return read->count > 0 && read->messages[0].who == kSystem ? 1 : 0;
}

static void drop(history* from, uint32_t begin, uint32_t end) {
  if (begin == end) return;
  for (uint32_t i = begin; i < end; ++i) text_free(&from->messages[i].said);
  memmove(from->messages + begin, from->messages + end, (from->count - end) * sizeof(message));
  from->count -= end - begin;
}

uint32_t history_oldest(const history* read, uint32_t turns) {
  const uint32_t messages = read->count - begin_of_turns(read) - turns * 2;
  // Of many at once, so that it is not all to be done again, and all be evaluated again, after the next answer.
  return (messages + 1) / 2 / 2;
}

void history_drop(history* from, uint32_t turns) {
  const uint32_t begin = begin_of_turns(from);
  drop(from, begin, begin + turns * 2);
}

void history_reset(history* from) { drop(from, begin_of_turns(from), from->count); }

static void write_message(const message* from, text* to) {
  static const char* const roles[] = {"system", "user", "assistant"};
  text_add_string(to, "{\"role\":\"");
  text_add_string(to, roles[from->who]);
  text_add_string(to, "\",\"content\":");
  text_add_json(to, from->said.bytes, from->said.size);
  text_add_string(to, "}");
}

void history_write_messages(const history* from, uint32_t turns, text* to) {
  const uint32_t begin = begin_of_turns(from);
  text_add_string(to, "[");
  for (uint32_t i = 0; i < from->count; ++i) {
    if (i >= begin && i < begin + turns * 2) continue;
    if (to->bytes[to->size - 1] != '[') text_add_string(to, ",");
    write_message(&from->messages[i], to);
  }
  text_add_string(to, "]");
}

void history_write_plain(const history* from, uint32_t turns, text* to) {
  const uint32_t begin = begin_of_turns(from);
  for (uint32_t i = 0; i < from->count; ++i) {
    if (i >= begin && i < begin + turns * 2) continue;
    // An answer goes on where the user's text ended.
    if (to->size > 0 && from->messages[i].who != kAssistant) text_add_string(to, "\n");
    text_add(to, from->messages[i].said.bytes, from->messages[i].said.size);
  }
}
