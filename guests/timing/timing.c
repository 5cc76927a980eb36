// SPDX-License-Identifier: Apache-2.0
// The core module of `wasinn bench`: times inferences by its own clock. Arguments and output: job.h.
//
// WAY is `steps` (set_input, compute and get_output, with a copy of each tensor) or `infer` (one call without copies).

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasinn/nn.h>

#include "job.h"

typedef struct {
  nn_model model;
  nn_tensor* inputs;
  nn_output* outputs;
} stage;

static bool prepare(const job* work, stage* on) {
  on->inputs = calloc(work->input_count + 1, sizeof(nn_tensor));
  on->outputs = calloc(work->output_count + 1, sizeof(nn_output));
  if (!on->inputs || !on->outputs) return false;
  for (uint32_t i = 0; i < work->input_count; ++i) {
    const job_input* input = &work->inputs[i];
    on->inputs[i] = (nn_tensor){input->dims, input->rank, input->type, {0, 0, 0}, input->bytes, input->byte_size};
  }
  for (uint32_t i = 0; i < work->output_count; ++i) {
    on->outputs[i] = nn_into(work->outputs[i].bytes, work->outputs[i].byte_size);
  }
  return true;
}

// Whether output `index` was read as it was expected.
static bool arrived(nn_errno error, const job* work, uint32_t index, uint32_t written) {
  if (!error && written == work->outputs[index].byte_size) return true;
  if (error) nn_explain("get_output", error);
  if (!error) fprintf(stderr, "output %u has %u bytes and not %u\n", index, written, work->outputs[index].byte_size);
  return false;
}

static bool infer_in_steps(const job* work, void* state) {
  stage* on = state;
  nn_errno error = NN_SUCCESS;
  for (uint32_t i = 0; i < work->input_count && !error; ++i) error = nn_set_input(on->model.context, i, &on->inputs[i]);
  if (!error) error = nn_compute(on->model.context);
  if (error) return nn_explain("inference", error) == 0;
  for (uint32_t i = 0; i < work->output_count; ++i) {
    nn_output* output = &on->outputs[i];
    if (!work->outputs[i].readable) continue;
    error = nn_get_output(on->model.context, i, output->buffer, output->capacity, &output->written);
    if (!arrived(error, work, i, output->written)) return false;
  }
  return true;
}

static bool infer_in_one_call(const job* work, void* state) {
  stage* on = state;
  nn_errno error = nn_ext_infer(on->model.context, on->inputs, work->input_count, on->outputs, work->output_count);
  if (error) return nn_explain("infer", error) == 0;
  for (uint32_t i = 0; i < work->output_count; ++i) {
    if (!arrived(NN_SUCCESS, work, i, on->outputs[i].written)) return false;
  }
  return true;
}

int main(int argc, char** argv) {
  job work = {0};
  stage on;
  int code = job_read(argc, argv, &work);
  if (code) return code;
  if (!prepare(&work, &on)) return nn_report(work.graph, NN_TOO_LARGE);
  nn_errno error = nn_model_open(work.graph, &on.model);
  if (error) return nn_explain(work.graph, error);
  return job_measure(&work, strcmp(work.way, "infer") == 0 ? infer_in_one_call : infer_in_steps, &on);
}
