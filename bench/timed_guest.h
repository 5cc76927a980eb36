// SPDX-License-Identifier: Apache-2.0
// Guests that make the same inference many times and time it by their own clocks.
#pragma once

#include <cstdint>

#include "bench/guest_side.h"

namespace wasinn::bench {

/// What one run of the guest measured.
struct GuestTimes {
  double inference_ns = 0;   ///< set_input + compute + get_output, infer, or constructor + compute + data + drops
  double set_input_ns = 0;   ///< the parts, from a round of their own that also pays for reading the clock
  double compute_ns = 0;
  double get_output_ns = 0;
  double output_sum = 0;     ///< the sum of the last output's elements
};

/// How a guest makes an inference.
enum class Way : std::uint8_t {
  Steps,      ///< set_input, compute, get_output: one copy in and one out
  OneCall,    ///< infer of the extension: on the guest's own memory
  Component,  ///< constructor, compute, data: one copy in and one out
};

/// Runs the guest in a fresh instance: `warmup` inferences, then twice `iterations` that are measured.
GuestTimes run_timed(GuestSide& side, const Workload& workload, std::uint64_t warmup, std::uint64_t iterations,
                     Way way = Way::Steps);

}  // namespace wasinn::bench
