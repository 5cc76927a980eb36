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
  for (uint32_t i = begin; i < end; ++i) text_free(&from->messages[i].said);
  memmove(from->messages + begin, from->messages + end, (from->count - end) * sizeof(message));
  from->count -= end - begin;
}

uint32_t history_drop_oldest(history* from) {
  const uint32_t begin = begin_of_turns(from);
  uint32_t turns = 0;
  for (uint32_t i = begin; i < from->count; ++i) turns += from->messages[i].who == kUser;
  // Of many at once, so that it is not all to be done again, and all be evaluated again, after the next answer.
  const uint32_t dropped = turns / 2;
  drop(from, begin, begin + dropped * 2);
  return dropped;
}

void history_reset(history* from) { drop(from, begin_of_turns(from), from->count); }

void history_write_messages(const history* from, text* to) {
  static const char* const roles[] = {"system", "user", "assistant"};
  text_add_string(to, "[");
  for (uint32_t i = 0; i < from->count; ++i) {
    text_add_string(to, i == 0 ? "{\"role\":\"" : ",{\"role\":\"");
    text_add_string(to, roles[from->messages[i].who]);
    text_add_string(to, "\",\"content\":");
    text_add_json(to, from->messages[i].said.bytes, from->messages[i].said.size);
    text_add_string(to, "}");
  }
  text_add_string(to, "]");
}

void history_write_plain(const history* from, text* to) {
  for (uint32_t i = 0; i < from->count; ++i) {
    // An answer goes on where the user's text ended.
    if (i > 0 && from->messages[i].who != kAssistant) text_add_string(to, "\n");
    text_add(to, from->messages[i].said.bytes, from->messages[i].said.size);
  }
}
