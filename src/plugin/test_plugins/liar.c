/* SPDX-License-Identifier: Apache-2.0 */
/* A plug-in in C whose model is the name of a lie that it tells; "truth" behaves. One f32[2] input and output.
 * With LIAR_OLD_TABLE it knows version 1.0 only, and what lies behind that in its table is not to be used. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <wasinn/plugin.h>

typedef struct lie {
  char name[32];
  float result[2];
  int64_t dimensions[1];
  wasinn_port port;
  int steps;
  int previews;
} lie;

static const char* const kDevices[] = {"nowhere"};
static int64_t too_many[2] = {-7, 2};

static void set_scales(wasinn_port* port, uint64_t count) {
  static const float kScales[] = {0.5f, 0.1f};
  static const int64_t kZeroPoints[] = {-3, 128};
  port->scales = kScales;
  port->zero_points = kZeroPoints;
  port->quantization_count = count;
}

static wasinn_status refuse(wasinn_error* error, const char* why) {
  error->message = why;
  return WASINN_RUNTIME_ERROR;
}

static int is(const lie* self, const char* name) { return strcmp(self->name, name) == 0; }

static wasinn_status open_it(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error) {
  (void)error;
  host->log(host->private_data, 77, "opened \xff");
  *backend = (wasinn_backend*)kDevices;
  return WASINN_OK;
}

static void close_it(wasinn_backend* backend) { (void)backend; }

static void describe_backend(const wasinn_backend* backend, wasinn_backend_info* info) {
  (void)backend;
  info->framework_version = NULL;
  info->encodings = 1u << WASINN_ENCODING_OPENVINO | 1u << 30;
  info->targets = 1u << WASINN_TARGET_CPU;
  info->auto_target = WASINN_TARGET_CPU;
  info->device_count = 1;
  info->devices = kDevices;
}

static wasinn_status load(wasinn_backend* backend, const wasinn_load_request* request, wasinn_graph** graph,
                          wasinn_error* error) {
  lie* made;
  (void)backend;
  if (request->part_count != 1 || request->parts[0].byte_size >= sizeof made->name) return refuse(error, "no such lie");
  if (request->progress != NULL) request->progress(request->progress_data, 0.5);
  made = calloc(1, sizeof *made);
  if (made == NULL) return refuse(error, "no memory");
  memcpy(made->name, request->parts[0].data, (size_t)request->parts[0].byte_size);
  made->dimensions[0] = 2;
  made->port.struct_size = sizeof made->port;
  made->port.name = "x";
  made->port.type_name = "f32";
  made->port.type = WASINN_TYPE_F32;
  made->port.rank = 1;
  made->port.dimensions = made->dimensions;
#ifdef LIAR_OLD_TABLE
  made->port.struct_size = offsetof(wasinn_port, scales);
  made->port.quantization_count = 5;
#endif
  if (is(made, "no graph")) {
    free(made);
    return WASINN_OK;
  }
  if (is(made, "silent failure")) {
    free(made);
    return 4711;
  }
  *graph = (wasinn_graph*)made;
  return WASINN_OK;
}

static void release_graph(wasinn_graph* graph) { free(graph); }

static void describe_graph(const wasinn_graph* graph, wasinn_graph_info* info) {
  lie* self = (lie*)graph;
  info->inputs = &self->port;
  info->input_count = 1;
  info->outputs = &self->port;
  info->output_count = 1;
  info->device = "nowhere";
  info->target = WASINN_TARGET_CPU;
  if (is(self, "null ports")) info->inputs = NULL;
  if (is(self, "many ports")) info->output_count = 1ull << 60;
  if (is(self, "null name")) self->port.name = NULL;
  if (is(self, "name not utf-8")) self->port.name = "\xc3\x28";
  if (is(self, "port type")) self->port.type = 9;
  if (is(self, "foreign without name")) self->port.type = WASINN_TYPE_FOREIGN, self->port.type_name = NULL;
  if (is(self, "port rank")) self->port.rank = 17;
  if (is(self, "negative rank")) self->port.rank = -2;
  if (is(self, "null dimensions")) self->port.dimensions = NULL;
  if (is(self, "port dimension")) self->port.dimensions = too_many;
  if (is(self, "small port")) self->port.struct_size = 8;
  if (is(self, "carried type")) self->port.type = WASINN_TYPE_U8, self->port.type_name = "int8";
  if (is(self, "any type") || is(self, "any type in words")) self->port.type = WASINN_TYPE_ANY;
  if (is(self, "one scale")) set_scales(&self->port, 1);
  if (is(self, "scales of an axis")) set_scales(&self->port, 2);
  if (is(self, "scales of no axis")) set_scales(&self->port, 2), self->port.quantization_axis = 1;
  if (is(self, "more scales than the axis has")) set_scales(&self->port, 1ull << 60);
  if (is(self, "null scales")) set_scales(&self->port, 1), self->port.scales = NULL;
  if (is(self, "null zero points")) set_scales(&self->port, 1), self->port.zero_points = NULL;
  if (is(self, "bytes that are numbers")) self->port.flags = WASINN_PORT_BYTES;
  if (is(self, "may be left out")) self->port.flags = WASINN_PORT_OPTIONAL, self->port.type = WASINN_TYPE_ANY;
  if (is(self, "pieces")) info->flags = WASINN_GRAPH_STREAMS;
  if (is(self, "target")) info->target = 9;
  if (is(self, "null properties")) info->property_count = 3;
  if (is(self, "foreign data")) self->port.type = WASINN_TYPE_FOREIGN, self->port.type_name = "string";
}

static wasinn_status create(wasinn_graph* graph, wasinn_context** context, wasinn_error* error) {
  (void)error;
  if (is((lie*)graph, "no context")) return WASINN_OK;
  *context = (wasinn_context*)graph;
  return WASINN_OK;
}

static void release_context(wasinn_context* context) { (void)context; }

static wasinn_status compute(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                             wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  lie* self = (lie*)context;
  if (is(self, "failure without words")) return WASINN_RUNTIME_ERROR;
  if (is(self, "failure not utf-8")) return refuse(error, "caf\xe9");
  if (is(self, "nothing filled")) return WASINN_OK;
  if (input_count != 1 || output_count != 1) return refuse(error, "wrong counts");
  memcpy(self->result, inputs[0].data, sizeof self->result);
  outputs[0] = inputs[0];
  outputs[0].data = (uint8_t*)self->result;
  if (is(self, "more bytes")) outputs[0].byte_size = 4096;
  if (is(self, "fewer bytes")) outputs[0].byte_size = 4;
  if (is(self, "null data")) outputs[0].data = NULL;
  if (is(self, "other type")) outputs[0].type = WASINN_TYPE_F64;
  if (is(self, "any type in words")) outputs[0].type = WASINN_TYPE_ANY;
  if (is(self, "tensor rank")) outputs[0].rank = 4000000000u;
  if (is(self, "negative size")) outputs[0].dimensions[0] = -2;
  if (is(self, "huge size")) outputs[0].dimensions[0] = INT64_MAX;
  return WASINN_OK;
}

static wasinn_status compute_into(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                  wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  lie* self = (lie*)context;
  const wasinn_tensor place = outputs[0];
  const wasinn_status status = compute(context, inputs, input_count, outputs, output_count, error);
  if (status != WASINN_OK || place.data == NULL) return status;
  if (is(self, "full place")) outputs[0].data = place.data; /* however small it is */
  if (is(self, "own memory") || place.byte_size < outputs[0].byte_size) return WASINN_OK;
  memcpy(place.data, self->result, sizeof self->result);
  outputs[0].data = place.data;
  return WASINN_OK;
}

