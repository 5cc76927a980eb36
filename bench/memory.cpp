// SPDX-License-Identifier: Apache-2.0
// Memory of one process with guests that use one model of 200 MiB at the same time, or with one native session:
// bench_memory native | bench_memory by-name GUESTS | bench_memory by-bytes GUESTS. Prints JSON.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "bench/crowd.h"
#include "bench/native_model.h"

namespace wasinn::bench {
namespace {

constexpr std::uint64_t kInferences = 1000;

/// Resident memory of this process in KiB.
std::uint64_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib;
  }
  give_up("the system does not tell the resident memory");
}

/// `guest_kib`: linear memories of guests, which are part of `resident_kib`.
void print(std::uint64_t resident_kib, std::uint64_t guest_kib) {
  std::printf("{\"resident_kib\": %llu, \"guest_kib\": %llu}\n", static_cast<unsigned long long>(resident_kib),
              static_cast<unsigned long long>(guest_kib));
}

void measure_native() {
  const auto native = open_native("onnxruntime", workload("big"));
  native->infer(kInferences);
  print(resident_kib(), 0);
}

void measure_guests(unsigned count, bool by_name) {
  GuestSide guests("onnxruntime", graph_files(workloads_called({"big"})));
  Crowd crowd(guests, count, {.graph = "big", .workload = &workload("big"), .warmup = kInferences, .iterations = 1,
                              .folder = by_name ? "" : WASINN_BENCH_MODEL_DIR});
  const std::uint64_t guest_bytes = crowd.wait_until_ready();
  print(resident_kib(), guest_bytes / 1024);
  crowd.release();
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  const std::string kind = argc > 1 ? argv[1] : "";
  if (kind == "native" && argc == 2) {
    measure_native();
  } else if ((kind == "by-name" || kind == "by-bytes") && argc == 3) {
    measure_guests(static_cast<unsigned>(std::atoi(argv[2])), kind == "by-name");
  } else {
    give_up("usage: bench_memory native | bench_memory by-name GUESTS | bench_memory by-bytes GUESTS");
  }
  return 0;
}
