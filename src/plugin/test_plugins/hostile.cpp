// SPDX-License-Identifier: Apache-2.0
// A plug-in that throws where nobody may, and says of itself what cannot be. Its option "fault" tells what it does;
// without one it behaves: one f32 input of any size, whose copy is its output.
#include <cstring>
#include <string>
#include <vector>

#include <wasinn/plugin.h>

struct wasinn_backend {
  std::string fault;
};
struct wasinn_graph {
  wasinn_backend* backend;
};
struct wasinn_context {
  wasinn_backend* backend;
  std::vector<float> result = std::vector<float>(64);
  int computed = 0;
};

namespace {

constexpr std::size_t kLongText = 10'000'000;

bool is(const wasinn_backend* backend, const char* fault) { return backend->fault == fault; }

void throw_if(const wasinn_backend* backend, const char* fault) {
  if (is(backend, fault)) throw std::string("thrown by ") + fault;
}

void release_text(wasinn_error* error) {
  delete[] static_cast<char*>(error->private_data);
  *error = {};
}

wasinn_status refuse_at_length(wasinn_error* error) {
  auto* text = new char[kLongText + 1];
  std::memset(text, 'x', kLongText);
  text[kLongText] = '\0';
  error->message = text;
  error->private_data = text;
  error->release = release_text;
  return WASINN_RUNTIME_ERROR;
}

wasinn_status backend_open(const wasinn_plugin_host* host, wasinn_backend** backend, wasinn_error* error) {
  std::string fault;
  if (host->option_count > 0) fault = host->options[0].value;
  const wasinn_backend chosen{fault};
  throw_if(&chosen, "open throws");
  if (fault == "long reason") return refuse_at_length(error);
  if (fault == "release of an error throws") {
    error->message = "no";
    error->release = [](wasinn_error*) { throw 1; };
    return WASINN_RUNTIME_ERROR;
  }
  if (fault == "no reason") return WASINN_NOT_FOUND;
  if (fault == "no backend") return WASINN_OK;
  if (fault == "long log line") host->log(host->private_data, WASINN_LOG_INFO, std::string(kLongText, 'x').c_str());
  if (fault == "null log line") host->log(host->private_data, WASINN_LOG_INFO, nullptr);
  *backend = new wasinn_backend(chosen);
  return WASINN_OK;
}

void backend_close(wasinn_backend* backend) {
  const wasinn_backend closed = *backend;
  delete backend;
  throw_if(&closed, "close throws");
}

void backend_describe(const wasinn_backend* backend, wasinn_backend_info* info) {
  static const char* const kDevices[] = {nullptr, "here"};
  throw_if(backend, "describe throws");
  if (is(backend, "no description")) return;
  info->encodings = 1u << WASINN_ENCODING_ONNX;
  info->targets = 1u << WASINN_TARGET_CPU;
  info->auto_target = WASINN_TARGET_CPU;
  if (is(backend, "target for auto")) info->auto_target = 4'000'000'000u;
  if (is(backend, "many devices")) info->device_count = ~0ull;
  if (is(backend, "null devices")) info->device_count = 2;
  if (is(backend, "null device")) info->device_count = 2, info->devices = kDevices;
  if (is(backend, "size 0")) info->struct_size = 0;
}

wasinn_status graph_load(wasinn_backend* backend, const wasinn_load_request*, wasinn_graph** graph, wasinn_error*) {
  throw_if(backend, "load throws");
  *graph = new wasinn_graph{backend};
  return WASINN_OK;
}

void graph_release(wasinn_graph* graph) {
  const wasinn_backend* backend = graph->backend;
  delete graph;
  throw_if(backend, "release of a graph throws");
}

void graph_describe(const wasinn_graph* graph, wasinn_graph_info* info) {
  static const std::int64_t kSizes[] = {-1};
  static const wasinn_property kNamelessProperty[] = {{nullptr, nullptr}};
  static wasinn_port port{};
  throw_if(graph->backend, "describe of a graph throws");
  port.struct_size = is(graph->backend, "port of size 0") ? 0 : sizeof port;
  if (is(graph->backend, "huge port")) port.struct_size = ~0ull;
  port.name = "x";
  port.type = WASINN_TYPE_F32;
  port.rank = 1;
  port.dimensions = kSizes;
  info->inputs = info->outputs = &port;
  info->input_count = info->output_count = is(graph->backend, "many ports") ? ~0ull : 1;
  if (is(graph->backend, "many properties")) info->property_count = ~0ull, info->properties = kNamelessProperty;
  if (is(graph->backend, "null property")) info->property_count = 1, info->properties = kNamelessProperty;
}

wasinn_status context_create(wasinn_graph* graph, wasinn_context** context, wasinn_error*) {
  throw_if(graph->backend, "create throws");
  *context = new wasinn_context{graph->backend};
  return WASINN_OK;
}

void context_release(wasinn_context* context) {
  const wasinn_backend* backend = context->backend;
  delete context;
  throw_if(backend, "release of a context throws");
}

wasinn_status context_compute(wasinn_context* context, const wasinn_tensor* inputs, std::uint64_t,
                              wasinn_tensor* outputs, std::uint64_t, wasinn_error* error) {
  throw_if(context->backend, "compute throws");
  if (is(context->backend, "long failure")) return refuse_at_length(error);
  std::memcpy(context->result.data(), inputs[0].data, static_cast<std::size_t>(inputs[0].byte_size));
  outputs[0] = inputs[0];
  outputs[0].data = reinterpret_cast<std::uint8_t*>(context->result.data());
  const bool again = context->computed++ > 0;
  if (again && is(context->backend, "larger later")) outputs[0].dimensions[0] = 8, outputs[0].byte_size = 32;
  if (again && is(context->backend, "larger shape later")) outputs[0].dimensions[0] = 1'000'000;
  if (again && is(context->backend, "more bytes later")) outputs[0].byte_size = 1ull << 40;
  if (again && is(context->backend, "rank later")) outputs[0].rank = WASINN_MAX_RANK + 1;
  return WASINN_OK;
}

void context_cancel(wasinn_context* context, std::uint32_t) { throw_if(context->backend, "cancel throws"); }

void context_count(const wasinn_context* context, wasinn_text_counts* counts) {
  counts->answer_tokens = 7;
  throw_if(context->backend, "count throws");
}

}  // namespace

extern "C" __attribute__((visibility("default"))) wasinn_status wasinn_plugin_entry(std::uint32_t, std::uint32_t,
                                                                                    wasinn_plugin* table) {
  table->major = WASINN_PLUGIN_MAJOR;
  table->minor = WASINN_PLUGIN_MINOR + 1000;
  table->backend_open = backend_open;
  table->backend_close = backend_close;
  table->backend_describe = backend_describe;
  table->graph_load = graph_load;
  table->graph_release = graph_release;
  table->graph_describe = graph_describe;
  table->context_create = context_create;
  table->context_release = context_release;
  table->context_compute = context_compute;
  table->context_cancel = context_cancel;
  table->context_count = context_count;
  return WASINN_OK;
}
