/* SPDX-License-Identifier: Apache-2.0 */
/* A plug-in as somebody wrote it in the days of an old header: y = 2 x for f32 of any size. Any model will do; one
 * that begins with "bad" does not parse. It uses what its header has and knows nothing of what came later. */
#include <stdlib.h>
#include <string.h>
#include <wasinn/plugin.h>

struct wasinn_backend {
  uint32_t threads;
};
struct wasinn_graph {
  wasinn_backend* backend;
};
struct wasinn_context {
  float* result;
  uint32_t cancelled;
};

static const int64_t kSizes[] = {-1};
static const char* const kSizeNames[] = {"count"};
static const char* const kDevices[] = {"abacus"};
static const wasinn_property kProperties[] = {{"producer", "doubler"}};

static void release_text(wasinn_error* error) {
  free(error->private_data);
  memset(error, 0, sizeof *error);
}

static wasinn_status refuse(wasinn_error* error, wasinn_status status, const char* text) {
  const size_t size = strlen(text) + 1;
  if (error == NULL) return status;
  error->private_data = malloc(size);
  if (error->private_data == NULL) return status;
  error->message = memcpy(error->private_data, text, size);
  error->release = release_text;
  return status;
}

static wasinn_status backend_open(const wasinn_host* host, wasinn_backend** backend, wasinn_error* error) {
  wasinn_backend* opened = calloc(1, sizeof *opened);
  if (opened == NULL) return refuse(error, WASINN_RUNTIME_ERROR, "no memory");
  opened->threads = host->shared_threads;
  host->log(host->private_data, WASINN_LOG_INFO, "opened");
  *backend = opened;
  return WASINN_OK;
}

static void backend_close(wasinn_backend* backend) { free(backend); }

/* Fills no more than the host knows of the struct, and says how much that is. */
static void hand_over(void* wanted, const void* filled, uint64_t filled_bytes) {
  uint64_t bytes;
  memcpy(&bytes, wanted, sizeof bytes);
  if (bytes > filled_bytes) bytes = filled_bytes;
  memcpy(wanted, filled, (size_t)bytes);
  memcpy(wanted, &bytes, sizeof bytes);
}

static void backend_describe(const wasinn_backend* backend, wasinn_backend_info* info) {
  wasinn_backend_info filled;
  (void)backend;
  memset(&filled, 0, sizeof filled);
  filled.framework_version = "7";
  filled.encodings = 1u << WASINN_ENCODING_ONNX;
  filled.targets = 1u << WASINN_TARGET_CPU;
  filled.auto_target = WASINN_TARGET_CPU;
  filled.device_count = 1;
  filled.devices = kDevices;
  hand_over(info, &filled, sizeof filled);
}

static void cancel_load(void* argument) { *(uint32_t*)argument = 1; }

static wasinn_status graph_load(wasinn_backend* backend, const wasinn_load_request* request, wasinn_graph** graph,
                                wasinn_error* error) {
  uint32_t cancelled = 0;
  const wasinn_model_part* part = request->parts;
  if (request->part_count != 1) return refuse(error, WASINN_INVALID_ARGUMENT, "a model has 1 part");
  if (part->byte_size >= 3 && memcmp(part->data, "bad", 3) == 0) {
    return refuse(error, WASINN_INVALID_ENCODING, "the model is bad");
  }
  request->cancellation->set_canceller(request->cancellation, cancel_load, &cancelled);
  request->cancellation->set_canceller(request->cancellation, NULL, NULL);
  if (cancelled != 0) return refuse(error, WASINN_TIMEOUT, "the load was cancelled");
  *graph = calloc(1, sizeof **graph);
  if (*graph == NULL) return refuse(error, WASINN_RUNTIME_ERROR, "no memory");
  (*graph)->backend = backend;
  return WASINN_OK;
}

static void graph_release(wasinn_graph* graph) { free(graph); }

