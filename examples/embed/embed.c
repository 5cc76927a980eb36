/* SPDX-License-Identifier: Apache-2.0 */
/* Embeds a guest, in C: embed_c GUEST.wasm runs it on a picture; from the root of this repository. */
#include <stdio.h>

#include <wasinn/wasinn.h>

static wasinn_status run(wasinn_host* host, const char* path, wasinn_outcome* outcome, wasinn_error* error) {
  wasinn_guest* guest = NULL;
  wasinn_status status = wasinn_guest_load(host, path, &guest, error);
  if (status != WASINN_OK) return status;

  const char* arguments[] = {"seven.png"};
  const wasinn_directory folders[] = {{.host = "examples/digits", .guest = "."}};
  const wasinn_run_options options = {
      .struct_size = sizeof options,
      .arguments = arguments,
      .argument_count = 1,
      .directories = folders,
      .directory_count = 1,
      .deadline_ms = 2000,
  };
  status = wasinn_guest_run(guest, NULL, &options, outcome, error);
  wasinn_guest_delete(guest);
  return status;
}

int main(int argc, char** argv) {
  wasinn_error error = {0};
  wasinn_host* host = NULL;
  wasinn_outcome outcome = {.struct_size = sizeof outcome};
  wasinn_config* config = wasinn_config_new();

  wasinn_status status = wasinn_config_set_graph(config, "digits=models/digits.onnx", &error);
  if (status == WASINN_OK) status = wasinn_host_new(config, &host, &error);
  if (status == WASINN_OK) status = run(host, argc > 1 ? argv[1] : "classify.wasm", &outcome, &error);
  if (status != WASINN_OK) fprintf(stderr, "%s: %s\n", wasinn_status_name(status), error.message);

  wasinn_error_clear(&error);
  wasinn_host_delete(host);
  wasinn_config_delete(config);
  return status == WASINN_OK ? (int)outcome.exit_code : 1;
}
