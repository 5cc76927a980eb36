// SPDX-License-Identifier: Apache-2.0
// What was said in a chat, and how it is put to the model.
#ifndef WASINN_GUESTS_HISTORY_H_
#define WASINN_GUESTS_HISTORY_H_

#include <stdbool.h>

#include "text.h"

typedef enum { kSystem, kUser, kAssistant } speaker;

typedef struct {
  speaker who;
  text said;
} message;

// {0} is an empty one. At most one system message, at the beginning; then turns: one of the user's and one of the
// assistant's, which the last turn may lack.
typedef struct {
  message* messages;
  uint32_t count;
  uint32_t capacity;
} history;

// The text is copied.
void history_add(history* to, speaker who, const text* said);

// Forgets the last message.
void history_drop_last(history* from);

// How many turns are the older half of those after the first `turns`; 0 when there is only one.
uint32_t history_oldest(const history* read, uint32_t turns);

// Forgets the first turns, but not the system message.
void history_drop(history* from, uint32_t turns);

// Forgets all but the system message.
void history_reset(history* from);

// Adds the messages but for the first `turns` turns, as JSON: [{"role":"user","content":"..."}, ...].
void history_write_messages(const history* from, uint32_t turns, text* to);

// The same as a text, one message after the other.
void history_write_plain(const history* from, uint32_t turns, text* to);

#endif  // WASINN_GUESTS_HISTORY_H_
