// SPDX-License-Identifier: Apache-2.0
// A program in C that embeds wasinn: runs a guest, then computes with the same model without a guest.
//
//   consumer MODEL GUEST PICTURES
#include <stdio.h>
#include <string.h>
#include <wasinn/wasinn.h>

static int tell(const char* what, wasinn_error* error) {
  fprintf(stderr, "%s: %s\n", what, error->message ? error->message : "no reason given");
  wasinn_error_clear(error);
  return 1;
}

static int run_guest(wasinn_host* host, const char* path, const char* pictures, wasinn_error* error) {
  wasinn_guest* guest = NULL;
  if (wasinn_guest_load(host, path, &guest, error)) return tell("guest", error);
  const char* arguments[] = {"seven.png"};
  const wasinn_directory directory = {pictures, "."};
  wasinn_run_options options = {.struct_size = sizeof options,
                                .arguments = arguments,
                                .argument_count = 1,
                                .directories = &directory,
                                .directory_count = 1};
  wasinn_outcome outcome = {.struct_size = sizeof outcome};
  const wasinn_status status = wasinn_guest_run(guest, NULL, &options, &outcome, error);
  wasinn_guest_delete(guest);
  if (status) return tell("run", error);
  const int code = (int)outcome.exit_code;
  wasinn_outcome_clear(&outcome);
  return code;
}

static int compute(wasinn_host* host, wasinn_error* error) {
  wasinn_session* session = NULL;
  wasinn_graph* graph = NULL;
  wasinn_context* context = NULL;
  if (wasinn_session_new(host, 0, &session, error)) return tell("session", error);
  if (wasinn_graph_load_by_name(session, "digits", NULL, &graph, error)) return tell("graph", error);
  if (wasinn_context_new(graph, &context, error)) return tell("context", error);

  float pixels[64] = {0};
  const wasinn_tensor input = {.data = (uint8_t*)pixels,
                               .byte_size = sizeof pixels,
                               .type = WASINN_TYPE_F32,
                               .rank = 4,
                               .dimensions = {1, 1, 8, 8}};
  wasinn_tensor output = {0};
  if (wasinn_context_compute(context, &input, 1, &output, 1, error)) return tell("compute", error);
  double sum = 0;
  const size_t count = (size_t)output.byte_size / sizeof(float);
  for (size_t i = 0; i < count; ++i) {
    float probability = 0;
    memcpy(&probability, output.data + i * sizeof probability, sizeof probability);
    sum += probability;
  }
  printf("without a guest: %zu probabilities, sum %.2f\n", count, sum);

  wasinn_session_delete(session);
  wasinn_graph_delete(graph);
  wasinn_context_delete(context);
  return 0;
}

int main(int count, char** arguments) {
  if (count != 4) return 2;
  wasinn_error error = {0};
  wasinn_config* config = wasinn_config_new();
  wasinn_host* host = NULL;
  char graph[4096];
  snprintf(graph, sizeof graph, "digits=%s", arguments[1]);
  if (wasinn_config_read_environment(config, &error)) return tell("environment", &error);
  if (wasinn_config_set_graph(config, graph, &error)) return tell("configuration", &error);
  if (wasinn_host_new(config, &host, &error)) return tell("host", &error);
  wasinn_config_delete(config);
  const int failed = run_guest(host, arguments[2], arguments[3], &error) || compute(host, &error);
  wasinn_host_delete(host);
  return failed;
}
