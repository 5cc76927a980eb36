// SPDX-License-Identifier: Apache-2.0
// Running a guest as the host's configuration and the caller say.
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>

#include "capi/guest.h"
#include "capi/session.h"
#include "capi/sized.h"
#include "capi/wall.h"
#include "engine/run.h"

namespace wasinn::capi {
namespace {

std::string entry(const char* list, std::uint64_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

Result<void> check_list(const char* name, const void* list, std::uint64_t count) {
  if (list != nullptr || count == 0) return {};
  return fail(ErrorCode::InvalidArgument, std::string(name) + " is NULL, and there are said to be " +
                                              std::to_string(count));
}

Result<void> read_arguments(const wasinn_run_options& options, engine::RunOptions& run) {
  WASINN_TRY(check_list("arguments", options.arguments, options.argument_count));
  for (std::uint64_t i = 0; i < options.argument_count; ++i) {
    WASINN_ASSIGN(std::string argument, read_text(options.arguments[i], entry("arguments", i)));
    run.arguments.push_back(std::move(argument));
  }
  return {};
}

Result<void> read_environment(const wasinn_run_options& options, GuestSettings& settings) {
  WASINN_TRY(check_list("environment", options.environment, options.variable_count));
  for (std::uint64_t i = 0; i < options.variable_count; ++i) {
    WASINN_ASSIGN(std::string name, read_text(options.environment[i].key, entry("environment", i) + ".key"));
    WASINN_ASSIGN(std::string value, read_text(options.environment[i].value, entry("environment", i) + ".value"));
    set_variable(settings, {std::move(name), std::move(value)});
  }
  return {};
}

Result<void> read_directories(const wasinn_run_options& options, GuestSettings& settings) {
  WASINN_TRY(check_list("directories", options.directories, options.directory_count));
  for (std::uint64_t i = 0; i < options.directory_count; ++i) {
    WASINN_ASSIGN(std::string host, read_text(options.directories[i].host, entry("directories", i) + ".host"));
    WASINN_ASSIGN(std::string guest, read_text(options.directories[i].guest, entry("directories", i) + ".guest"));
    set_directory(settings, {std::move(host), std::move(guest)});
  }
  return {};
}

engine::OutputSink sink_of(wasinn_output_fn write, void* data) {
  if (write == nullptr) return {};
  return [write, data](std::string_view text) {
    write(data, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
}

Result<void> read_streams(const wasinn_run_options& options, engine::RunOptions& run) {
  WASINN_TRY(check_list("input", options.input, options.input_size));
  if (options.input != nullptr) {
    run.input.emplace(reinterpret_cast<const char*>(options.input), static_cast<std::size_t>(options.input_size));
  }
  run.output = sink_of(options.output, options.output_data);
  run.error_output = sink_of(options.error_output, options.error_output_data);
  return {};
}

/// What the caller says over what the configuration says.
Result<engine::RunOptions> run_options(const wasinn_guest& guest, const wasinn_run_options& options) {
  engine::RunOptions run;
  GuestSettings settings = guest.host->config().guest;
  run.arguments = {std::filesystem::path(guest.program->name()).filename().string()};
  WASINN_TRY(read_arguments(options, run));
  WASINN_TRY(read_environment(options, settings));
  WASINN_TRY(read_directories(options, settings));
  WASINN_TRY(read_streams(options, run));
  run.environment = std::move(settings.environment);
  run.directories = std::move(settings.directories);
  if (options.function != nullptr) run.function = options.function;
  run.max_memory_bytes = options.max_memory_bytes != 0 ? options.max_memory_bytes : settings.max_memory_bytes;
  return run;
}

Result<SessionHold> session_for(const wasinn_guest& guest, const wasinn_session* session, std::uint64_t deadline_ms) {
  if (session == nullptr) {
    return new_session(guest.host, deadline_ms != 0 ? deadline_ms : guest.host->config().guest.timeout_ms);
  }
  if (session->hold.host == guest.host) return session->hold;
  return fail(ErrorCode::InvalidArgument, "the guest and the session are of different hosts");
}

/// A session of the caller's lives on: what its later contexts write does not go to this run's output.
class TextEnd {
 public:
  explicit TextEnd(Session& session) : session_(session) {}
  ~TextEnd() { session_.show_text_to({}); }
  TextEnd(const TextEnd&) = delete;
  TextEnd& operator=(const TextEnd&) = delete;

 private:
  Session& session_;
};

/// Whether the caller knows of results.
bool has_result(const wasinn_outcome& outcome) {
  return outcome.struct_size >= offsetof(wasinn_outcome, result) + sizeof outcome.result;
}

Result<void> tell(const engine::Outcome& ended, wasinn_outcome* outcome) {
  if (outcome == nullptr) return {};
  wasinn_outcome out{};
  out.exit_code = ended.exit_code;
  if (has_result(*outcome) && !ended.result.empty()) {
    out.result = new char[ended.result.size() + 1];
    std::memcpy(out.result, ended.result.c_str(), ended.result.size() + 1);
  }
  write_sized(out, outcome);
  return {};
}

Result<void> run_guest(const wasinn_guest& guest, const wasinn_session* session, const wasinn_run_options* options,
                       wasinn_outcome* outcome) {
  if (outcome != nullptr) WASINN_TRY(check_size(outcome->struct_size, "wasinn_outcome"));
  wasinn_run_options known{};
  if (options != nullptr) {
    WASINN_ASSIGN(known, read_sized(options, "wasinn_run_options"));
  }
  WASINN_ASSIGN(const engine::RunOptions run, run_options(guest, known));
  WASINN_ASSIGN(const SessionHold hold, session_for(guest, session, known.deadline_ms));
  const TextEnd end(*hold.session);
  WASINN_ASSIGN(const engine::Outcome ended, engine::run(*guest.program, hold.session, run));
  return tell(ended, outcome);
}

}  // namespace
}  // namespace wasinn::capi

using namespace wasinn;
using capi::answer;

void wasinn_outcome_clear(wasinn_outcome* outcome) {
  if (outcome == nullptr || !capi::has_result(*outcome)) return;
  delete[] outcome->result;
  outcome->result = nullptr;
}

wasinn_status wasinn_guest_run(wasinn_guest* guest, wasinn_session* session, const wasinn_run_options* options,
                               wasinn_outcome* outcome, wasinn_error* error) {
  return answer(__func__, error, {{"guest", guest}},
                [&] { return capi::run_guest(*guest, session, options, outcome); });
}
