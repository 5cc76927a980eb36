// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry for sequences of guest calls. With WASINN_FUZZ_STATS set it says at the end how far they came.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/players.h"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (std::getenv("WASINN_FUZZ_STATS") != nullptr) std::atexit(wasinn::fuzz::print_witx_counts);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  wasinn::fuzz::play_witx(std::as_bytes(std::span(data, size)));
  return 0;
}
