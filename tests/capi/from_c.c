/* SPDX-License-Identifier: Apache-2.0 */
/* The embedding interface from C11: each kind of object is made, used, and ended in an order that is none. */
#include <wasinn/wasinn.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kModel[] = "echo bytes:u8[?]";
static const char kGuest[] =
    "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))"
    " (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))"
    " (memory (export \"memory\") 1) (data (i32.const 16) \"hello\")"
    " (func (export \"_start\") (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 5))"
    " (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))) (call $exit (i32.const 3))))";

static int failures = 0;

static void check(int holds, const char* what, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s does not hold\n", line, what);
  ++failures;
}
#define CHECK(condition) check((condition) != 0, #condition, __LINE__)

/* Ends the program when a call failed that everything else needs. */
static void must(wasinn_status status, wasinn_error* error, int line) {
  if (status == WASINN_OK) return;
  fprintf(stderr, "line %d: %s: %s\n", line, wasinn_status_name(status), error->message);
  exit(1);
}
#define MUST(call) must((call), &error, __LINE__)

/* Whether a call failed with this status; its error is cleared. */
static int refused(wasinn_status given, wasinn_status wanted, wasinn_error* error) {
  const int as_wanted = given == wanted && error->message != NULL;
  const char* const message = error->message == NULL ? "no message" : error->message;
  if (!as_wanted) fprintf(stderr, "%s: %s\n", wasinn_status_name(given), message);
  wasinn_error_clear(error);
  return as_wanted;
}

static wasinn_host* make_host(const char* plugins) {
  wasinn_error error = {0};
  char json[4096];
  snprintf(json, sizeof json, "{\"plugins\": \"%s\", \"cache\": false, \"backends\": {\"onnx\": \"echo\"}}", plugins);
  wasinn_config* config = wasinn_config_new();
  MUST(wasinn_config_read_text(config, json, NULL, &error));
  wasinn_host* host = NULL;
  MUST(wasinn_host_new(config, &host, &error));
  wasinn_config_delete(config);
  return host;
}

static void count_visits(void* count, const wasinn_backend_report* report) {
  if (report->name != NULL && report->encodings != 0) ++*(int*)count;
}

static void count_rows(void* count, const wasinn_graph_statistics* row) {
  *(uint64_t*)count += row->computes;
}

static void look_at_host(wasinn_host* host) {
  wasinn_error error = {0};
  int backends = 0;
  MUST(wasinn_host_backends(host, count_visits, &backends, &error));
  CHECK(backends > 0);
  uint64_t computes = 0;
  MUST(wasinn_host_statistics(host, count_rows, &computes, &error));
  CHECK(computes == 2);
  CHECK(refused(wasinn_host_remove_graph(host, "nothing", &error), WASINN_NOT_FOUND, &error));
  CHECK(refused(wasinn_host_set_graph(host, NULL, &error), WASINN_INVALID_ARGUMENT, &error));
}

static wasinn_tensor row_of(const char* text) {
  wasinn_tensor tensor = {0};
  tensor.data = (uint8_t*)text;
  tensor.byte_size = strlen(text);
  tensor.type = WASINN_TYPE_U8;
  tensor.rank = 1;
  tensor.dimensions[0] = (int64_t)tensor.byte_size;
  return tensor;
}

static void infer(wasinn_session* session) {
  wasinn_error error = {0};
  wasinn_graph* graph = NULL;
  MUST(wasinn_graph_load_by_name(session, "net", NULL, &graph, &error));
  wasinn_graph_info info = {0};
  info.struct_size = sizeof info;
  MUST(wasinn_graph_describe(graph, &info, &error));
  CHECK(info.input_count == 1 && strcmp(info.inputs[0].name, "bytes") == 0);
  wasinn_context* context = NULL;
  MUST(wasinn_context_new(graph, &context, &error));
  wasinn_graph_delete(graph);

  const wasinn_tensor input = row_of("seven");
  wasinn_tensor output = {0};
  MUST(wasinn_context_compute(context, &input, 1, &output, 1, &error));
  CHECK(output.byte_size == 5 && memcmp(output.data, "seven", 5) == 0);
  char room[5];
  wasinn_tensor own = {0};
  own.data = (uint8_t*)room;
  own.byte_size = sizeof room;
  MUST(wasinn_context_compute(context, &input, 1, &own, 1, &error));
  CHECK(memcmp(room, "seven", 5) == 0);
  CHECK(refused(wasinn_context_step(context, &input, 1, &output, 1, &error), WASINN_UNSUPPORTED_OPERATION, &error));
  CHECK(refused(wasinn_context_compute(context, NULL, 0, &output, 1, &error), WASINN_INVALID_ARGUMENT, &error));
  wasinn_context_finish(context);
  wasinn_context_delete(context);
}

