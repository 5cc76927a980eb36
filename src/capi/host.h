// SPDX-License-Identifier: Apache-2.0
// HostState: a host with its WebAssembly engine; what stands behind wasinn_host.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include <wasinn/wasinn.h>

#include "base/result.h"
#include "capi/settings.h"
#include "engine/engine.h"
#include "host/host.h"

namespace wasinn::capi {

/// Shared by all objects that were made from a host, so that it lives as long as they do. Safe from any thread.
class HostState : public std::enable_shared_from_this<HostState> {
 public:
  /// Errors: InvalidArgument (what `assemble` says).
  static Result<std::shared_ptr<HostState>> make(Settings settings);

  HostState(const HostState&) = delete;
  HostState& operator=(const HostState&) = delete;

  Host& host() noexcept { return *host_; }
  const Config& config() const noexcept { return settings_.config; }

  /// The engine; made when it is first needed, as programs without guests need none. Errors: RuntimeError.
  Result<const engine::Engine*> engine();

  /// Has running guests see whether they are to end. Does not wait.
  void interrupt_guests() const noexcept;

 private:
  explicit HostState(Settings settings) : settings_(std::move(settings)) {}

  LogSink log_sink() const;
  GuestFailureSink failure_sink() const;

  const Settings settings_;
  std::unique_ptr<Host> host_;
  std::mutex engine_mutex_;  // held while the engine is made
  std::unique_ptr<engine::Engine> made_engine_;
  std::atomic<const engine::Engine*> engine_ = nullptr;
};

}  // namespace wasinn::capi

struct wasinn_host {
  std::shared_ptr<wasinn::capi::HostState> state;
};
