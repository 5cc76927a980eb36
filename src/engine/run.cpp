// SPDX-License-Identifier: Apache-2.0
// One run of a guest: store, instance, `_start`, and what its end means.
#include "engine/run.h"

#include <wasmtime.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "engine/deadline.h"
#include "engine/failure.h"
#include "engine/guest_state.h"
#include "engine/wasi.h"

namespace wasinn::engine {
namespace {

// Real guests have one table with some thousand elements; without these bounds a guest could fill the host's memory
// with tables, which the limit on linear memory does not cover.
constexpr std::int64_t kMostTables = 16;
constexpr std::int64_t kMostTableElements = 1'000'000;
constexpr std::int64_t kNoLimit = -1;

void limit(wasmtime_store_t* store, std::uint64_t max_memory_bytes) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool limited = max_memory_bytes != 0;
  const std::int64_t bytes = limited ? static_cast<std::int64_t>(std::min(max_memory_bytes, kMost)) : kNoLimit;
  wasmtime_store_limiter(store, bytes, kMostTableElements, 1, kMostTables, limited ? 1 : kNoLimit);
}

/// Calls the C API, which reports by an error or by a trap.
template <class Call>
std::optional<Failure> failure_in(Call call) {
  wasm_trap_t* trap = nullptr;
  if (wasmtime_error_t* error = call(&trap)) return failure_of(Owned<wasmtime_error>(error));
  if (trap != nullptr) return failure_of(Owned<wasm_trap_t>(trap));
  return std::nullopt;
}

/// Instantiates, which runs a start function if there is one, and calls `_start`.
std::optional<Failure> execute(const wasmtime_instance_pre_t* program, wasmtime_context_t* context) {
  wasmtime_instance_t instance;
  auto failure = failure_in([&](wasm_trap_t** trap) {
    return wasmtime_instance_pre_instantiate(program, context, &instance, trap);
  });
  if (failure) return failure;
  constexpr std::string_view kStart = "_start";
  wasmtime_extern_t start;
  if (!wasmtime_instance_export_get(context, &instance, kStart.data(), kStart.size(), &start)) {
    return Failure{"the instance has lost its _start", {}, {}};
  }
  failure = failure_in([&](wasm_trap_t** trap) {
    return wasmtime_func_call(context, &start.of.func, nullptr, 0, nullptr, 0, trap);
  });
  wasmtime_extern_delete(&start);
  return failure;
}

std::string trap_text(const Failure& failure) {
  std::string text = "the guest trapped: " + failure.summary;
  if (!failure.function.empty()) text += " (in function '" + printable(failure.function) + "')";
  return text;
}

/// Whether the guest could not begin because of what `limit` set. The C API has no code for it.
bool over_limit(const Failure& failure) {
  const auto says = [&](std::string_view text) { return failure.summary.find(text) != std::string::npos; };
  return says("exceeds memory limits") || says("resource limit exceeded");
}

/// The error of a guest that failed before its deadline.
Error error_of(const Failure& failure, const Program& program, const RunOptions& options) {
  if (!over_limit(failure)) return {ErrorCode::RuntimeError, trap_text(failure)};
  std::string text = program.name() + " needs more than it may have to begin: " + failure.summary;
  if (options.max_memory_bytes != 0) {
    text += "; its limit is one memory of " + format_byte_size(options.max_memory_bytes);
  }
  return {ErrorCode::TooLarge, std::move(text)};
}

}  // namespace

Result<Outcome> run(const Program& program, std::shared_ptr<Session> session, const RunOptions& options) {
  WASINN_ASSIGN(const wasmtime_instance_pre_t* const linked, program.linked());
  WASINN_ASSIGN(Owned<wasi_config_t> wasi, make_wasi(options));
  GuestState guest(session);
  const Owned<wasmtime_store> store(wasmtime_store_new(program.engine(), &guest, nullptr));
  wasmtime_context_t* const context = wasmtime_store_context(store.get());
  if (wasmtime_error_t* error = wasmtime_context_set_wasi(context, wasi.release())) {
    return fail(ErrorCode::InvalidArgument, failure_of(Owned<wasmtime_error>(error)).summary);
  }
  limit(store.get(), options.max_memory_bytes);
  Deadline deadline(program.engine(), store.get(), *session);
  if (options.overdue) deadline.when_overdue(options.overdue_after, options.overdue);

  const std::optional<Failure> failure = execute(linked, context);
  if (!failure) return Outcome{};
  const bool failed = guest.exit_code() != 0U;
  if (failed && deadline.passed()) return fail(deadline.error());
  if (guest.exit_code()) return Outcome{*guest.exit_code()};
  session->host().log(LogLevel::Debug, failure->details);
  return fail(error_of(*failure, program, options));
}

}  // namespace wasinn::engine