static void graph_describe(const wasinn_graph* graph, wasinn_graph_info* info) {
  static wasinn_port ports[2];
  wasinn_graph_info filled;
  int i;
  (void)graph;
  for (i = 0; i < 2; ++i) {
    ports[i].struct_size = sizeof ports[i];
    ports[i].name = i == 0 ? "x" : "y";
    ports[i].type_name = "float";
    ports[i].type = WASINN_TYPE_F32;
    ports[i].rank = 1;
    ports[i].dimensions = kSizes;
    ports[i].dim_names = kSizeNames;
  }
  memset(&filled, 0, sizeof filled);
  filled.inputs = &ports[0];
  filled.input_count = 1;
  filled.outputs = &ports[1];
  filled.output_count = 1;
  filled.properties = kProperties;
  filled.property_count = 1;
  filled.device = "abacus";
  filled.target = WASINN_TARGET_CPU;
  hand_over(info, &filled, sizeof filled);
}

static wasinn_status context_create(wasinn_graph* graph, wasinn_context** context, wasinn_error* error) {
  (void)graph;
  *context = calloc(1, sizeof **context);
  return *context == NULL ? refuse(error, WASINN_RUNTIME_ERROR, "no memory") : (wasinn_status)WASINN_OK;
}

static void context_release(wasinn_context* context) {
  free(context->result);
  free(context);
}

static void double_all(const wasinn_tensor* input, wasinn_tensor* output, uint8_t* to) {
  const float* x = (const float*)(const void*)input->data;
  float* y = (float*)(void*)to;
  uint64_t i;
  *output = *input;
  output->data = to;
  for (i = 0; i < input->byte_size / sizeof *x; ++i) y[i] = 2 * x[i];
}

static wasinn_status context_compute(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                     wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  float* room;
  if (context->cancelled != 0) return refuse(error, WASINN_TIMEOUT, "cancelled");
  if (input_count != 1 || output_count != 1) return refuse(error, WASINN_INVALID_ARGUMENT, "one input, one output");
  room = realloc(context->result, (size_t)inputs[0].byte_size + 1);
  if (room == NULL) return refuse(error, WASINN_RUNTIME_ERROR, "no memory");
  context->result = room;
  double_all(&inputs[0], &outputs[0], (uint8_t*)room);
  return WASINN_OK;
}

static void context_cancel(wasinn_context* context, uint32_t cancel) { context->cancelled = cancel; }

#if WASINN_PLUGIN_MINOR >= 1
static wasinn_status context_compute_into(wasinn_context* context, const wasinn_tensor* inputs, uint64_t input_count,
                                          wasinn_tensor* outputs, uint64_t output_count, wasinn_error* error) {
  if (context->cancelled == 0 && input_count == 1 && outputs[0].byte_size >= inputs[0].byte_size) {
    double_all(&inputs[0], &outputs[0], outputs[0].data);
    return WASINN_OK;
  }
  return context_compute(context, inputs, input_count, outputs, output_count, error);
}
#endif

__attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(uint32_t host_major, uint32_t host_minor,
                                                                         wasinn_plugin* table) {
  wasinn_plugin filled;
  (void)host_minor;
  if (host_major != WASINN_PLUGIN_MAJOR) return WASINN_UNSUPPORTED_OPERATION;
  memset(&filled, 0, sizeof filled);
  filled.major = WASINN_PLUGIN_MAJOR;
  filled.minor = WASINN_PLUGIN_MINOR;
  filled.backend_open = backend_open;
  filled.backend_close = backend_close;
  filled.backend_describe = backend_describe;
  filled.graph_load = graph_load;
  filled.graph_release = graph_release;
  filled.graph_describe = graph_describe;
  filled.context_create = context_create;
  filled.context_release = context_release;
  filled.context_compute = context_compute;
  filled.context_cancel = context_cancel;
#if WASINN_PLUGIN_MINOR >= 1
  filled.context_compute_into = context_compute_into;
#endif
  hand_over(table, &filled, sizeof filled);
  return WASINN_OK;
}
