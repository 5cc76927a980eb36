// SPDX-License-Identifier: Apache-2.0
// Arguments, environment, directories and streams of a guest.
#include "engine/wasi.h"

#include <fcntl.h>
#include <unistd.h>
#include <wasmtime.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace wasinn::engine {
namespace {

Result<void> check_text(std::string_view what, const std::string& text) {
  if (is_utf8(text) && text.find('\0') == std::string::npos) return {};
  return fail(ErrorCode::InvalidArgument, std::string(what) + " '" + printable(text) +
                                              "' has bytes that are not UTF-8 or a NUL; guests get UTF-8 text");
}

/// The engine's word for a refusal that we have checked for before: a fault of ours.
Result<void> accepted(bool by_engine, std::string_view what) {
  if (by_engine) return {};
  return fail(ErrorCode::InvalidArgument, "the engine does not accept the guest's " + std::string(what));
}

Result<void> set_arguments(wasi_config_t* config, const RunOptions& options) {
  std::vector<const char*> arguments;
  for (const std::string& argument : options.arguments) {
    WASINN_TRY(check_text("argument", argument));
    arguments.push_back(argument.c_str());
  }
  return accepted(wasi_config_set_argv(config, arguments.size(), arguments.data()), "arguments");
}

Result<void> set_environment(wasi_config_t* config, const RunOptions& options) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const EnvironmentVariable& variable : options.environment) {
    WASINN_TRY(check_text("environment variable", variable.name));
    WASINN_TRY(check_text("environment variable " + variable.name + " =", variable.value));
    names.push_back(variable.name.c_str());
    values.push_back(variable.value.c_str());
  }
  return accepted(wasi_config_set_env(config, names.size(), names.data(), values.data()), "environment");
}

/// Why a directory cannot be opened; empty if it can.
std::string cannot_open(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return std::error_code(errno, std::generic_category()).message();
  close(descriptor);
  return {};
}

Result<void> add_directory(wasi_config_t* config, const GuestDirectory& directory) {
  WASINN_TRY(check_text("directory", directory.host));
  WASINN_TRY(check_text("directory", directory.guest));
  const std::string reason = cannot_open(directory.host);
  if (!reason.empty()) {
    return fail(ErrorCode::InvalidArgument,
                "cannot give the guest the directory " + directory.host + ": " + reason);
  }
  return accepted(wasi_config_preopen_dir(config, directory.host.c_str(), directory.guest.c_str(), true),
                  "directory " + directory.host);
}

std::ptrdiff_t write_to_sink(void* sink, const unsigned char* bytes, std::size_t size) noexcept {
  (*static_cast<OutputSink*>(sink))({reinterpret_cast<const char*>(bytes), size});
  return static_cast<std::ptrdiff_t>(size);
}

void delete_sink(void* sink) noexcept { delete static_cast<OutputSink*>(sink); }

void set_streams(wasi_config_t* config, const RunOptions& options) {
  if (options.input) {
    wasm_byte_vec_t bytes;
    wasm_byte_vec_new(&bytes, options.input->size(), options.input->data());
    wasi_config_set_stdin_bytes(config, &bytes);
  } else {
    wasi_config_inherit_stdin(config);
  }
  if (options.output) {
    wasi_config_set_stdout_custom(config, write_to_sink, new OutputSink(options.output), delete_sink);
  } else {
    wasi_config_inherit_stdout(config);
  }
  if (options.error_output) {
    wasi_config_set_stderr_custom(config, write_to_sink, new OutputSink(options.error_output), delete_sink);
  } else {
    wasi_config_inherit_stderr(config);
  }
}

void write_to_process(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

TextSink standard_output(const RunOptions& options) { return options.output ? options.output : write_to_process; }

Result<Owned<wasi_config_t>> make_wasi(const RunOptions& options) {
  Owned<wasi_config_t> config(wasi_config_new());
  WASINN_TRY(set_arguments(config.get(), options));
  WASINN_TRY(set_environment(config.get(), options));
  for (const GuestDirectory& directory : options.directories) WASINN_TRY(add_directory(config.get(), directory));
  set_streams(config.get(), options);
  return config;
}

}  // namespace wasinn::engine
