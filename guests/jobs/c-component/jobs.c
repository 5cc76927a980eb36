// SPDX-License-Identifier: Apache-2.0
// The two jobs of guests/jobs/README.md as a component in C, for each published version of wasi:nn.
//
// ml.h is made from the WIT of spec/wasi-nn. Before 2024-10-28 (WASI_NN_SET_INPUT) inputs are set and outputs fetched
// one by one; since then compute takes and gives all of them.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ml.h"

enum { kPixels = 64, kDigits = 10, kNumbers = 6 };

typedef wasi_nn_errors_own_error_t error;
typedef wasi_nn_graph_own_graph_t graph;
typedef wasi_nn_inference_own_graph_execution_context_t context;
typedef wasi_nn_tensor_own_tensor_t tensor;

// An f32 tensor and the name of its port.
typedef struct {
  const char* name;
  float* values;
  size_t count;
} port;

static float left[kNumbers] = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f};
static float right[kNumbers] = {1.5f, -2.25f, 3.0f, 0.001f, 1e6f, -0.7f};

static void print_bits(const char* name, const float* values, size_t count) {
  printf("%s", name);
  for (size_t i = 0; i < count; ++i) {
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

static bool say(const char* what, const char* why) {
  fprintf(stderr, "%s: %s\n", what, why);
  return false;
}

// Prints the host's reason and drops the error.
static bool report(const char* what, error failure) {
  ml_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: %.*s\n", what, (int)reason.len, (const char*)reason.ptr);
  ml_string_free(&reason);
  wasi_nn_errors_error_drop_own(failure);
  return false;
}

// The tensor copies what it is given; the bindings take pointers to mutable lists and leave them as they are.
static tensor make_tensor(const port* from, uint32_t* dims, size_t rank) {
  wasi_nn_tensor_tensor_dimensions_t dimensions = {dims, rank};
  wasi_nn_tensor_tensor_data_t data = {(uint8_t*)from->values, from->count * sizeof(float)};
  return wasi_nn_tensor_constructor_tensor(&dimensions, WASI_NN_TENSOR_TENSOR_TYPE_FP32, &data);
}

// Copies the elements out and drops the tensor.
static bool read_tensor(tensor from, const port* to) {
  wasi_nn_tensor_tensor_data_t data;
  wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(from), &data);
  bool fits = data.len == to->count * sizeof(float);
  if (fits) memcpy(to->values, data.ptr, data.len);
  wasi_nn_tensor_tensor_data_free(&data);
  wasi_nn_tensor_tensor_drop_own(from);
  return fits || say(to->name, "not as many numbers as expected");
}

#ifdef WASI_NN_SET_INPUT

static bool infer(context on, const port* inputs, size_t input_count, uint32_t* dims, size_t rank, const port* outputs,
                  size_t output_count) {
  wasi_nn_inference_borrow_graph_execution_context_t run = wasi_nn_inference_borrow_graph_execution_context(on);
  error failure;
  ml_string_t name;
  for (size_t i = 0; i < input_count; ++i) {
    ml_string_set(&name, inputs[i].name);
    tensor input = make_tensor(&inputs[i], dims, rank);
    if (!wasi_nn_inference_method_graph_execution_context_set_input(run, &name, input, &failure)) {
      return report(inputs[i].name, failure);
    }
  }
  if (!wasi_nn_inference_method_graph_execution_context_compute(run, &failure)) return report("compute", failure);
  for (size_t i = 0; i < output_count; ++i) {
    tensor output;
    ml_string_set(&name, outputs[i].name);
    if (!wasi_nn_inference_method_graph_execution_context_get_output(run, &name, &output, &failure)) {
      return report(outputs[i].name, failure);
    }
    if (!read_tensor(output, &outputs[i])) return false;
  }
  return true;
}

#else

// Copies the output of that name out of all that a computation gave.
static bool read_output(const wasi_nn_inference_list_named_tensor_t* given, const port* output) {
  for (size_t i = 0; i < given->len; ++i) {
    const wasi_nn_inference_named_tensor_t* one = &given->ptr[i];
    bool same = one->f0.len == strlen(output->name) && memcmp(one->f0.ptr, output->name, one->f0.len) == 0;
    if (same) return read_tensor(one->f1, output);
  }
  return say(output->name, "the model has no such output");
}

enum { kMostInputs = 2 };

static bool infer(context on, const port* inputs, size_t input_count, uint32_t* dims, size_t rank, const port* outputs,
                  size_t output_count) {
  wasi_nn_inference_named_tensor_t named[kMostInputs];
  for (size_t i = 0; i < input_count; ++i) {
    ml_string_set(&named[i].f0, inputs[i].name);
    named[i].f1 = make_tensor(&inputs[i], dims, rank);
  }
  wasi_nn_inference_list_named_tensor_t taken = {named, input_count};
  wasi_nn_inference_list_named_tensor_t given;
  error failure;
  if (!wasi_nn_inference_method_graph_execution_context_compute(wasi_nn_inference_borrow_graph_execution_context(on),
                                                                &taken, &given, &failure)) {
    return report("compute", failure);
  }
  bool read = true;
  for (size_t i = 0; read && i < output_count; ++i) read = read_output(&given, &outputs[i]);
  wasi_nn_inference_list_named_tensor_free(&given);
  return read;
}

#endif

static bool load_by_name(const char* name, graph* loaded) {
  ml_string_t text;
  ml_string_set(&text, name);
  error failure;
  return wasi_nn_graph_load_by_name(&text, loaded, &failure) || report(name, failure);
}

// Reads a file of at most `capacity` bytes; the number of bytes read, 0 when it cannot be read.
static size_t read_file(const char* file, void* bytes, size_t capacity) {
  FILE* opened = fopen(file, "rb");
  if (!opened) return 0;
  size_t count = fread(bytes, 1, capacity, opened);
  fclose(opened);
  return count;
}

static bool load_file(const char* file, graph* loaded) {
  static uint8_t bytes[1 << 20];
  size_t byte_size = read_file(file, bytes, sizeof bytes);
  if (byte_size == 0 || byte_size == sizeof bytes) return say(file, "cannot read it, or it has 1 MiB or more");
  wasi_nn_graph_graph_builder_t part = {bytes, byte_size};
  wasi_nn_graph_list_graph_builder_t parts = {&part, 1};
  error failure;
  return wasi_nn_graph_load(&parts, WASI_NN_GRAPH_GRAPH_ENCODING_AUTODETECT, WASI_NN_GRAPH_EXECUTION_TARGET_CPU, loaded,
                            &failure) ||
         report(file, failure);
}

// Makes a context and drops the graph, which the context keeps alive.
static bool open(graph loaded, context* made) {
  error failure;
  bool opened =
      wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(loaded), made, &failure);
  wasi_nn_graph_graph_drop_own(loaded);
  return opened || report("context", failure);
}

