// SPDX-License-Identifier: Apache-2.0
// Single-flight loading and the residents' order of use.
#include "registry/graph_cache.h"

#include <algorithm>
#include <utility>

namespace wasinn {
namespace {

/// Marks a slot as loading with the lock released, and undoes both at the end, also when the load throws.
class LoadingAlone {
 public:
  LoadingAlone(std::unique_lock<std::mutex>& lock, bool& loading, std::condition_variable& loaded)
      : lock_(lock), loading_(loading), loaded_(loaded) {
    loading_ = true;
    lock_.unlock();
  }
  ~LoadingAlone() {
    lock_.lock();
    loading_ = false;
    loaded_.notify_all();
  }
  LoadingAlone(const LoadingAlone&) = delete;
  LoadingAlone& operator=(const LoadingAlone&) = delete;

 private:
  std::unique_lock<std::mutex>& lock_;
  bool& loading_;
  std::condition_variable& loaded_;
};

}  // namespace

/// Wakes a waiting caller when its load is cancelled. Made before the cache is locked and ended after: whoever cancels
/// holds the cancellation while it locks the cache, so the other way round would be a deadlock.
class GraphCache::WaitEnd {
 public:
  WaitEnd(GraphCache& cache, Cancellation& cancellation) : cancellation_(cancellation) {
    cancellation_.on_cancel([this, &cache] {
      const std::lock_guard lock(cache.mutex_);
      reached_ = true;
      cache.loaded_.notify_all();
    });
  }
  ~WaitEnd() { cancellation_.on_cancel({}); }
  WaitEnd(const WaitEnd&) = delete;
  WaitEnd& operator=(const WaitEnd&) = delete;

  /// Asked with the cache locked.
  bool reached() const { return reached_; }

 private:
  Cancellation& cancellation_;
  bool reached_ = false;
};

Result<GraphCache::Found> GraphCache::get_or_load(const std::string& key, Residence residence,
                                                  Cancellation& cancellation, const Loader& load) {
  const WaitEnd end(*this, cancellation);
  Graphs evicted;  // before the lock, so that they end after it: ending a graph may take long
  std::unique_lock lock(mutex_);
  for (;;) {
    Slot& slot = slots_[key];
    if (auto graph = slot.graph.lock()) {
      if (residence == Residence::WhileRoom) evicted = touch(key, graph);
      return Found{std::move(graph), true};
    }
    if (!slot.loading) {
      auto found = load_alone(lock, key, load);
      if (found && residence == Residence::WhileRoom) evicted = touch(key, found->graph);
      return found;
    }
    ++slot.waiting;
    loaded_.wait(lock, [&] { return !slot.loading || end.reached(); });
    --slot.waiting;
    if (slot.loading) return fail(ErrorCode::Timeout, "another guest is loading the same model and it took too long");
  }
}

bool GraphCache::drop_oldest_resident() {
  std::shared_ptr<const LoadedGraph> oldest;  // released after the lock: ending a graph may take long
  const std::lock_guard lock(mutex_);
  oldest = take_oldest();
  return oldest != nullptr;
}

void GraphCache::forget(std::string_view prefix) {
  Graphs forgotten;  // released after the lock: ending a graph may take long
  const std::lock_guard lock(mutex_);
  std::erase_if(residents_, [&](Resident& resident) {
    if (!resident.key.starts_with(prefix)) return false;
    resident_bytes_ -= resident.graph->model_bytes;
    forgotten.push_back(std::move(resident.graph));
    return true;
  });
}

Result<GraphCache::Found> GraphCache::load_alone(std::unique_lock<std::mutex>& lock, const std::string& key,
                                                 const Loader& load) {
  forget_dead_slots();
  Slot& slot = slots_[key];
  auto graph = [&] {
    const LoadingAlone alone(lock, slot.loading, loaded_);
    return load();
  }();
  if (!graph) return fail(std::move(graph).error());
  slot.graph = *graph;
  return Found{std::move(*graph), false};
}

GraphCache::Graphs GraphCache::touch(const std::string& key, const std::shared_ptr<const LoadedGraph>& graph) {
  const auto known =
      std::find_if(residents_.begin(), residents_.end(), [&](const Resident& resident) { return resident.key == key; });
  if (known != residents_.end()) {
    residents_.splice(residents_.begin(), residents_, known);
    return {};
  }
  if (graph->model_bytes > resident_limit_) return {};
  residents_.push_front({key, graph});
  resident_bytes_ += graph->model_bytes;
  Graphs evicted;
  while (resident_bytes_ > resident_limit_) evicted.push_back(take_oldest());
  return evicted;
}

std::shared_ptr<const LoadedGraph> GraphCache::take_oldest() {
  if (residents_.empty()) return nullptr;
  auto graph = std::move(residents_.back().graph);
  residents_.pop_back();
  resident_bytes_ -= graph->model_bytes;
  return graph;
}

void GraphCache::forget_dead_slots() {
  std::erase_if(slots_, [](const auto& entry) {
    const Slot& slot = entry.second;
    return !slot.loading && slot.waiting == 0 && slot.graph.expired();
  });
}

}  // namespace wasinn
