// SPDX-License-Identifier: Apache-2.0
// The component of `wasinn bench`: times inferences by its own clock. Arguments and output: job.h; WAY means nothing here.
//
// One inference is the constructor of each input, which is named by its index, compute, the data of each output, and
// giving back all that came of it. A type's number is that of the enumeration `tensor-type`.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ml.h"

#include "job.h"

enum { kNameBytes = 12 };

typedef wasi_nn_inference_list_named_tensor_t tensors;

typedef struct {
  wasi_nn_inference_borrow_graph_execution_context_t context;
  tensors inputs;  // their names; the tensors are made anew for each inference
} stage;

// Prints the host's reason; answers false.
static bool report(const char* what, wasi_nn_errors_own_error_t failure) {
  ml_string_t reason;
  wasi_nn_errors_method_error_data(wasi_nn_errors_borrow_error(failure), &reason);
  fprintf(stderr, "%s: %.*s\n", what, (int)reason.len, (const char*)reason.ptr);
  return false;
}

static bool name_inputs(const job* work, stage* on) {
  on->inputs.len = work->input_count;
  on->inputs.ptr = calloc(work->input_count + 1, sizeof(wasi_nn_inference_named_tensor_t));
  char* names = malloc((work->input_count + 1) * kNameBytes);
  if (!on->inputs.ptr || !names) return false;
  for (uint32_t i = 0; i < work->input_count; ++i, names += kNameBytes) {
    snprintf(names, kNameBytes, "%u", (unsigned)i);
    ml_string_set(&on->inputs.ptr[i].f0, names);
  }
  return true;
}

static wasi_nn_tensor_own_tensor_t make_input(job_input* input) {
  wasi_nn_tensor_tensor_dimensions_t dimensions = {input->dims, input->rank};
  wasi_nn_tensor_tensor_data_t data = {input->bytes, input->byte_size};
  return wasi_nn_tensor_constructor_tensor(&dimensions, input->type, &data);
}

// Takes the bytes of a tensor in the place of those that the output had, and gives the tensor back.
static bool take_output(wasi_nn_tensor_own_tensor_t tensor, job_output* output) {
  wasi_nn_tensor_tensor_data_t data;
  wasi_nn_tensor_method_tensor_data(wasi_nn_tensor_borrow_tensor(tensor), &data);
  wasi_nn_tensor_tensor_drop_own(tensor);
  if (data.len != output->byte_size) {
    fprintf(stderr, "an output has %zu bytes and not %u\n", data.len, output->byte_size);
    return false;
  }
  if (data.len == 0) return true;
  free(output->bytes);
  output->bytes = data.ptr;
  return true;
}

static bool infer(const job* work, void* state) {
  stage* on = state;
  tensors made;
  wasi_nn_errors_own_error_t failure;
  for (uint32_t i = 0; i < work->input_count; ++i) on->inputs.ptr[i].f1 = make_input(&work->inputs[i]);
  if (!wasi_nn_inference_method_graph_execution_context_compute(on->context, &on->inputs, &made, &failure)) {
    return report("compute", failure);
  }
  bool good = made.len == work->output_count;
  for (uint32_t i = 0; i < work->output_count && good; ++i) good = take_output(made.ptr[i].f1, &work->outputs[i]);
  wasi_nn_inference_list_named_tensor_free(&made);
  return good;
}

static bool open_graph(const job* work, stage* on) {
  wasi_nn_graph_own_graph_t graph;
  wasi_nn_inference_own_graph_execution_context_t made;
  wasi_nn_errors_own_error_t failure;
  ml_string_t name;
  ml_string_set(&name, work->graph);
  if (!wasi_nn_graph_load_by_name(&name, &graph, &failure)) return report("graph", failure);
  if (!wasi_nn_graph_method_graph_init_execution_context(wasi_nn_graph_borrow_graph(graph), &made, &failure)) {
    return report("context", failure);
  }
  on->context = wasi_nn_inference_borrow_graph_execution_context(made);
  return true;
}

int main(int argc, char** argv) {
  job work = {0};
  stage on;
  int code = job_read(argc, argv, &work);
  if (code) return code;
  return name_inputs(&work, &on) && open_graph(&work, &on) ? job_measure(&work, infer, &on) : 1;
}
