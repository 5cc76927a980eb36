// SPDX-License-Identifier: Apache-2.0
// Interrupts guests by the engine's epoch, which all its guests see: each asks for itself whether it is meant.
#include "engine/deadline.h"

#include <array>
#include <cstdio>
#include <string>
#include <utility>

namespace wasinn::engine {
namespace {

/// A duration for people, with three digits at most: "2 s", "50 ms".
std::string duration_text(Clock::duration duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  std::array<char, 32> text{};
  if (seconds < 0.9995) {
    std::snprintf(text.data(), text.size(), "%.0f ms", seconds * 1000.0);
  } else {
    std::snprintf(text.data(), text.size(), seconds < 999.5 ? "%.3g s" : "%.0f s", seconds);
  }
  return text.data();
}

}  // namespace

Deadline::Deadline(wasm_engine_t* engine, wasmtime_store_t* store, Session& session) : session_(session) {
  wasmtime_store_epoch_deadline_callback(store, on_epoch, this, nullptr);
  wasmtime_context_set_epoch_deadline(wasmtime_store_context(store), 1);
  if (session_.deadline() == kNever) return;
  alarm_ = session_.host().watchdog().at(session_.deadline(), [engine] { wasmtime_engine_increment_epoch(engine); });
}

void Deadline::when_overdue(std::chrono::milliseconds after, std::function<void(const Error&)> action) {
  if (session_.deadline() == kNever) return;
  overdue_ = session_.host().watchdog().at(session_.deadline() + after,
                                           [this, action = std::move(action)] { action(error()); });
}

Error Deadline::error() const {
  if (session_.deadline() <= session_.began()) return {ErrorCode::Timeout, "the guest's time was up before it began"};
  const std::string doing = session_.interrupted_in();
  return {ErrorCode::Timeout, "the guest ran longer than " + duration_text(session_.deadline() - session_.began()) +
                                  " and was stopped" + (doing.empty() ? "" : " (in " + doing + ")")};
}

wasmtime_error_t* Deadline::on_epoch(wasmtime_context_t*, void* self, std::uint64_t* next,
                                     wasmtime_update_deadline_kind_t* kind) noexcept {
  const auto& deadline = *static_cast<const Deadline*>(self);
  if (deadline.passed()) return wasmtime_error_new("the guest's deadline passed");
  if (deadline.session_.closed()) return wasmtime_error_new("the guest's session was closed");
  *next = 1;
  *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
  return nullptr;
}

}  // namespace wasinn::engine
