// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a core module in C, with the header wasinn/nn.h.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/nn.h>

enum { kPixels = 64, kDigits = 10, kNumbers = 6 };

static const float kLeft[kNumbers] = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
static const float kRight[kNumbers] = {1.5f, -2.25f, 3.0f, 0.001f, 1e6f, -0.7f};

static void print_bits(const char* name, const float* values, int count) {
  printf("%s", name);
  for (int i = 0; i < count; ++i) {
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    printf(" %08x", (unsigned)bits);
  }
  printf("\n");
}

static int likeliest(const float* probabilities) {
  int best = 0;
  for (int digit = 1; digit < kDigits; ++digit) {
    if (probabilities[digit] > probabilities[best]) best = digit;
  }
  return best;
}

static int say(const char* what, const char* why) {
  fprintf(stderr, "%s: %s\n", what, why);
  return 1;
}

static int digits(const char* file) {
  float pixels[kPixels];
  FILE* opened = fopen(file, "rb");
  size_t count = opened ? fread(pixels, sizeof(float), kPixels, opened) : 0;
  if (opened) fclose(opened);
  if (count != kPixels) return say(file, "cannot read 64 numbers of it");

  float probabilities[kDigits];
  nn_errno error = nn_infer_f32("digits", pixels, 4, (const uint32_t[]){1, 1, 8, 8}, probabilities, kDigits);
  if (error) return nn_explain("digits", error);
  printf("digit %d\n", likeliest(probabilities));
  print_bits("probabilities", probabilities, kDigits);
  return 0;
}

// Reads a whole file into memory that the caller frees; NULL when it cannot be read.
static void* read_file(const char* file, size_t* byte_size) {
  FILE* opened = fopen(file, "rb");
  if (!opened) return NULL;
  fseek(opened, 0, SEEK_END);
  long size = ftell(opened);
  rewind(opened);
  void* bytes = size > 0 ? malloc((size_t)size) : NULL;
  if (bytes && fread(bytes, 1, (size_t)size, opened) != (size_t)size) {
    free(bytes);
    bytes = NULL;
  }
  fclose(opened);
  *byte_size = (size_t)size;
  return bytes;
}

static nn_errno add_and_multiply(const nn_model* model, float* sum, float* product) {
  static const uint32_t dims[] = {2, 3};
  const nn_tensor inputs[] = {nn_f32(kLeft, 2, dims), nn_f32(kRight, 2, dims)};
  nn_output outputs[] = {nn_into(sum, sizeof kLeft), nn_into(product, sizeof kRight)};
  return nn_model_run(model, inputs, 2, outputs, 2);
}

// The model is the graph of the name `pair`, or the bytes of a file when one is named.
static int pair(const char* file) {
  nn_model model;
  nn_errno error;
  if (file) {
    size_t byte_size;
    void* bytes = read_file(file, &byte_size);
    if (!bytes) return say(file, "cannot read it");
    error = nn_model_load(bytes, (uint32_t)byte_size, &model);
    free(bytes);
  } else {
    error = nn_model_open("pair", &model);
  }
  float sum[kNumbers];
  float product[kNumbers];
  if (!error) error = add_and_multiply(&model, sum, product);
  if (error) return nn_explain("pair", error);
  print_bits("sum", sum, kNumbers);
  print_bits("product", product, kNumbers);
  return 0;
}

int main(int argc, char** argv) {
  if (argc == 3 && strcmp(argv[1], "digits") == 0) return digits(argv[2]);
  if ((argc == 2 || argc == 3) && strcmp(argv[1], "pair") == 0) return pair(argv[2]);
  fprintf(stderr, "usage: jobs digits PIXELS | jobs pair [MODEL]\n");
  return 2;
}
