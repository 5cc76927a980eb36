// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry for sequences of calls that components make.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/players.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wasinn::fuzz::play_wit(std::as_bytes(std::span(data, size)));
  return 0;
}
