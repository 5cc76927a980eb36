// SPDX-License-Identifier: Apache-2.0
// Inferences per second of many at once, by guests and by the ways in which a native program can arrange threads and
// sessions: bench_throughput WORKLOAD THREADS COUNT... with THREADS that the guests' computations share (0: all cores).
// Names are COUNT/guests, /one_wide_session, /one_session and /sessions; the time is that of one inference: all the time
// over all inferences.
#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/crowd.h"
#include "bench/native_onnxruntime.h"
#include "bench/rounds.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Models = std::vector<std::unique_ptr<NativeModel>>;

/// How much each of `count` does, so that all together always do about the same.
struct Share {
  Share(const Workload& workload, unsigned count)
      : iterations(std::max<std::uint64_t>(2, 2 * workload.iterations / count)),
        warmup(std::max<std::uint64_t>(1, workload.warmup / count)),
        all(iterations * count) {}
  std::uint64_t iterations;
  std::uint64_t warmup;
  std::uint64_t all;
};

double guest_seconds(GuestSide& guests, const Workload& workload, unsigned count) {
  const Share share(workload, count);
  Crowd crowd(guests, count, {.graph = workload.name, .workload = &workload, .warmup = share.warmup,
                              .iterations = share.iterations, .folder = ""});
  crowd.wait_until_ready();
  return crowd.release() / static_cast<double>(share.all);
}

double native_seconds(const Models& models, const Workload& workload) {
  const Share share(workload, static_cast<unsigned>(models.size()));
  Clock::time_point start;
  std::barrier ready(static_cast<std::ptrdiff_t>(models.size()), [&start]() noexcept { start = Clock::now(); });
  std::vector<Clock::time_point> ends(models.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < models.size(); ++i) {
    threads.emplace_back([&, i] {
      models[i]->infer(share.warmup);
      ready.arrive_and_wait();
      models[i]->infer(share.iterations);
      ends[i] = Clock::now();
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto last = *std::max_element(ends.begin(), ends.end());
  return std::chrono::duration<double>(last - start).count() / static_cast<double>(share.all);
}

/// `count` callers of one session with that many threads for each inference.
Models share_session(const Workload& workload, unsigned count, unsigned threads) {
  const auto session = open_session(workload, static_cast<int>(threads));
  Models models;
  for (unsigned i = 0; i < count; ++i) models.push_back(bind_session(session, workload));
  return models;
}

Models own_sessions(const Workload& workload, unsigned count) {
  Models models;
  for (unsigned i = 0; i < count; ++i) models.push_back(bind_session(open_session(workload, 1), workload));
  return models;
}

void add_native(const std::string& name, Models models, const Workload& workload) {
  add_side(name, [models = std::make_shared<Models>(std::move(models)), &workload](benchmark::State&) {
    return native_seconds(*models, workload);
  });
}

void add_sides(GuestSide& guests, const Workload& workload, unsigned count) {
  const std::string name = std::to_string(count);
  add_side(name + "/guests", [&guests, &workload, count](benchmark::State&) {
    return guest_seconds(guests, workload, count);
  });
  add_native(name + "/one_session", share_session(workload, count, 1), workload);
  if (count > 1) add_native(name + "/sessions", own_sessions(workload, count), workload);
  const unsigned cores = std::thread::hardware_concurrency();
  if (cores > 1) add_native(name + "/one_wide_session", share_session(workload, count, cores), workload);
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  benchmark::Initialize(&argc, argv);
  if (argc < 4) give_up("usage: bench_throughput WORKLOAD THREADS COUNT...");
  const Workload& chosen = workload(argv[1]);
  const auto threads = static_cast<std::uint32_t>(std::atoi(argv[2]));
  GuestSide guests("onnxruntime", graph_files({&chosen, 1}), {.shared_threads = threads});
  // The framework has one set of shared threads in a process: that of whoever comes first, which must be the guests.
  guest_seconds(guests, chosen, 1);
  for (int i = 3; i < argc; ++i) add_sides(guests, chosen, static_cast<unsigned>(std::atoi(argv[i])));
  run_sides();
  return 0;
}
