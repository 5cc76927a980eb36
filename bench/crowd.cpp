// SPDX-License-Identifier: Apache-2.0
// Holding guests back inside of a computation.
#include "bench/crowd.h"

#include <cstdlib>

namespace wasinn::bench {
namespace {

std::vector<std::string> arguments_of(const CrowdWork& work) {
  std::vector<std::string> arguments{work.graph, dimensions_text(work.workload->dimensions),
                                     std::to_string(element_count(work.workload->output_dimensions)),
                                     std::to_string(work.warmup), std::to_string(work.iterations)};
  arguments.emplace_back("gate");
  if (!work.folder.empty()) arguments.push_back("/models/" + work.workload->name + ".onnx");
  return arguments;
}

std::vector<engine::GuestDirectory> directories_of(const CrowdWork& work) {
  if (work.folder.empty()) return {};
  return {{work.folder, "/models"}};
}

}  // namespace

Crowd::Crowd(GuestSide& guests, unsigned count, const CrowdWork& work) : count_(count) {
  guests.on_gate([this] { pass_gate(); });
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back([this, &guests, arguments = arguments_of(work), directories = directories_of(work)] {
      std::string begun;  // of a line
      guests.run("bench_worker", arguments, [&](std::string_view text) {
        begun += text;
        for (std::size_t end; (end = begun.find('\n')) != begun.npos; begun.erase(0, end + 1)) {
          take_line(std::string_view(begun).substr(0, end));
        }
      }, directories);
    });
  }
}

Crowd::~Crowd() {
  for (std::thread& thread : threads_) thread.join();
}

void Crowd::take_line(std::string_view line) {
  constexpr std::string_view kMemory = "memory ";
  if (!line.starts_with(kMemory)) return;
  const std::lock_guard lock(mutex_);
  memory_bytes_ += std::strtoull(line.data() + kMemory.size(), nullptr, 10);
}

// On the thread of a guest: the first time it is ready, the second time it is done.
void Crowd::pass_gate() {
  std::unique_lock lock(mutex_);
  last_done_ = Clock::now();
  ++passed_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return released_; });
}

std::uint64_t Crowd::wait_until_ready() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return passed_ == count_; });
  return memory_bytes_;
}

double Crowd::release() {
  std::unique_lock lock(mutex_);
  const auto start = Clock::now();
  released_ = true;
  changed_.notify_all();
  changed_.wait(lock, [this] { return passed_ == 2 * count_; });
  return std::chrono::duration<double>(last_done_ - start).count();
}

}  // namespace wasinn::bench
