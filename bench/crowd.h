// SPDX-License-Identifier: Apache-2.0
// Crowd: guests that run at the same time and wait for each other before they begin.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "bench/guest_side.h"

namespace wasinn::bench {

/// What each worker of a crowd does. A plain value.
struct CrowdWork {
  std::string graph;
  const Workload* workload = nullptr;
  std::uint64_t warmup = 1;      ///< inferences of each before all are ready
  std::uint64_t iterations = 1;  ///< inferences of each afterwards
  std::string folder;            ///< with the model's file, for workers that load its bytes; empty: they load by name
};

/// `count` workers, each with a thread. They start at once; each waits when it is ready. One caller thread, and one
/// crowd of a GuestSide at a time.
class Crowd {
 public:
  Crowd(GuestSide& guests, unsigned count, const CrowdWork& work);
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
  ~Crowd();

  /// Waits until all are ready; returns the bytes of all their linear memories.
  std::uint64_t wait_until_ready();

  /// Lets them go on together; returns the seconds until the last one has done its work.
  double release();

 private:
  using Clock = std::chrono::steady_clock;

  void take_line(std::string_view line);
  void pass_gate();

  const unsigned count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  unsigned passed_ = 0;  // gates: each guest has two
  bool released_ = false;
  std::uint64_t memory_bytes_ = 0;
  Clock::time_point last_done_;
  std::vector<std::thread> threads_;
};

}  // namespace wasinn::bench
