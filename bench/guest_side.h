// SPDX-License-Identifier: Apache-2.0
// The other side: a host with one backend, and guests that run on it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bench/workload.h"
#include "engine/engine.h"
#include "engine/run_options.h"
#include "host/host.h"

namespace wasinn::bench {

/// Names of graphs and their files.
using GraphFiles = std::vector<std::pair<std::string, std::string>>;

/// The models of workloads under their names.
GraphFiles graph_files(std::span<const Workload> workloads);

/// What a GuestSide may be told besides. A plain value.
struct GuestSideOptions {
  std::uint32_t shared_threads = 0;  ///< threads that all graphs share; 0: the backend's choice
  unsigned pooled_guests = 0;        ///< see engine::EngineOptions
};

/// A host with `backend` and `graphs` under their names, and a graph `gate` of no framework, whose computations call
/// what `on_gate` set. All functions may be called from many threads, but for that one.
class GuestSide {
 public:
  GuestSide(const std::string& backend, const GraphFiles& graphs, const GuestSideOptions& options = {});

  /// Sets what a computation of the graph `gate` does. While no guest runs.
  void on_gate(std::function<void()> pass) { gate_ = std::move(pass); }

  /// Runs guests/GUEST.wasm in a fresh instance; it is compiled when it is first named. `output` gets what it prints.
  /// Ends the program when the guest fails.
  void run(const std::string& guest, std::vector<std::string> arguments, engine::OutputSink output,
           std::vector<engine::GuestDirectory> directories = {});

  /// The same; returns what it printed.
  std::string run(const std::string& guest, std::vector<std::string> arguments);

  /// What the host counted for the graph of that name.
  GraphCounts counts(const std::string& graph) const;

 private:
  std::shared_ptr<const engine::Program> program(const std::string& guest);

  std::function<void()> gate_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<engine::Engine> engine_;
  std::mutex mutex_;  // guards the programs
  std::map<std::string, std::shared_ptr<const engine::Program>> programs_;
};

}  // namespace wasinn::bench
