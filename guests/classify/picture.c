// SPDX-License-Identifier: Apache-2.0
// Grey pictures for the classify guest, decoded by stb_image.

#include "picture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_SIMD
#define STBI_NO_THREAD_LOCALS
#define STBI_MAX_DIMENSIONS 8192
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#pragma clang diagnostic pop

bool picture_read(const char* path, picture* read) {
  FILE* file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "%s: %s (is its folder given to the guest?)\n", path, strerror(errno));
    return false;
  }
  int channels;
  read->grey = stbi_load_from_file(file, &read->width, &read->height, &channels, 1);
  fclose(file);
  if (!read->grey) fprintf(stderr, "%s: not a PNG picture that can be read (%s)\n", path, stbi_failure_reason());
  return read->grey != NULL;
}

void picture_free(picture* read) {
  stbi_image_free(read->grey);
  read->grey = NULL;
}

static bool paper_is_light(const picture* read) {
  const uint8_t* last_row = read->grey + (size_t)(read->height - 1) * read->width;
  uint64_t sum = 0;
  for (int x = 0; x < read->width; ++x) sum += read->grey[x] + last_row[x];
  for (int y = 0; y < read->height; ++y) {
    const uint8_t* row = read->grey + (size_t)y * read->width;
    sum += row[0] + row[read->width - 1];
  }
  return sum * 2 > 255u * 2 * (uint64_t)(read->width + read->height);
}

// How much of cell `cell` (of `cells` over `pixels`) pixel `pixel` covers, 0 to 1 pixel.
static float overlap(int pixel, int pixels, int cell, int cells) {
  float begin = (float)cell * (float)pixels / (float)cells;
  float end = (float)(cell + 1) * (float)pixels / (float)cells;
  float from = (float)pixel > begin ? (float)pixel : begin;
  float to = (float)(pixel + 1) < end ? (float)(pixel + 1) : end;
  return to > from ? to - from : 0;
}

// The mean of `values`, `stride` elements apart, over one cell.
static float cell_mean(const float* values, int count, int stride, int cell, int cells) {
  int first = (int)((int64_t)cell * count / cells);
  int last = (int)(((int64_t)(cell + 1) * count + cells - 1) / cells);
  float sum = 0;
  float weight = 0;
  for (int i = first; i < last; ++i) {
    float share = overlap(i, count, cell, cells);
    sum += share * values[(size_t)i * stride];
    weight += share;
  }
  return sum / weight;
}

bool picture_reduce(const picture* read, int side, float* ink) {
  float* row = malloc(sizeof(float) * (size_t)read->width);
  float* narrow = malloc(sizeof(float) * (size_t)read->height * side);
  if (!row || !narrow) {
    fprintf(stderr, "no memory to reduce a picture of %d x %d\n", read->width, read->height);
    free(row);
    free(narrow);
    return false;
  }
  bool light = paper_is_light(read);
  for (int y = 0; y < read->height; ++y) {
    const uint8_t* grey = read->grey + (size_t)y * read->width;
    for (int x = 0; x < read->width; ++x) row[x] = (float)(light ? 255 - grey[x] : grey[x]) / 255.0f;
    for (int x = 0; x < side; ++x) narrow[y * side + x] = cell_mean(row, read->width, 1, x, side);
  }
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) ink[y * side + x] = cell_mean(narrow + x, read->height, side, y, side);
  }
  free(row);
  free(narrow);
  return true;
}
