// SPDX-License-Identifier: Apache-2.0
// Time of one inference, natively and through a core module, in rounds that alternate at random. Benchmark names are
// WORKLOAD/native and WORKLOAD/wasm; bench/run makes ratios of the medians.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <memory>

#include "bench/guest_side.h"
#include "bench/native_model.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 31;

double native_seconds(NativeModel& model, const Workload& workload) {
  model.infer(workload.warmup);
  const auto start = Clock::now();
  model.infer(workload.iterations);
  return std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(workload.iterations);
}

void check_equal(const NativeModel& native, const GuestTimes& guest, const Workload& workload) {
  const double difference = std::abs(native.output_sum() - guest.output_sum);
  if (difference > 1e-6 * (1 + std::abs(guest.output_sum))) give_up("results differ on " + workload.name);
}

void add_pair(const Workload& workload, GuestSide& guest) {
  auto native = std::make_shared<NativeModel>(workload);
  native->infer(1);
  check_equal(*native, guest.run(workload, 0, 1), workload);
  benchmark::RegisterBenchmark((workload.name + "/native").c_str(), [native, &workload](benchmark::State& state) {
    for (auto _ : state) state.SetIterationTime(native_seconds(*native, workload));
  })->Iterations(1)->Repetitions(kRounds)->UseManualTime()->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark((workload.name + "/wasm").c_str(), [&guest, &workload](benchmark::State& state) {
    for (auto _ : state) {
      const GuestTimes times = guest.run(workload, workload.warmup, workload.iterations);
      state.SetIterationTime(times.inference_ns * 1e-9);
      state.counters["set_input_ns"] = times.set_input_ns;
      state.counters["compute_ns"] = times.compute_ns;
      state.counters["get_output_ns"] = times.get_output_ns;
    }
  })->Iterations(1)->Repetitions(kRounds)->UseManualTime()->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  wasinn::bench::GuestSide guest;
  for (const auto& workload : wasinn::bench::workloads()) {
    if (workload.name != "big") wasinn::bench::add_pair(workload, guest);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
