// SPDX-License-Identifier: Apache-2.0
// Resident memory of one process with a number of guests that use one model of 200 MiB at the same time, or with one
// native session: bench_memory native | bench_memory GUESTS. Prints JSON.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "bench/guest_side.h"
#include "bench/native_model.h"

namespace wasinn::bench {
namespace {

constexpr std::uint64_t kInferences = 300'000;  // long enough that all guests are computing when memory is read

/// Resident memory of this process in KiB.
std::uint64_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::uint64_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib;
  }
  give_up("the system does not tell the resident memory");
}

std::uint64_t native_kib() {
  NativeModel native(workload("big"));
  native.infer(kInferences / 100);
  return resident_kib();
}

std::uint64_t guests_kib(unsigned count) {
  GuestSide side;
  std::atomic<unsigned> running{count};
  std::vector<std::thread> guests;
  for (unsigned i = 0; i < count; ++i) {
    guests.emplace_back([&] {
      side.run(workload("big"), kInferences, 1);
      --running;
    });
  }
  std::uint64_t last = 0;  // read while all guests compute; the load with its temporary copies is over by then
  for (std::uint64_t now = resident_kib(); running == count; now = resident_kib()) {
    last = now;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  for (std::thread& guest : guests) guest.join();
  return last;
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  if (argc != 2) give_up("usage: bench_memory native | bench_memory GUESTS");
  const bool native = std::strcmp(argv[1], "native") == 0;
  const std::uint64_t kib = native ? native_kib() : guests_kib(static_cast<unsigned>(std::atoi(argv[1])));
  std::printf("{\"guests\": \"%s\", \"resident_kib\": %llu}\n", argv[1], static_cast<unsigned long long>(kib));
  return 0;
}
