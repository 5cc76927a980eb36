// SPDX-License-Identifier: Apache-2.0
// GraphCache: each model is loaded once per process however many guests ask for it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "backend/cancellation.h"
#include "base/result.h"
#include "registry/loaded_graph.h"

namespace wasinn {

/// Whether a graph stays loaded when nobody uses it.
enum class Residence : std::uint8_t {
  WhileUsed,   ///< it goes with its last user
  WhileRoom,   ///< it stays until the budget needs its room, least recently used first
};

/// Loaded graphs by key. While one caller loads a graph the others who ask for it wait and share the result; a failure
/// is given to nobody but the caller who met it. Safe from any thread.
class GraphCache {
 public:
  /// Loads a graph. Must not ask the cache for the same key.
  using Loader = std::function<Result<std::shared_ptr<const LoadedGraph>>()>;

  struct Found {
    std::shared_ptr<const LoadedGraph> graph;
    bool was_loaded = false;  ///< true: it was there, or another caller loaded it meanwhile
  };

  /// `resident_bytes`: model bytes of `WhileRoom` graphs that are kept at most.
  explicit GraphCache(std::uint64_t resident_bytes) : resident_limit_(resident_bytes) {}

  /// The graph of `key`, loaded by `load` when it is not there. Waits for another caller's load until `cancellation`,
  /// which the caller must not set an action of while this runs, but `load` may.
  /// Errors: Timeout (cancelled while waiting), otherwise what `load` said.
  Result<Found> get_or_load(const std::string& key, Residence residence, Cancellation& cancellation,
                            const Loader& load);

  /// Lets go of the resident graph that was used longest ago. False when there is none.
  bool drop_oldest_resident();

  /// Lets go of the resident graphs whose keys begin with `prefix`. Their users keep them.
  void forget(std::string_view prefix);

 private:
  struct Slot {
    bool loading = false;
    std::uint64_t waiting = 0;
    std::weak_ptr<const LoadedGraph> graph;
  };
  struct Resident {
    std::string key;
    std::shared_ptr<const LoadedGraph> graph;
  };

  using Graphs = std::vector<std::shared_ptr<const LoadedGraph>>;

  class WaitEnd;

  Result<Found> load_alone(std::unique_lock<std::mutex>& lock, const std::string& key, const Loader& load);
  Graphs touch(const std::string& key, const std::shared_ptr<const LoadedGraph>& graph);
  std::shared_ptr<const LoadedGraph> take_oldest();
  void forget_dead_slots();

  const std::uint64_t resident_limit_;
  std::mutex mutex_;
  std::condition_variable loaded_;
  std::map<std::string, Slot> slots_;
  std::list<Resident> residents_;  // most recently used first
  std::uint64_t resident_bytes_ = 0;
};

}  // namespace wasinn
