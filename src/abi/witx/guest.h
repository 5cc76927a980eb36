// SPDX-License-Identifier: Apache-2.0
// Guest: one core-module guest's session and handles.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "abi/guest_failures.h"
#include "abi/witx/numbers.h"
#include "abi/witx/staging.h"
#include "base/result.h"
#include "host/handle_table.h"
#include "host/session.h"

namespace wasinn::witx {

/// What the functions that guests import work on for one guest. One thread at a time.
class Guest {
 public:
  explicit Guest(std::shared_ptr<Session> session) : session_(std::move(session)), failures_(session_->host()) {}
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

  /// Why the last failed call failed, as a guest may read it (guest_error_text); empty when none did. Any thread.
  std::string last_error() const;

  /// Turns the failure of `function` into the guest's errno, remembers it, and tells people of its reason
  /// (GuestFailures). Any thread: a second one that gets Busy comes here too.
  Errno answer(std::string_view function, const Error& error) noexcept;

 private:
  void remember(const Error& error);

  std::shared_ptr<Session> session_;
  HandleNumbers numbers_;
  HandleTable<GuestGraph> graphs_;
  HandleTable<StagedContext> contexts_;
  GuestFailures failures_;
  mutable std::mutex last_error_mutex_;  // only taken where a call fails, and to ask why
  std::string last_error_;               // as the host says it
};

}  // namespace wasinn::witx
