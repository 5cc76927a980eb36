// SPDX-License-Identifier: Apache-2.0
// The bound of one call into the host.
#include "engine/execution.h"

#include <algorithm>

namespace wasinn::engine {
namespace {

// The engine's own limit, which is also good for guests without models.
constexpr std::uint64_t kUsualCallBytes = std::uint64_t{128} << 20;

// A guest's memory has at most 4 GiB.
constexpr std::uint64_t kMostCallBytes = std::uint64_t{4} << 30;

}  // namespace

std::size_t most_call_bytes(const Limits& limits) noexcept {
  const std::uint64_t largest = std::min(std::max(limits.graph_bytes, limits.tensor_size), kMostCallBytes / 2);
  return static_cast<std::size_t>(std::max(kUsualCallBytes, 2 * largest));
}

}  // namespace wasinn::engine
