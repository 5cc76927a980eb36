// SPDX-License-Identifier: Apache-2.0
// Deadline: ends one running guest when its session's time is up or the session was closed, and leaves the engine's
// other guests alone.
#pragma once

#include <wasmtime.h>

#include <chrono>
#include <functional>

#include "base/error.h"
#include "host/session.h"
#include "host/watchdog.h"

namespace wasinn::engine {

/// Watches one store while its guest runs. Destroy it before the store. It belongs to the thread that runs the guest.
class Deadline {
 public:
  /// Begins to watch. `engine`, `store` and `session` outlive this object.
  Deadline(wasm_engine_t* engine, wasmtime_store_t* store, Session& session);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Has `action` called once, by the watchdog, if this object still lives `after` past the deadline.
  void when_overdue(std::chrono::milliseconds after, std::function<void(const Error&)> action);

  /// Whether the deadline has passed.
  bool passed() const { return Clock::now() >= session_.deadline(); }

  /// The error of a guest whose deadline passed: how long it ran and what it was doing. Any thread.
  Error error() const;

 private:
  static wasmtime_error_t* on_epoch(wasmtime_context_t* context, void* self, std::uint64_t* next,
                                    wasmtime_update_deadline_kind_t* kind) noexcept;

  Session& session_;
  Watchdog::Alarm alarm_;
  Watchdog::Alarm overdue_;
};

}  // namespace wasinn::engine
