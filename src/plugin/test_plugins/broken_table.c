/* SPDX-License-Identifier: Apache-2.0 */
/* Plug-ins whose table is wrong. Compiled once for each BROKEN_x. */
#include <string.h>
#include <wasinn/plugin.h>

static wasinn_status open_it(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error) {
  (void)host, (void)backend, (void)error;
  return WASINN_RUNTIME_ERROR;
}
static void close_it(wasinn_backend* backend) { (void)backend; }
static void describe_backend(const wasinn_backend* backend, wasinn_backend_info* info) { (void)backend, (void)info; }
static wasinn_status load(wasinn_backend* backend, const wasinn_load_request* request, wasinn_graph** graph,
                          wasinn_error* error) {
  (void)backend, (void)request, (void)graph, (void)error;
  return WASINN_RUNTIME_ERROR;
}
static void release_graph(wasinn_graph* graph) { (void)graph; }
static void describe_graph(const wasinn_graph* graph, wasinn_graph_info* info) { (void)graph, (void)info; }
static wasinn_status create(wasinn_graph* graph, wasinn_context** context, wasinn_error* error) {
  (void)graph, (void)context, (void)error;
  return WASINN_RUNTIME_ERROR;
}
static void release_context(wasinn_context* context) { (void)context; }
static void cancel(wasinn_context* context, uint32_t on) { (void)context, (void)on; }

__attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(uint32_t host_major, uint32_t host_minor,
                                                                         wasinn_plugin* table) {
  (void)host_major, (void)host_minor;
#ifdef BROKEN_REFUSAL
  (void)table, (void)open_it, (void)close_it, (void)describe_backend, (void)load, (void)release_graph;
  (void)describe_graph, (void)create, (void)release_context, (void)cancel;
  return WASINN_UNSUPPORTED_OPERATION;
#else
  table->major = WASINN_PLUGIN_MAJOR;
  table->minor = WASINN_PLUGIN_MINOR;
  table->backend_open = open_it;
  table->backend_close = close_it;
  table->backend_describe = describe_backend;
  table->graph_load = load;
  table->graph_release = release_graph;
  table->graph_describe = describe_graph;
  table->context_create = create;
  table->context_release = release_context;
  table->context_compute = NULL; /* BROKEN_FUNCTION, and never called in the others */
  table->context_cancel = cancel;
#ifdef BROKEN_MAJOR
  table->major = WASINN_PLUGIN_MAJOR + 1;
#endif
#ifdef BROKEN_SHORT
  table->struct_size = 40;
#endif
#ifdef BROKEN_LONG
  table->struct_size += 8;
#endif
  return WASINN_OK;
#endif
}
