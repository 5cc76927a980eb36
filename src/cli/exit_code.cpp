// SPDX-License-Identifier: Apache-2.0
// From errors and guest codes to what a process can report.
#include "cli/exit_code.h"

#include <cstdio>
#include <cstdlib>

namespace wasinn::cli {

int exit_code_for(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::Timeout:
      return kTimeout;
    case ErrorCode::RuntimeError:
    case ErrorCode::Unknown:
    case ErrorCode::Busy:
      return kInternal;
    default:
      return kUsage;
  }
}

int reported_code(std::uint32_t guest_code) noexcept {
  constexpr std::uint32_t kReportedBits = 0xFF;
  const std::uint32_t low = guest_code & kReportedBits;
  return guest_code != 0 && low == 0 ? 1 : static_cast<int>(low);
}

void end_process(int code) {
#ifdef WASINN_SANITIZED
  (void)code;
#else
  std::fflush(nullptr);
  std::_Exit(code);
#endif
}

}  // namespace wasinn::cli
