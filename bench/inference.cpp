// SPDX-License-Identifier: Apache-2.0
// Time of one inference, natively, through a core module and through a component, in rounds that alternate at random.
// Benchmark names are WORKLOAD/native, /wasm and /component, and without copies /native0 and /infer; bench/run makes
// ratios of the medians.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cmath>
#include <memory>
#include <string>

#include "bench/guest_side.h"
#include "bench/native_model.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 31;

using Infer = void (NativeModel::*)(std::uint64_t count);

double native_seconds(NativeModel& model, const Workload& workload, Infer infer) {
  (model.*infer)(workload.warmup);
  const auto start = Clock::now();
  (model.*infer)(workload.iterations);
  return std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(workload.iterations);
}

void check_equal(const NativeModel& native, const GuestTimes& guest, const Workload& workload) {
  const double difference = std::abs(native.output_sum() - guest.output_sum);
  if (difference > 1e-6 * (1 + std::abs(guest.output_sum))) give_up("results differ on " + workload.name);
}

template <class Measure>
void add_row(const std::string& name, Measure measure) {
  benchmark::RegisterBenchmark(name.c_str(), [measure](benchmark::State& state) {
    for (auto _ : state) state.SetIterationTime(measure(state));
  })->Iterations(1)->Repetitions(kRounds)->UseManualTime()->Unit(benchmark::kMicrosecond);
}

void add_native(const std::string& name, const std::shared_ptr<NativeModel>& native, const Workload& workload,
                Infer infer) {
  add_row(name, [native, &workload, infer](benchmark::State&) { return native_seconds(*native, workload, infer); });
}

void add_guest(const std::string& name, GuestSide& guest, const Workload& workload, Way way) {
  add_row(name, [&guest, &workload, way](benchmark::State& state) {
    const GuestTimes times = guest.run(workload, workload.warmup, workload.iterations, way);
    state.counters["set_input_ns"] = times.set_input_ns;
    state.counters["compute_ns"] = times.compute_ns;
    state.counters["get_output_ns"] = times.get_output_ns;
    return times.inference_ns * 1e-9;
  });
}

void add_sides(const Workload& workload, GuestSide& guest) {
  auto native = std::make_shared<NativeModel>(workload);
  native->infer(1);
  for (const Way way : {Way::Steps, Way::OneCall, Way::Component}) {
    check_equal(*native, guest.run(workload, 0, 1, way), workload);
  }
  add_native(workload.name + "/native", native, workload, &NativeModel::infer);
  add_guest(workload.name + "/wasm", guest, workload, Way::Steps);
  add_guest(workload.name + "/component", guest, workload, Way::Component);
  add_native(workload.name + "/native0", native, workload, &NativeModel::infer_in_place);
  add_guest(workload.name + "/infer", guest, workload, Way::OneCall);
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  wasinn::bench::GuestSide guest;
  for (const auto& workload : wasinn::bench::workloads()) {
    if (workload.name != "big") wasinn::bench::add_sides(workload, guest);
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
