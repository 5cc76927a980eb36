// SPDX-License-Identifier: Apache-2.0
// Reads steps line by line and prints a line for each.
#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char* const kStepTypes[] = {"f16", "f32", "f64", "bf16", "u8", "i32", "i64", NULL};
const char* const kStepEncodings[] = {"openvino",       "onnx", "tensorflow", "pytorch",
                                      "tensorflowlite", "ggml", "autodetect", NULL};

unsigned place_of(const char* const* list, const char* text) {
  unsigned place = 0;
  while (list[place] && strcmp(list[place], text) != 0) ++place;
  return place;
}

// Where the words of the line begin that is being read.
static char* rest;

// The next word of the line, or "" at its end.
static const char* next_word(void) {
  while (*rest == ' ') ++rest;
  char* word = rest;
  while (*rest && *rest != ' ') ++rest;
  if (*rest) *rest++ = '\0';
  return word;
}

static size_t next_number(void) { return (size_t)strtoull(next_word(), NULL, 10); }

static unsigned next_slot(void) { return (unsigned)(next_number() % kMostSlots); }

// Reads a whole file into memory that the caller frees; NULL when it cannot be read.
static uint8_t* read_file(const char* file, size_t* byte_size) {
  FILE* opened = fopen(file, "rb");
  if (!opened) return NULL;
  size_t capacity = 1 << 16;
  size_t size = 0;
  uint8_t* bytes = malloc(capacity);
  for (size_t got = 1; bytes && got;) {
    got = fread(bytes + size, 1, capacity - size, opened);
    size += got;
    if (size == capacity) bytes = realloc(bytes, capacity *= 2);
  }
  fclose(opened);
  *byte_size = size;
  return bytes;
}

static uint8_t hex_value(char digit) { return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

// Turns pairs of hexadecimal digits into bytes, in place.
static step_bytes from_hex(char* text) {
  uint8_t* bytes = (uint8_t*)text;
  size_t count = strlen(text) / 2;
  for (size_t i = 0; i < count; ++i) bytes[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
  return (step_bytes){bytes, count};
}

// "2x3" is a shape of rank two, "-" one of rank zero.
static uint32_t read_dimensions(const char* text, uint32_t* dimensions) {
  uint32_t rank = 0;
  while (*text >= '0' && *text <= '9' && rank < kMostDimensions) {
    char* end;
    dimensions[rank++] = (uint32_t)strtoul(text, &end, 10);
    text = *end ? end + 1 : end;
  }
  return rank;
}

static const char* load(void) {
  unsigned graph = next_slot();
  const char* encoding = next_word();
  step_bytes parts[kMostParts];
  uint8_t* owned[kMostParts];
  size_t count = 0;
  const char* status = "ok";
  for (const char* file = next_word(); *file && count < kMostParts; file = next_word()) {
    owned[count] = read_file(file, &parts[count].byte_size);
    parts[count].bytes = owned[count];
    if (!owned[count++]) status = "no_such_file";
  }
  if (strcmp(status, "ok") == 0) status = step_load(graph, encoding, parts, count);
  while (count) free(owned[--count]);
  return status;
}

static const char* input(void) {
  unsigned context = next_slot();
  const char* port = next_word();
  step_tensor tensor;
  tensor.type = next_word();
  tensor.rank = read_dimensions(next_word(), tensor.dimensions);
  tensor.data = from_hex((char*)next_word());
  return step_input(context, port, &tensor);
}

static void print_output(const step_output* output) {
  static const char kDigits[] = "0123456789abcdef";
  printf(" %s ", output->type ? output->type : "?");
  for (uint32_t i = 0; output->type && i < output->rank; ++i) printf(i ? "x%u" : "%u", (unsigned)output->dimensions[i]);
  printf(output->type && output->rank ? " " : "- ");
  for (size_t i = 0; i < output->data.byte_size; ++i) {
    putchar(kDigits[output->data.bytes[i] >> 4]);
    putchar(kDigits[output->data.bytes[i] & 15]);
  }
}

// What is done for a word; the step's own words follow. A step with an output prints it after its status.
static const char* take(const char* word, step_output* output) {
  if (strcmp(word, "named") == 0) {
    unsigned graph = next_slot();
    return step_named(graph, next_word());
  }
  if (strcmp(word, "load") == 0) return load();
  if (strcmp(word, "open") == 0) {
    unsigned context = next_slot();
    return step_open(context, next_slot());
  }
  if (strcmp(word, "drop") == 0) return step_drop(next_slot());
  if (strcmp(word, "input") == 0) return input();
  if (strcmp(word, "compute") == 0) return step_compute(next_slot());
  if (strcmp(word, "output") == 0) {
    unsigned context = next_slot();
    const char* port = next_word();
    return step_output_of(context, port, next_number(), output);
  }
  return NULL;
}

// Flushed line by line, so that it is known how far a host came that ends in between.
static int play_line(char* line) {
  rest = line;
  const char* word = next_word();
  if (!*word) return 0;
  if (strcmp(word, "check") == 0) {
    step_end();
    printf("check %s\n", next_word());
  } else {
    step_output output = {NULL, {0}, 0, {NULL, 0}};
    const char* status = take(word, &output);
    if (!status) {
      fprintf(stderr, "there is no step '%s'\n", word);
      return 1;
    }
    printf("%s", status);
    if (strcmp(word, "output") == 0 && strcmp(status, "ok") == 0) print_output(&output);
    printf("\n");
  }
  fflush(stdout);
  return 0;
}

int play_steps(const char* file) {
  size_t byte_size;
  char* text = (char*)read_file(file, &byte_size);
  if (!text || byte_size == 0) {
    fprintf(stderr, "cannot read steps from %s\n", file);
    free(text);
    return 1;
  }
  text[byte_size - 1] = '\0';  // the end of the last line
  int failed = 0;
  for (char* line = text; line && !failed;) {
    char* end = strchr(line, '\n');
    if (end) *end = '\0';
    failed = play_line(line);
    line = end ? end + 1 : NULL;
  }
  step_end();
  printf("end\n");
  free(text);
  return failed;
}
