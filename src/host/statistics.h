// SPDX-License-Identifier: Apache-2.0
// What the host counts for each graph.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace wasinn {

/// What happened with one graph so far. A plain value.
struct GraphCounts {
  std::uint64_t loads = 0;          ///< times the framework loaded it
  std::uint64_t shared = 0;         ///< times a guest got it loaded already
  std::uint64_t computes = 0;       ///< computations, failed ones too; all pieces of an answer are one
  std::uint64_t framework_ns = 0;   ///< time inside the backend's compute
  std::uint64_t bytes_in = 0;       ///< copied from guests
  std::uint64_t bytes_out = 0;      ///< copied to guests
  TextCounts text{};                ///< of language models

  GraphCounts& operator+=(const GraphCounts& other) noexcept;
};

/// One row of the report. A plain value.
struct GraphReport {
  std::string graph;    ///< its name, or "bytes:" and the beginning of its digest
  std::string backend;  ///< "onnxruntime 1.32.0"
  std::string device;   ///< where it really ran
  GraphCounts counts;
};

/// Counters with one writer and any number of readers: the writer's thread pays plain loads and stores.
class ContextCounters {
 public:
  /// `anew`: a computation began; else it went on.
  void computed(bool anew, std::uint64_t framework_ns) noexcept {
    bump(computes_, anew ? 1 : 0);
    bump(framework_ns_, framework_ns);
  }
  /// What the context's texts have come to, all together.
  void wrote(const TextCounts& text) noexcept;
  void copied_in(std::uint64_t bytes) noexcept { bump(bytes_in_, bytes); }
  void copied_out(std::uint64_t bytes) noexcept { bump(bytes_out_, bytes); }

  /// A reading; may be a moment old.
  GraphCounts counts() const noexcept;

 private:
  static void bump(std::atomic<std::uint64_t>& counter, std::uint64_t by) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::atomic<std::uint64_t> computes_{0};
  std::atomic<std::uint64_t> framework_ns_{0};
  std::atomic<std::uint64_t> bytes_in_{0};
  std::atomic<std::uint64_t> bytes_out_{0};
  std::array<std::atomic<std::uint64_t>, 5> text_{};  // in the order of TextCounts
};

/// The counts of one graph over all its contexts, past and present. Safe from any thread.
class GraphStatistics {
 public:
  GraphStatistics(std::string graph, std::string backend, std::string device);

  void loaded() noexcept;
  void shared() noexcept;

  /// Counts `counters` in until `detach`, and what they then hold for ever.
  void attach(const ContextCounters& counters);
  void detach(const ContextCounters& counters);

  GraphReport report() const;

 private:
  mutable std::mutex mutex_;
  GraphReport past_;
  std::vector<const ContextCounters*> present_;
};

/// The statistics of all graphs of a host. Safe from any thread. Rows of graphs that nobody holds any more are kept
/// up to a bound, oldest first out.
class StatisticsBook {
 public:
  /// The row of `graph` on `backend` and `device`; made when there is none.
  std::shared_ptr<GraphStatistics> row(const std::string& graph, const std::string& backend, const std::string& device);

  std::vector<GraphReport> report() const;

 private:
  static constexpr std::size_t kMostRows = 256;
  struct Row {
    std::string key;
    std::shared_ptr<GraphStatistics> statistics;
  };
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace wasinn