static bool digits(const char* file) {
  static uint32_t dims[] = {1, 1, 8, 8};
  float pixels[kPixels];
  float probabilities[kDigits];
  if (read_file(file, pixels, sizeof pixels) != sizeof pixels) return say(file, "cannot read 64 numbers of it");

  graph loaded;
  context on;
  if (!load_by_name("digits", &loaded) || !open(loaded, &on)) return false;
  port input = {"image", pixels, kPixels};
  port output = {"probabilities", probabilities, kDigits};
  bool inferred = infer(on, &input, 1, dims, 4, &output, 1);
  wasi_nn_inference_graph_execution_context_drop_own(on);
  if (!inferred) return false;
  printf("digit %d\n", likeliest(probabilities));
  print_bits("probabilities", probabilities, kDigits);
  return true;
}

// The model is the graph of the name `pair`, or the bytes of a file when one is named.
static bool pair(const char* file) {
  static uint32_t dims[] = {2, 3};
  graph loaded;
  context on;
  if (!(file ? load_file(file, &loaded) : load_by_name("pair", &loaded)) || !open(loaded, &on)) return false;
  float sum[kNumbers];
  float product[kNumbers];
  port inputs[] = {{"left", left, kNumbers}, {"right", right, kNumbers}};
  port outputs[] = {{"sum", sum, kNumbers}, {"product", product, kNumbers}};
  bool inferred = infer(on, inputs, 2, dims, 2, outputs, 2);
  wasi_nn_inference_graph_execution_context_drop_own(on);
  if (!inferred) return false;
  print_bits("sum", sum, kNumbers);
  print_bits("product", product, kNumbers);
  return true;
}

int main(int argc, char** argv) {
  if (argc == 3 && strcmp(argv[1], "digits") == 0) return digits(argv[2]) ? 0 : 1;
  if ((argc == 2 || argc == 3) && strcmp(argv[1], "pair") == 0) return pair(argv[2]) ? 0 : 1;
  fprintf(stderr, "usage: jobs digits PIXELS | jobs pair [MODEL]\n");
  return 2;
}
