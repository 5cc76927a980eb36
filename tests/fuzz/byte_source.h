// SPDX-License-Identifier: Apache-2.0
// ByteSource: turns the bytes of a fuzzer into decisions, one after the other.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/bytes.h"

namespace wasinn::fuzz {

/// Reads decisions from an input. When the input is used up, all further decisions are 0.
class ByteSource {
 public:
  explicit ByteSource(ByteView bytes) : rest_(bytes) {}

  bool empty() const noexcept { return rest_.empty(); }

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = std::to_integer<std::uint8_t>(rest_.front());
    rest_ = rest_.subspan(1);
    return value;
  }

  /// A number below `bound`, which is 1 to 256.
  std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(byte() % bound); }

  std::uint32_t u32() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) value |= std::uint32_t{byte()} << shift;
    return value;
  }

  /// At most `most` raw bytes; how many is a decision too.
  ByteView bytes(std::size_t most) {
    const std::size_t wanted = byte() % (most + 1);
    const std::size_t count = std::min(wanted, rest_.size());
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  ByteView rest() { return std::exchange(rest_, {}); }

 private:
  ByteView rest_;
};

}  // namespace wasinn::fuzz
