// SPDX-License-Identifier: Apache-2.0
// Time of one inference, natively, through a core module and through a component: bench_inference BACKEND WORKLOAD...
// Names are WORKLOAD/native, /wasm and /component, and without copies /native0 and /infer.
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bench/native_model.h"
#include "bench/rounds.h"
#include "bench/timed_guest.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;
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

void add_native(const std::string& name, const std::shared_ptr<NativeModel>& native, const Workload& workload,
                Infer infer) {
  add_side(name, [native, &workload, infer](benchmark::State&) { return native_seconds(*native, workload, infer); });
}

void add_guest(const std::string& name, GuestSide& guests, const Workload& workload, Way way) {
  add_side(name, [&guests, &workload, way](benchmark::State& state) {
    const GuestTimes times = run_timed(guests, workload, workload.warmup, workload.iterations, way);
    state.counters["set_input_ns"] = times.set_input_ns;
    state.counters["compute_ns"] = times.compute_ns;
    state.counters["get_output_ns"] = times.get_output_ns;
    return times.inference_ns * 1e-9;
  });
}

void add_sides(const std::string& backend, const Workload& workload, GuestSide& guests) {
  const std::shared_ptr<NativeModel> native = open_native(backend, workload);
  native->infer(1);
  for (const Way way : {Way::Steps, Way::OneCall, Way::Component}) {
    check_equal(*native, run_timed(guests, workload, 0, 1, way), workload);
  }
  add_native(workload.name + "/native", native, workload, &NativeModel::infer);
  add_guest(workload.name + "/wasm", guests, workload, Way::Steps);
  add_guest(workload.name + "/component", guests, workload, Way::Component);
  add_native(workload.name + "/native0", native, workload, &NativeModel::infer_in_place);
  add_guest(workload.name + "/infer", guests, workload, Way::OneCall);
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  benchmark::Initialize(&argc, argv);
  if (argc < 3) give_up("usage: bench_inference BACKEND WORKLOAD...");
  const std::vector<Workload> chosen = workloads_called({argv + 2, argv + argc});
  GuestSide guests(argv[1], graph_files(chosen));
  for (const Workload& workload : chosen) add_sides(argv[1], workload, guests);
  run_sides();
  return 0;
}
