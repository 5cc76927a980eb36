// SPDX-License-Identifier: Apache-2.0
// One run of a guest: its store, its bounds, and what its end means.
#include "engine/run.h"

#include <wasmtime.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "engine/deadline.h"
#include "engine/execution.h"
#include "engine/failure.h"
#include "engine/wasi.h"

namespace wasinn::engine {
namespace {

// Real guests have tables with some thousand elements.
constexpr std::int64_t kMostTableElements = 1'000'000;
constexpr std::int64_t kNoLimit = -1;

void limit(wasmtime_store_t* store, std::uint64_t max_memory_bytes, const InstanceBounds& bounds) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool limited = max_memory_bytes != 0;
  const std::int64_t bytes = limited ? static_cast<std::int64_t>(std::min(max_memory_bytes, kMost)) : kNoLimit;
  wasmtime_store_limiter(store, bytes, kMostTableElements, bounds.instances, bounds.tables, limited ? 1 : kNoLimit);
}

std::string trap_text(const Failure& failure) {
  std::string text = "the guest trapped: " + failure.summary;
  if (!failure.function.empty()) text += " (in function '" + printable(failure.function) + "')";
  return text;
}

Error closed() { return {ErrorCode::RuntimeError, "the guest was stopped: its session was closed"}; }

/// Whether the guest could not begin because of what `limit` set. The C API has no code for it.
bool over_limit(const Failure& failure) {
  const auto says = [&](std::string_view text) { return failure.summary.find(text) != std::string::npos; };
  return says("exceeds memory limits") || says("resource limit exceeded");
}

/// Whether all room that the engine keeps for guests is taken. The C API has no code for that either.
bool pool_is_full(const Failure& failure) {
  return failure.summary.find("maximum concurrent") != std::string::npos;
}

/// The error of a guest that failed before its deadline.
Error error_of(const Failure& failure, const Program& program, const RunOptions& options) {
  if (pool_is_full(failure)) {
    return {ErrorCode::Busy, program.name() + " cannot begin while so many guests are running: " + failure.summary};
  }
  if (!over_limit(failure)) return {ErrorCode::RuntimeError, trap_text(failure)};
  std::string text = program.name() + " needs more than it may have to begin: " + failure.summary;
  if (options.max_memory_bytes != 0) {
    text += "; its limit is one memory of " + format_byte_size(options.max_memory_bytes);
  }
  return {ErrorCode::TooLarge, std::move(text)};
}

}  // namespace

Result<Outcome> run(const Program& program, std::shared_ptr<Session> session, const RunOptions& options) {
  WASINN_ASSIGN(const std::unique_ptr<Execution> execution, program.prepare(session, options.function));
  WASINN_ASSIGN(Owned<wasi_config_t> wasi, make_wasi(options));
  const Owned<wasmtime_store> store(wasmtime_store_new(program.engine(), execution->store_data(), nullptr));
  wasmtime_context_t* const context = wasmtime_store_context(store.get());
  session->show_text_to(standard_output(options));
  if (wasmtime_error_t* error = wasmtime_context_set_wasi(context, wasi.release())) {
    return fail(ErrorCode::InvalidArgument, failure_of(Owned<wasmtime_error>(error)).summary);
  }
  limit(store.get(), options.max_memory_bytes, execution->bounds());
  Deadline deadline(program.engine(), store.get(), *session);
  if (options.overdue) deadline.when_overdue(options.overdue_after, options.overdue);
  if (session->closed()) return fail(closed());

  const tl::expected<Outcome, Failure> ended = execution->execute(context);
  const bool well = ended && ended->exit_code == 0;
  if (!well && deadline.passed()) return fail(deadline.error());
  if (!well && session->closed()) return fail(closed());
  if (ended) return *ended;
  session->host().log(LogLevel::Debug, ended.error().details);
  return fail(error_of(ended.error(), program, options));
}

}  // namespace wasinn::engine
