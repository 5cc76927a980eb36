// SPDX-License-Identifier: Apache-2.0
// A language model behind wasi-nn: loading it, what it is, its texts in and out.
//
// Imported are wasi_ephemeral_nn with load_by_name_with_config and the three functions that stream, and wasinn_nn_ext:
// a host must define its functions, but all of them may answer 0, which means that they are not there.
#ifndef WASINN_GUESTS_MODEL_H_
#define WASINN_GUESTS_MODEL_H_

#include <stdbool.h>

#include <wasinn/guest_ext.h>

#include "text.h"

enum { kPrompt = 0, kOptions = 1, kOutput = 0, kMetadata = 1 };

typedef struct {
  const char* name;  // as the operator calls it
  nn_graph graph;
  nn_context context;
} model;

// Opens the model of that name. `options` is a JSON object that holds for all that is done with it, or NULL. A failure
// is reported on stderr, and so is a model whose first input is no text, where the host tells that.
bool model_open(model* opened, const char* name, const char* options);

// A line of the model's description as a C string.
typedef char model_line[512];

// Gets the line of that name; false when there is none, it is longer, or the host does not describe models.
bool model_property(const model* asked, const char* key, model_line line);
bool model_has_property(const model* asked, const char* key);

// Whether the host says what models are like.
bool model_is_described(void);

nn_errno model_set(const model* to, uint32_t input, const char* bytes, size_t size);

// nn_get_output or nn_get_output_single.
typedef nn_errno model_getter(nn_context context, uint32_t index, void* buffer, uint32_t capacity, uint32_t* written);

// Replaces `to` by an output of any size.
nn_errno model_get(const model* from, model_getter* getter, uint32_t output, text* to);

// As nn_report: 1.
int model_report(const model* about, nn_errno error);

#endif  // WASINN_GUESTS_MODEL_H_
