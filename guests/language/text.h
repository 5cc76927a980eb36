// SPDX-License-Identifier: Apache-2.0
// Texts that grow, which are always UTF-8 where they came from outside.
#ifndef WASINN_GUESTS_TEXT_H_
#define WASINN_GUESTS_TEXT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// {0} is an empty one. A guest that has no memory for more ends with exit code 1.
typedef struct {
  char* bytes;  // no terminator; NULL until something is added
  uint32_t size;
  uint32_t capacity;
} text;

// Makes room for `capacity` bytes in all; keeps what is there.
void text_reserve(text* to, size_t capacity);

void text_add(text* to, const char* bytes, size_t size);
void text_add_string(text* to, const char* string);

// Adds bytes of which nothing is known: U+FFFD stands for each byte that is no UTF-8, and for NUL, at which many
// programs would end the text.
void text_add_foreign(text* to, const char* bytes, size_t size);

// Adds UTF-8 as a JSON string with its quotes.
void text_add_json(text* to, const char* bytes, size_t size);

void text_free(text* gone);

// Whether there is nothing in it but blanks.
bool text_is_blank(const text* read);

// Replaces `line` by the next line of a stream, without its end, as text_add_foreign does. False at the stream's end.
// A stream that cannot be read, or a line for which there is no memory, ends the guest with exit code 1.
bool text_read_line(text* line, FILE* from);

#endif  // WASINN_GUESTS_TEXT_H_
