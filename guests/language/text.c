// SPDX-License-Identifier: Apache-2.0
// Growing, UTF-8 and JSON.
#include "text.h"

#include <stdlib.h>
#include <string.h>

static _Noreturn void stop(const char* why) {
  fprintf(stderr, "%s\n", why);
  exit(1);
}

void text_reserve(text* to, size_t capacity) {
  if (capacity <= to->capacity) return;
  size_t wanted = to->capacity * (size_t)2 + 64;
  if (wanted < capacity) wanted = capacity;
  char* bytes = wanted < UINT32_MAX ? realloc(to->bytes, wanted) : NULL;
  if (bytes == NULL) stop("no memory is left for texts of this size");
  to->bytes = bytes;
  to->capacity = (uint32_t)wanted;
}

void text_add(text* to, const char* bytes, size_t size) {
  if (size == 0) return;
  // Neither number comes near half of the memory that 32 bits can number.
  text_reserve(to, to->size + size);
  memcpy(to->bytes + to->size, bytes, size);
  to->size += (uint32_t)size;
}

void text_add_string(text* to, const char* string) { text_add(to, string, strlen(string)); }

// How many bytes a character has whose first two bytes are these; 0 when they begin none.
static size_t character_size(unsigned char first, unsigned char second) {
  if (first == 0) return 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  // Longer than need be, halves of UTF-16 pairs, beyond the last character.
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return first < 0xf0 ? 3 : 4;
}

// How many bytes of a whole character there are; 0 when there is none.
static size_t whole_character(const char* bytes, size_t left) {
  const size_t size = character_size((unsigned char)bytes[0], left > 1 ? (unsigned char)bytes[1] : 0);
  if (size > left) return 0;
  for (size_t i = 1; i < size; ++i) {
    if (((unsigned char)bytes[i] & 0xc0) != 0x80) return 0;
  }
  return size;
}

void text_add_foreign(text* to, const char* bytes, size_t size) {
  size_t begin = 0;
  size_t i = 0;
  while (i < size) {
    const size_t character = whole_character(bytes + i, size - i);
    if (character == 0) {
      text_add(to, bytes + begin, i - begin);
      text_add_string(to, "\xef\xbf\xbd");
      begin = i + 1;
    }
    i += character == 0 ? 1 : character;
  }
  text_add(to, bytes + begin, size - begin);
}

void text_add_json(text* to, const char* bytes, size_t size) {
  text_add_string(to, "\"");
  size_t begin = 0;
  for (size_t i = 0; i < size; ++i) {
    const unsigned char byte = (unsigned char)bytes[i];
    if (byte >= ' ' && byte != '"' && byte != '\\') continue;
    char escape[8];
    snprintf(escape, sizeof escape, "\\u%04x", byte);
    text_add(to, bytes + begin, i - begin);
    text_add_string(to, escape);
    begin = i + 1;
  }
  text_add(to, bytes + begin, size - begin);
  text_add_string(to, "\"");
}

void text_free(text* gone) {
  free(gone->bytes);
  *gone = (text){0};
}

bool text_is_blank(const text* read) {
  for (uint32_t i = 0; i < read->size; ++i) {
    if (strchr(" \t\r\n\v\f", read->bytes[i]) == NULL) return false;
  }
  return true;
}

bool text_read_line(text* line, FILE* from) {
  static char* bytes = NULL;
  static size_t capacity = 0;
  ssize_t size = getline(&bytes, &capacity, from);
  if (size < 0 && !feof(from)) stop("a line of the input cannot be read: it is too long, or the input is broken");
  if (size < 0) return false;
  while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r')) --size;
  line->size = 0;
  text_add_foreign(line, bytes, (size_t)size);
  return true;
}
