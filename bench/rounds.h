// SPDX-License-Identifier: Apache-2.0
// Rounds: sides of a comparison measured in turns.
// A program registers its sides, WORKLOAD/SIDE each, and google-benchmark repeats them in random order and writes the
// figures; bench/run says how often.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <functional>
#include <string>

namespace wasinn::bench {

/// Measures once and returns seconds. Further figures go into `state.counters`.
using Measure = std::function<double(benchmark::State& state)>;

/// Adds one side; each repetition calls `measure` once and says when, in seconds, so that samples of two sides which were
/// taken next to each other can be compared.
inline void add_side(const std::string& name, Measure measure) {
  benchmark::RegisterBenchmark(name.c_str(), [measure](benchmark::State& state) {
    const std::chrono::duration<double> at = std::chrono::steady_clock::now().time_since_epoch();
    for (auto _ : state) state.SetIterationTime(measure(state));
    state.counters["at"] = at.count();
  })->Iterations(1)->UseManualTime()->Unit(benchmark::kMicrosecond);
}

/// Measures all sides and forgets them, with what they hold: frameworks do not like to be called after main.
inline void run_sides() {
  benchmark::RunSpecifiedBenchmarks();
  benchmark::ClearRegisteredBenchmarks();
}

}  // namespace wasinn::bench
