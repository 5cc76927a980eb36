// SPDX-License-Identifier: Apache-2.0
// Log lines for failures of guests.
#include "abi/guest_failures.h"

#include <string>

#include "base/text.h"

namespace wasinn {
namespace {

constexpr std::uint32_t kLoudFailures = 16;

}  // namespace

void GuestFailures::tell(std::string_view function, const Error& error) noexcept try {
  if (host_.tell_guest_failure(function, error)) return;
  const std::uint32_t before = count_.load(std::memory_order_relaxed);
  const bool loud = before < kLoudFailures;
  if (loud) count_.store(before + 1, std::memory_order_relaxed);
  // Messages may quote the guest or its model: no line breaks and no control characters of theirs reach the log.
  std::string text = std::string(function) + ": " + printable(error.message, kGuestErrorTextBytes);
  if (before + 1 == kLoudFailures) text += " (further failures of this guest are logged at level debug)";
  host_.log(loud ? LogLevel::Warning : LogLevel::Debug, text);
} catch (...) {
  // No memory for the log line: the guest's answer does not depend on it.
}

}  // namespace wasinn
