// SPDX-License-Identifier: Apache-2.0
// ThreadPolicy: whether the cores serve one computation after the other, or several at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wasinn {

/// How many threads the computations of a backend share. A plain value.
struct ThreadPolicy {
  enum class Kind : std::uint8_t {
    Auto,        ///< Throughput where room is kept for as many guests as there are cores, else Latency
    Latency,     ///< each computation is shared out over the cores as the framework thinks best
    Throughput,  ///< each computation has one thread, so that as many run at once as there are cores
    Count,       ///< `count` threads
  };
  Kind kind = Kind::Auto;
  std::uint32_t count = 0;

  /// The threads that all graphs of a backend share, where `guests` are expected at once (0: nobody knows) on `cores`;
  /// 0: the backend's choice.
  std::uint32_t shared_threads(std::uint32_t guests, std::uint32_t cores) const noexcept;

  /// "auto", "latency", "throughput", or the number.
  std::string text() const;

  friend bool operator==(const ThreadPolicy&, const ThreadPolicy&) = default;
};

/// Reads what `text` writes; "0" is "auto". Errors: InvalidArgument.
Result<ThreadPolicy> read_thread_policy(std::string_view text);

}  // namespace wasinn
