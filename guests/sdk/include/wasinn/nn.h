// SPDX-License-Identifier: Apache-2.0
// The short way to wasi-nn for C guests that are core modules: a model that is ready to run, tensors of each type, and
// errors in the host's own words. It lies on guest.h and guest_ext.h, whose calls can be mixed with these.
//
//   float probabilities[10];
//   nn_errno error = nn_infer_f32("digits", pixels, 4, (uint32_t[]){1, 1, 8, 8}, probabilities, 10);
//   if (error) return nn_explain("digits", error);
//
// A guest that calls these functions imports `wasinn_nn_ext` and the standard's extensions for giving handles back, and
// runs with or without them where the host lets it start. With WASINN_STANDARD_ONLY defined it imports nothing but what
// the standard has: errors are then told by their number, and what was opened stays open until the guest ends.
#ifndef WASINN_NN_H_
#define WASINN_NN_H_

#include <wasinn/guest_ext.h>

#ifdef __cplusplus
extern "C" {
#endif

// A graph and the one context that runs it. It belongs to one thread at a time.
typedef struct {
  nn_graph graph;
  nn_context context;
} nn_model;

// Gives both handles back; the model is not to be used afterwards.
static inline void nn_model_close(const nn_model* model) {
#ifdef WASINN_STANDARD_ONLY
  (void)model;
#else
  nn_close(model->context);
  nn_unload(model->graph);
#endif
}

// Makes a model of a graph, and takes the graph over; also when it fails.
static inline nn_errno nn_model_of(nn_graph graph, nn_model* model) {
  model->graph = graph;
  nn_errno error = nn_open(graph, &model->context);
#ifndef WASINN_STANDARD_ONLY
  if (error) nn_unload(graph);
#endif
  return error;
}

// Opens the graph that the operator gave this name, a C string.
static inline nn_errno nn_model_open(const char* name, nn_model* model) {
  nn_graph graph;
  nn_errno error = nn_load_by_name(name, &graph);
  return error ? error : nn_model_of(graph, model);
}

// Loads a model of one part from its bytes, which may be freed afterwards.
static inline nn_errno nn_model_load(const void* bytes, uint32_t byte_size, nn_model* model) {
  nn_graph graph;
  nn_errno error = nn_load_bytes(bytes, byte_size, &graph);
  return error ? error : nn_model_of(graph, model);
}

// The size of one element of a type; 0 for types that tensors do not have.
static inline uint32_t nn_element_size(uint32_t type) {
  switch (type) {
    case NN_U8: return 1;
    case NN_F16:
    case NN_BF16: return 2;
    case NN_F32:
    case NN_I32: return 4;
    case NN_F64:
    case NN_I64: return 8;
    default: return 0;
  }
}

// Views of elements as a tensor of that shape. Both pointers must stay until the tensor was used.
static inline nn_tensor nn_view(uint8_t type, const void* data, uint32_t rank, const uint32_t* dims) {
  nn_tensor tensor = {dims, rank, type, {0, 0, 0}, data, nn_element_count(rank, dims) * nn_element_size(type)};
  return tensor;
}
static inline nn_tensor nn_f32(const float* data, uint32_t rank, const uint32_t* dims) {
  return nn_view(NN_F32, data, rank, dims);
}
static inline nn_tensor nn_f64(const double* data, uint32_t rank, const uint32_t* dims) {
  return nn_view(NN_F64, data, rank, dims);
}
static inline nn_tensor nn_u8(const uint8_t* data, uint32_t rank, const uint32_t* dims) {
  return nn_view(NN_U8, data, rank, dims);
}
static inline nn_tensor nn_i32(const int32_t* data, uint32_t rank, const uint32_t* dims) {
  return nn_view(NN_I32, data, rank, dims);
}
static inline nn_tensor nn_i64(const int64_t* data, uint32_t rank, const uint32_t* dims) {
  return nn_view(NN_I64, data, rank, dims);
}

// The place for an output of at most `byte_size` bytes; `written` tells its size afterwards.
static inline nn_output nn_into(void* buffer, uint32_t byte_size) {
  nn_output output = {buffer, byte_size, 0};
  return output;
}

// One inference: a tensor for each input in order, a place for each of the first outputs. In one call and without copies
// where the host can.
static inline nn_errno nn_model_run(const nn_model* model, const nn_tensor* inputs, uint32_t input_count,
                                    nn_output* outputs, uint32_t output_count) {
#ifdef WASINN_STANDARD_ONLY
  return nn_run_in_steps(model->context, inputs, input_count, outputs, output_count);
#else
  return nn_run(model->context, inputs, input_count, outputs, output_count);
#endif
}

// The whole of a small guest: opens the graph `name`, gives it one f32 tensor, reads its first output of exactly `count`
// f32 elements, and closes it. NN_INVALID_ARGUMENT when the output has fewer, NN_TOO_LARGE when it has more.
static inline nn_errno nn_infer_f32(const char* name, const float* data, uint32_t rank, const uint32_t* dims,
                                    float* result, uint32_t count) {
  nn_model model;
  nn_errno error = nn_model_open(name, &model);
  if (error) return error;
  nn_tensor input = nn_f32(data, rank, dims);
  nn_output output = nn_into(result, count * (uint32_t)sizeof(float));
  error = nn_model_run(&model, &input, 1, &output, 1);
  if (!error && output.written != output.capacity) error = NN_INVALID_ARGUMENT;
  nn_model_close(&model);
  return error;
}

// Prints "WHAT: TEXT (errno N)" to stderr, in the host's words where it has any, and answers 1, the exit code of a guest
// that failed. To be called before another call fails.
static inline int nn_explain(const char* what, nn_errno error) {
#ifndef WASINN_STANDARD_ONLY
  char text[1025];
  if (*nn_error_text(text, sizeof text)) {
    fprintf(stderr, "%s: %s (errno %u)\n", what, text, (unsigned)error);
    return 1;
  }
#endif
  return nn_report(what, error);
}

#ifdef __cplusplus
}
#endif

#endif  // WASINN_NN_H_
