// SPDX-License-Identifier: Apache-2.0
// Handles of a core-module guest, and how its failures are told.
#include "abi/witx/guest.h"

#include <string>
#include <utility>

#include "base/error.h"

namespace wasinn::witx {
namespace {

tl::unexpected<Error> no_handles_left() {
  return fail(ErrorCode::TooLarge, "this guest has used up all handles");
}

tl::unexpected<Error> not_a(std::string_view kind, std::uint32_t handle) {
  return fail(ErrorCode::InvalidArgument, std::to_string(handle) + " is not the handle of " + std::string(kind) +
                                              " (never was, or no longer is)");
}

}  // namespace

Result<std::uint32_t> Guest::add_graph(GuestGraph graph) {
  const auto handle = numbers_.next();
  if (!handle) return no_handles_left();
  graphs_.insert(*handle, std::move(graph));
  return *handle;
}

Result<std::uint32_t> Guest::add_context(StagedContext context) {
  const auto handle = numbers_.next();
  if (!handle) return no_handles_left();
  contexts_.insert(*handle, std::move(context));
  return *handle;
}

Result<GuestGraph*> Guest::graph(std::uint32_t handle) {
  if (GuestGraph* graph = graphs_.find(handle)) return graph;
  return not_a("a graph", handle);
}

Result<StagedContext*> Guest::context(std::uint32_t handle) {
  if (StagedContext* context = contexts_.find(handle)) return context;
  return not_a("an execution context", handle);
}

Result<void> Guest::remove_graph(std::uint32_t handle) {
  if (graphs_.take(handle)) return {};
  return not_a("a graph", handle);
}

Result<void> Guest::remove_context(std::uint32_t handle) {
  if (contexts_.take(handle)) return {};
  return not_a("an execution context", handle);
}

std::string Guest::last_error() const {
  const std::lock_guard lock(last_error_mutex_);
  return guest_error_text({ErrorCode::Unknown, last_error_});
}

void Guest::remember(const Error& error) {
  // Paths are hidden when the guest asks; the margin is for what gets shorter then.
  constexpr std::size_t kMost = 4 * kGuestErrorTextBytes;
  const std::lock_guard lock(last_error_mutex_);
  last_error_.assign(error.message, 0, kMost);
}

Errno Guest::answer(std::string_view function, const Error& error) noexcept try {
  failures_.tell(function, error);
  remember(error);
  return errno_of(error.code);
} catch (...) {
  return errno_of(error.code);  // no memory to remember it: the guest's answer does not depend on that
}

}  // namespace wasinn::witx
