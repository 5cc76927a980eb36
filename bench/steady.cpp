// SPDX-License-Identifier: Apache-2.0
// Allocations, page faults and bytes copied of one inference in steady state, natively and through guests:
// bench_steady BACKEND WORKLOAD... Prints JSON lines. Two runs that differ only in the number of inferences
// are subtracted.
#include <sys/resource.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "bench/native_model.h"
#include "bench/timed_guest.h"

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
  std::int64_t allocations = 0;
  std::int64_t page_faults = 0;
  std::int64_t copied_in = 0;  // bytes, as the host counts them
  std::int64_t copied_out = 0;

  friend Cost operator-(const Cost& a, const Cost& b) {
    return {a.allocations - b.allocations, a.page_faults - b.page_faults, a.copied_in - b.copied_in,
            a.copied_out - b.copied_out};
  }
};

class Counting {
 public:
  Counting(const GuestSide& guests, const Workload& workload) : guests_(guests), workload_(workload) {}

  /// What `more` inferences cost beyond what starting and ending cost, per inference.
  void report(const char* side, const std::function<void(std::uint64_t)>& infer) const {
    const std::uint64_t more = workload_.iterations * 2;
    infer(more);  // everything that grows has grown
    const Cost few = cost_of([&] { infer(workload_.warmup); });
    const Cost many = cost_of([&] { infer(workload_.warmup + more); });
    const Cost cost = many - few;
    const auto each = [more](std::int64_t count) { return static_cast<double>(count) / static_cast<double>(more); };
    std::printf("{\"workload\": \"%s\", \"side\": \"%s\", \"allocations\": %.4f, \"page_faults\": %.4f, "
                "\"copied_in\": %.1f, \"copied_out\": %.1f}\n",
                workload_.name.c_str(), side, each(cost.allocations), each(cost.page_faults), each(cost.copied_in),
                each(cost.copied_out));
  }

 private:
  Cost spent() const {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const GraphCounts counts = guests_.counts(workload_.name);
    return {static_cast<std::int64_t>(allocation_count.load()), usage.ru_minflt + usage.ru_majflt,
            static_cast<std::int64_t>(counts.bytes_in), static_cast<std::int64_t>(counts.bytes_out)};
  }

  Cost cost_of(const std::function<void()>& work) const {
    const Cost before = spent();
    work();
    return spent() - before;
  }

  const GuestSide& guests_;
  const Workload& workload_;
};

void count(const std::string& backend, const Workload& workload, GuestSide& guests) {
  const Counting counting(guests, workload);
  {
    const auto native = open_native(backend, workload);
    counting.report("native", [&](std::uint64_t count) { native->infer(count); });
  }
  const auto report = [&](const char* side, Way way) {
    counting.report(side, [&](std::uint64_t count) { run_timed(guests, workload, count, 1, way); });
  };
  report("wasm", Way::Steps);
  report("component", Way::Component);
  report("infer", Way::OneCall);
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  if (argc < 3) give_up("usage: bench_steady BACKEND WORKLOAD...");
  const std::vector<Workload> chosen = workloads_called({argv + 2, argv + argc});
  GuestSide guests(argv[1], graph_files(chosen));
  for (const Workload& workload : chosen) count(argv[1], workload, guests);
  return 0;
}
