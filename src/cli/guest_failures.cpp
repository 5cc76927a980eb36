// SPDX-License-Identifier: Apache-2.0
// Memory for one failure.
#include "cli/guest_failures.h"

#include "base/text.h"

namespace wasinn::cli {
namespace {

/// Guests learn the size of an output by giving a buffer that is too small.
bool asks_for_size(std::string_view function, const Error& error) {
  return function.starts_with("get_output") && error.code == ErrorCode::TooLarge;
}

}  // namespace

void GuestFailures::add(std::string_view function, const Error& error) {
  // Messages may quote the guest or its model: nothing of theirs may act on a terminal.
  Failure failure{std::string(function), {error.code, printable(one_line(error.message), kGuestErrorTextBytes)}};
  const std::string line = failure.function + ": " + failure.error.message;
  const std::lock_guard lock(mutex_);
  if (++count_ <= kMostShown) console_.log(LogLevel::Info, line);
  if (!last_ || !asks_for_size(function, error)) last_ = std::move(failure);
}

std::optional<GuestFailures::Failure> GuestFailures::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

}  // namespace wasinn::cli