/* One piece, and then the end; after finish_it the same again. */
static wasinn_status step(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                          wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  lie* self = (lie*)context;
  if (self->steps++ == 0) return compute(context, inputs, input_count, outputs, output_count, error);
  if (!is(self, "nothing at the end")) compute(context, inputs, input_count, outputs, output_count, NULL);
  error->message = "no more";
  return WASINN_END_OF_SEQUENCE;
}

static void finish_it(wasinn_context* context) { ((lie*)context)->steps = 0; }

/* Knows nothing of its output beforehand, but the second time. */
static wasinn_status preview(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                             wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  lie* self = (lie*)context;
  if (self->previews++ > 0) return compute(context, inputs, input_count, outputs, output_count, error);
  outputs[0].data = NULL;
  return WASINN_OK;
}

#ifdef LIAR_OLD_TABLE
static wasinn_status must_not_be_called(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                        wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  (void)context, (void)inputs, (void)input_count, (void)outputs, (void)output_count;
  return refuse(error, "the host called what the plug-in did not offer");
}
#endif

static void cancel(wasinn_context* context, uint32_t on) { (void)context, (void)on; }

__attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(uint32_t host_major, uint32_t host_minor,
                                                                         wasinn_plugin* table) {
  (void)host_major, (void)host_minor;
  table->major = WASINN_PLUGIN_MAJOR;
  table->minor = WASINN_PLUGIN_MINOR + 3; /* what it has more than the host knows is not written */
  table->backend_open = open_it;
  table->backend_close = close_it;
  table->backend_describe = describe_backend;
  table->graph_load = load;
  table->graph_release = release_graph;
  table->graph_describe = describe_graph;
  table->context_create = create;
  table->context_release = release_context;
  table->context_compute = compute;
  table->context_cancel = cancel;
  table->context_compute_into = compute_into;
  table->context_step = step;
  table->context_finish = finish_it;
  table->context_preview = preview;
#ifdef LIAR_OLD_TABLE
  table->minor = 0;
  table->context_compute_into = must_not_be_called;
  table->struct_size = offsetof(wasinn_plugin, context_compute_into);
#endif
  return WASINN_OK;
}
