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

// {0} is an empty one. At most one system message, at the beginning; then the user and the assistant by turns.
typedef struct {
  message* messages;
  uint32_t count;
  uint32_t capacity;
} history;

// The text is copied.
void history_add(history* to, speaker who, const text* said);

// Forgets the last message.
void history_drop_last(history* from);

// Forgets the older half of the turns, but neither the system message nor the last turn; returns how many.
uint32_t history_drop_oldest(history* from);

// Forgets all but the system message.
void history_reset(history* from);

// Adds the messages as JSON: [{"role":"user","content":"..."}, ...].
void history_write_messages(const history* from, text* to);

// Adds the messages one after the other, a line break between them.
void history_write_plain(const history* from, text* to);

#endif  // WASINN_GUESTS_HISTORY_H_
