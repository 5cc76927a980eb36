// SPDX-License-Identifier: Apache-2.0
// Calls of wasi-nn that both guests make.
#include "model.h"

#include <string.h>

int model_report(const model* about, nn_errno error) {
  char what[160];
  snprintf(what, sizeof what, "graph '%.140s'", about->name);
  return nn_report(what, error);
}

static bool takes_text(const model* opened) {
  uint32_t type = NN_U8;
  if (nn_has("port_type") && nn_ext_port_type(opened->graph, NN_INPUTS, kPrompt, &type)) return true;
  return type == NN_U8 || type == NN_ANY;
}

bool model_open(model* opened, const char* name, const char* options) {
  *opened = (model){name, 0, 0};
  nn_errno error = options == NULL
                       ? nn_load_by_name(name, &opened->graph)
                       : nn_load_named_with_config(name, (uint32_t)strlen(name), options, (uint32_t)strlen(options),
                                                   &opened->graph);
  if (!error) error = nn_open(opened->graph, &opened->context);
  if (error) {
    model_report(opened, error);
    return false;
  }
  if (takes_text(opened)) return true;
  fprintf(stderr, "graph '%.140s': this is no language model: it takes numbers, not text (GGUF models take text)\n",
          name);
  return false;
}

bool model_is_described(void) { return nn_has("metadata_count") && nn_has("metadata_key") && nn_has("metadata_value"); }

static bool find_property(const model* asked, const char* key, uint32_t* index) {
  uint32_t count = 0;
  if (!model_is_described() || nn_ext_metadata_count(asked->graph, &count)) return false;
  for (*index = 0; *index < count; ++*index) {
    char found[256];
    uint32_t size = 0;
    const nn_errno error = nn_ext_metadata_key(asked->graph, *index, found, sizeof found, &size);
    if (!error && size == strlen(key) && memcmp(found, key, size) == 0) return true;
  }
  return false;
}

bool model_has_property(const model* asked, const char* key) {
  uint32_t index = 0;
  return find_property(asked, key, &index);
}

bool model_property(const model* asked, const char* key, model_line line) {
  uint32_t index = 0;
  uint32_t size = 0;
  if (!find_property(asked, key, &index)) return false;
  if (nn_ext_metadata_value(asked->graph, index, line, sizeof(model_line) - 1, &size)) return false;
  line[size] = '\0';
  return true;
}

nn_errno model_set(const model* to, uint32_t input, const char* bytes, size_t size) {
  static const uint32_t dims[] = {1};
  const nn_tensor tensor = {dims, 1, NN_U8, {0, 0, 0}, bytes, (uint32_t)size};
  return nn_set_input(to->context, input, &tensor);
}

nn_errno model_get(const model* from, model_getter* getter, uint32_t output, text* to) {
  text_reserve(to, 256);
  nn_errno error = getter(from->context, output, to->bytes, to->capacity, &to->size);
  if (error == NN_TOO_LARGE) {
    text_reserve(to, to->size);
    error = getter(from->context, output, to->bytes, to->capacity, &to->size);
  }
  if (error) to->size = 0;
  return error;
}