static void collect(void* text, const uint8_t* bytes, uint64_t byte_size) {
  strncat(text, (const char*)bytes, (size_t)byte_size);
}

static void run_guest(wasinn_host* host) {
  wasinn_error error = {0};
  wasinn_guest* guest = NULL;
  MUST(wasinn_guest_compile(host, (const uint8_t*)kGuest, sizeof kGuest - 1, "hello", &guest, &error));
  char printed[64] = "";
  wasinn_run_options options = {0};
  options.struct_size = sizeof options;
  options.output = collect;
  options.output_data = printed;
  wasinn_outcome outcome = {0};
  outcome.struct_size = sizeof outcome;
  MUST(wasinn_guest_run(guest, NULL, &options, &outcome, &error));
  CHECK(outcome.exit_code == 3);
  CHECK(strcmp(printed, "hello") == 0);
  wasinn_outcome_clear(&outcome);
  options.function = "nothing";
  CHECK(refused(wasinn_guest_run(guest, NULL, &options, &outcome, &error), WASINN_UNSUPPORTED_OPERATION, &error));
  wasinn_guest_delete(guest);
  CHECK(refused(wasinn_guest_load(host, "/nowhere.wasm", &guest, &error), WASINN_NOT_FOUND, &error));
}

static void call_imports(wasinn_session* session) {
  wasinn_error error = {0};
  wasinn_core_guest* guest = NULL;
  MUST(wasinn_core_guest_new(session, 0, &guest, &error));
  uint64_t count = 0;
  const wasinn_import* const imports = wasinn_core_imports(&count);
  uint8_t memory[64] = "net";
  const uint32_t arguments[] = {0, 3, 16};
  for (uint64_t i = 0; i < count; ++i) {
    if (strcmp(imports[i].name, "load_by_name") != 0) continue;
    CHECK(strcmp(imports[i].module, "wasi_ephemeral_nn") == 0 && imports[i].parameter_count == 3);
    CHECK(imports[i].call(guest, memory, sizeof memory, arguments) == 0);
    CHECK(imports[i].call(guest, memory, 2, arguments) != 0);
  }
  CHECK(strlen(wasinn_core_guest_last_error(guest)) > 0);
  wasinn_core_guest_delete(guest);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: capi_from_c PLUGINS\n");
    return 2;
  }
  wasinn_error error = {0};
  CHECK(strlen(wasinn_version()) > 0);
  wasinn_host* const host = make_host(argv[1]);
  const wasinn_model_bytes part = {(const uint8_t*)kModel, sizeof kModel - 1, NULL, NULL};
  wasinn_named_graph graph = {0};
  graph.struct_size = sizeof graph;
  graph.name = "net";
  graph.bytes = &part;
  graph.part_count = 1;
  graph.encoding = "onnx";
  MUST(wasinn_host_set_graph(host, &graph, &error));
  wasinn_session* session = NULL;
  MUST(wasinn_session_new(host, 0, &session, &error));
  infer(session);
  run_guest(host);
  call_imports(session);
  look_at_host(host);
  wasinn_host_delete(host);
  wasinn_session_close(session);
  wasinn_graph* closed = NULL;
  CHECK(refused(wasinn_graph_load_by_name(session, "net", NULL, &closed, &error), WASINN_RUNTIME_ERROR, &error));
  wasinn_session_delete(session);
  return failures == 0 ? 0 : 1;
}
