// SPDX-License-Identifier: Apache-2.0
// The other side: the same inferences by guests, core modules and a component, timed by their own clocks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "bench/workload.h"
#include "engine/engine.h"
#include "host/host.h"

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

/// A host with all workloads' models under their names, and the guests compiled. `run` may be called from many threads.
class GuestSide {
 public:
  GuestSide();

  /// Runs the guest in a fresh instance: `warmup` inferences, then twice `iterations` that are measured.
  GuestTimes run(const Workload& workload, std::uint64_t warmup, std::uint64_t iterations, Way way = Way::Steps);

 private:
  std::unique_ptr<Host> host_;
  std::unique_ptr<engine::Engine> engine_;
  std::map<Way, std::shared_ptr<const engine::Program>> guests_;
};

}  // namespace wasinn::bench
