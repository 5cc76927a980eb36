// SPDX-License-Identifier: Apache-2.0
// What a guest costs before its first inference, in a host that has run it before: bench_start WORKLOAD...
// Names are instance/core and /component (a guest made, run to its end at once, and ended), /pooled_core and
// /pooled_component (the same in a host that keeps room for guests), and WORKLOAD/load (its load_by_name, by its own
// clock).
#include <chrono>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "bench/guest_side.h"
#include "bench/rounds.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRuns = 50;
constexpr unsigned kPooledGuests = 16;

double seconds_per_run(GuestSide& guests, const std::string& guest) {
  const auto start = Clock::now();
  for (int i = 0; i < kRuns; ++i) guests.run(guest, {});
  return std::chrono::duration<double>(Clock::now() - start).count() / kRuns;
}

void add_instances(const std::string& prefix, GuestSide& guests) {
  for (const auto& [side, guest] : {std::pair{"core", "bench_empty"}, {"component", "bench_empty_component"}}) {
    guests.run(guest, {});
    add_side("instance/" + prefix + side,
             [&guests, guest = std::string(guest)](benchmark::State&) { return seconds_per_run(guests, guest); });
  }
}

double load_seconds(GuestSide& guests, const Workload& workload) {
  std::istringstream printed(guests.run("bench_worker", {workload.name, dimensions_text(workload.dimensions),
                                                         std::to_string(element_count(workload.output_dimensions)),
                                                         "0", "0"}));
  std::string word;
  double ns = 0;
  printed >> word >> ns;
  return ns * 1e-9;
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  benchmark::Initialize(&argc, argv);
  if (argc < 2) give_up("usage: bench_start WORKLOAD...");
  const std::vector<Workload> chosen = workloads_called({argv + 1, argv + argc});
  GuestSide guests("onnxruntime", graph_files(chosen));
  GuestSide pooled("onnxruntime", {}, {.pooled_guests = kPooledGuests});
  add_instances("", guests);
  add_instances("pooled_", pooled);
  for (const Workload& workload : chosen) {
    load_seconds(guests, workload);
    add_side(workload.name + "/load",
             [&guests, &workload](benchmark::State&) { return load_seconds(guests, workload); });
  }
  run_sides();
  return 0;
}
