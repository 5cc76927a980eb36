// SPDX-License-Identifier: Apache-2.0
// Compiling, running, and explaining the end of a guest.
#include "cli/guest_run.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>

#include "cli/advice.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/guest_failures.h"
#include "cli/model_host.h"
#include "cli/statistics_text.h"
#include "config/environment.h"
#include "engine/engine.h"
#include "engine/run.h"
#include "host/watchdog.h"

namespace wasinn::cli {
namespace {

const char* environment(const char* name) { return std::getenv(name); }

void tell(const GuestRun& run, const Error& error) {
  const Complaint complaint = complaint_of(error, run.config, run.guest);
  run.console.error(complaint.what, complaint.hints);
}

/// The last call that failed is nearly always why a guest failed.
void tell_with_cause(const GuestRun& run, const std::string& what, const GuestFailures& failures) {
  std::vector<std::string> hints;
  if (const auto failure = failures.last()) {
    const Complaint cause = complaint_of(failure->error, run.config, run.guest);
    hints.push_back("its last failed call: " + failure->function + ": " + cause.what);
    hints.insert(hints.end(), cause.hints.begin(), cause.hints.end());
  }
  run.console.error(what, hints);
}

/// Tells why a guest ended with a code of its own that is not 0, as far as wasi-nn had a part in it.
void explain_code(const GuestRun& run, std::uint32_t code, const GuestFailures& failures) {
  const auto failure = failures.last();
  if (!failure) return;
  if (failure->is_load()) {
    tell(run, failure->error);
  } else {
    tell_with_cause(run, "the guest ended with code " + std::to_string(code), failures);
  }
}

Result<std::shared_ptr<const engine::Program>> compile(const GuestRun& run) {
  const LogSink log = [&run](LogLevel level, std::string_view text) { run.console.log(level, text); };
  WASINN_ASSIGN(const auto engine, engine::Engine::create({compiled_guests_folder(run.config, environment), log}));
  const Progress progress(run.console, "compiling " + run.guest);
  return engine->load(run.guest);
}

engine::RunOptions run_options(const GuestRun& run) {
  engine::RunOptions options;
  options.arguments = {std::filesystem::path(run.guest).filename().string()};
  options.arguments.insert(options.arguments.end(), run.arguments.begin(), run.arguments.end());
  options.environment = run.config.guest.environment;
  options.directories = run.config.guest.directories;
  options.function = run.config.guest.function;
  options.max_memory_bytes = run.config.guest.max_memory_bytes;
  options.overdue = [&run](const Error& error) {
    run.console.error(error.message, {"it is in a call that cannot be interrupted; the whole process ends"});
    std::_Exit(kTimeout);
  };
  return options;
}

Clock::time_point deadline(const GuestSettings& guest) {
  return guest.timeout_ms == 0 ? kNever : after_ms(Clock::now(), guest.timeout_ms);
}

int finish(const GuestRun& run, const Result<engine::Outcome>& outcome, const GuestFailures& failures) {
  if (outcome) {
    if (outcome->exit_code != 0) explain_code(run, outcome->exit_code, failures);
    return reported_code(outcome->exit_code);
  }
  const Error& error = outcome.error();
  error.code == ErrorCode::RuntimeError ? tell_with_cause(run, error.message, failures) : tell(run, error);
  return exit_code_for(error);
}

/// What the called function returned goes where the guest's own output goes.
Result<void> tell_result(const Result<engine::Outcome>& outcome) {
  if (!outcome || outcome->result.empty()) return {};
  return write_output(outcome->result + "\n");
}

void tell_statistics(const GuestRun& run, const Host& host) {
  if (run.config.statistics == "table") run.console.print(statistics_table(host.report()));
  if (run.config.statistics == "json") run.console.print(statistics_json(host.report()));
}

}  // namespace

Result<int> run_guest(const GuestRun& run) {
  GuestFailures failures(run.console);
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host(run.config, run.console, failures.sink()));
  WASINN_ASSIGN(const auto program, compile(run));
  WASINN_TRY(program->check(run.config.guest.function));
  const auto outcome = engine::run(*program, host->new_session(deadline(run.config.guest)), run_options(run));
  WASINN_TRY(tell_result(outcome));
  const int code = finish(run, outcome, failures);
  tell_statistics(run, *host);
  end_process(code);
  return code;
}

}  // namespace wasinn::cli
