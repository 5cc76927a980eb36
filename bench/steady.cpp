// SPDX-License-Identifier: Apache-2.0
// Allocations and page faults of one inference in steady state, natively and through guests, as JSON lines.
// Counts are exact: two runs that differ only in the number of inferences are subtracted.
#include <sys/resource.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>

#include "bench/guest_side.h"
#include "bench/native_model.h"

namespace {
std::atomic<std::uint64_t> allocation_count{0};
}  // namespace

// The whole process allocates through these, the frameworks too; glibc documents replacing malloc.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void* malloc(std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? 12 : 0;
}
}

namespace wasinn::bench {
namespace {

struct Cost {
  std::int64_t allocations;
  std::int64_t page_faults;
};

Cost spent() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {static_cast<std::int64_t>(allocation_count.load()), usage.ru_minflt + usage.ru_majflt};
}

Cost cost_of(const std::function<void()>& work) {
  const Cost before = spent();
  work();
  const Cost after = spent();
  return {after.allocations - before.allocations, after.page_faults - before.page_faults};
}

/// What `more` inferences cost beyond what starting and ending cost, per inference.
void report(const Workload& workload, const char* side, std::uint64_t more,
            const std::function<void(std::uint64_t)>& infer) {
  infer(more);  // everything that grows has grown
  const Cost few = cost_of([&] { infer(workload.warmup); });
  const Cost many = cost_of([&] { infer(workload.warmup + more); });
  std::printf("{\"workload\": \"%s\", \"side\": \"%s\", \"allocations\": %.4f, \"page_faults\": %.4f}\n",
              workload.name.c_str(), side, static_cast<double>(many.allocations - few.allocations) / static_cast<double>(more),
              static_cast<double>(many.page_faults - few.page_faults) / static_cast<double>(more));
}

}  // namespace
}  // namespace wasinn::bench

int main() {
  using namespace wasinn::bench;
  GuestSide guest;
  for (const auto& workload : workloads()) {
    if (workload.name == "big") continue;
    NativeModel native(workload);
    const std::uint64_t more = workload.iterations * 2;
    report(workload, "native", more, [&](std::uint64_t count) { native.infer(count); });
    report(workload, "wasm", more, [&](std::uint64_t count) { guest.run(workload, count, 1); });
    report(workload, "component", more,
           [&](std::uint64_t count) { guest.run(workload, count, 1, Way::Component); });
    report(workload, "infer", more, [&](std::uint64_t count) { guest.run(workload, count, 1, Way::OneCall); });
  }
  return 0;
}
