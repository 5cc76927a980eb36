// SPDX-License-Identifier: Apache-2.0
// Guest: one core-module guest's session and handles.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "abi/witx/numbers.h"
#include "abi/witx/staging.h"
#include "base/result.h"
#include "host/handle_table.h"
#include "host/session.h"

namespace wasinn::witx {

/// What the functions of `wasi_ephemeral_nn` work on for one guest. One thread at a time.
class Guest {
 public:
  explicit Guest(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  Session& session() noexcept { return *session_; }

  /// Publishes a graph or a context. Errors: TooLarge when all numbers are used up.
  Result<std::uint32_t> add_graph(GuestGraph graph);
  Result<std::uint32_t> add_context(StagedContext context);

  /// What a handle means. The pointer is good until the next change. Errors: InvalidArgument.
  Result<GuestGraph*> graph(std::uint32_t handle);
  Result<StagedContext*> context(std::uint32_t handle);

  /// Ends a graph (contexts on it stay) or a context. Errors: InvalidArgument.
  Result<void> remove_graph(std::uint32_t handle);
  Result<void> remove_context(std::uint32_t handle);

  /// Turns the failure of `function` into the guest's errno and tells the host's owner of its reason. Without an ear
  /// for it (HostOptions::guest_failure) it is logged: the first few aloud, so that a guest that fails for ever does
  /// not fill the log, and with '?' for control characters. Any thread.
  Errno answer(std::string_view function, const Error& error) noexcept;

 private:
  static constexpr std::uint32_t kLoudFailures = 16;

  std::shared_ptr<Session> session_;
  HandleNumbers numbers_;
  HandleTable<GuestGraph> graphs_;
  HandleTable<StagedContext> contexts_;
  std::atomic<std::uint32_t> failures_{0};  // a second thread that gets Busy counts here too
};

}  // namespace wasinn::witx
