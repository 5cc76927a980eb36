// SPDX-License-Identifier: Apache-2.0
// Adding up what contexts counted.
#include "host/statistics.h"

#include <algorithm>
#include <utility>

namespace wasinn {

GraphCounts& GraphCounts::operator+=(const GraphCounts& other) noexcept {
  loads += other.loads;
  shared += other.shared;
  computes += other.computes;
  framework_ns += other.framework_ns;
  bytes_in += other.bytes_in;
  bytes_out += other.bytes_out;
  text += other.text;
  return *this;
}

GraphCounts ContextCounters::counts() const noexcept {
  GraphCounts counts;
  counts.computes = computes_.load(std::memory_order_relaxed);
  counts.framework_ns = framework_ns_.load(std::memory_order_relaxed);
  counts.bytes_in = bytes_in_.load(std::memory_order_relaxed);
  counts.bytes_out = bytes_out_.load(std::memory_order_relaxed);
  const auto text = [&](std::size_t i) { return text_[i].load(std::memory_order_relaxed); };
  counts.text = {text(0), text(1), text(2), text(3), text(4)};
  return counts;
}

void ContextCounters::wrote(const TextCounts& text) noexcept {
  const std::array counts = {text.prompt_tokens, text.cached_tokens, text.prompt_ns, text.answer_tokens, text.answer_ns};
  for (std::size_t i = 0; i < counts.size(); ++i) text_[i].store(counts[i], std::memory_order_relaxed);
}

GraphStatistics::GraphStatistics(std::string graph, std::string backend, std::string device)
    : past_{std::move(graph), std::move(backend), std::move(device), {}} {}

void GraphStatistics::loaded() noexcept {
  const std::lock_guard lock(mutex_);
  ++past_.counts.loads;
}

void GraphStatistics::shared() noexcept {
  const std::lock_guard lock(mutex_);
  ++past_.counts.shared;
}

void GraphStatistics::attach(const ContextCounters& counters) {
  const std::lock_guard lock(mutex_);
  present_.push_back(&counters);
}

void GraphStatistics::detach(const ContextCounters& counters) {
  const std::lock_guard lock(mutex_);
  past_.counts += counters.counts();
  std::erase(present_, &counters);
}

GraphReport GraphStatistics::report() const {
  const std::lock_guard lock(mutex_);
  GraphReport report = past_;
  for (const ContextCounters* counters : present_) report.counts += counters->counts();
  return report;
}

std::shared_ptr<GraphStatistics> StatisticsBook::row(const std::string& graph, const std::string& backend,
                                                     const std::string& device) {
  const std::string key = graph + '\n' + backend + '\n' + device;
  const std::lock_guard lock(mutex_);
  const auto known = std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.key == key; });
  if (known != rows_.end()) return known->statistics;
  while (rows_.size() >= kMostRows) {
    const auto unused = std::find_if(rows_.begin(), rows_.end(),
                                     [](const Row& row) { return row.statistics.use_count() == 1; });
    if (unused == rows_.end()) break;
    rows_.erase(unused);
  }
  rows_.push_back({key, std::make_shared<GraphStatistics>(graph, backend, device)});
  return rows_.back().statistics;
}

std::vector<GraphReport> StatisticsBook::report() const {
  const std::lock_guard lock(mutex_);
  std::vector<GraphReport> out;
  for (const Row& row : rows_) out.push_back(row.statistics->report());
  return out;
}

}  // namespace wasinn
