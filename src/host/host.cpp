// SPDX-License-Identifier: Apache-2.0
// Assembling the process-wide part.
#include "host/host.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "host/session.h"

namespace wasinn {
namespace {

/// How often the watchdog looks at least; computations that are given more time need not wake it.
std::chrono::nanoseconds usual_time(const Limits& limits) {
  constexpr std::uint64_t kAtMostMs = 60'000;
  return std::chrono::milliseconds(limits.compute_ms == 0 ? kAtMostMs : std::min(limits.compute_ms, kAtMostMs));
}

}  // namespace

Host::Host(HostOptions options)
    : options_(std::move(options)),
      model_bytes_("model bytes of the process", options_.limits.process_model_bytes),
      graphs_(options_.limits.resident_model_bytes),
      watchdog_(usual_time(options_.limits)) {}

Result<void> Host::add_graph(NamedGraph graph) {
  WASINN_ASSIGN(const NamedGraphs::Entry entry, named_graphs_.add(std::move(graph)));
  tell_of(*entry);
  return {};
}

Result<void> Host::set_graph(NamedGraph graph) {
  WASINN_ASSIGN(const NamedGraphs::Change change, named_graphs_.put(std::move(graph)));
  follow(change);
  return {};
}

Result<void> Host::remove_graph(std::string_view name) {
  WASINN_ASSIGN(const NamedGraphs::Entry entry, named_graphs_.remove(name));
  graphs_.forget(entry->cache_key());
  return {};
}

Result<void> Host::set_graphs(std::vector<NamedGraph> graphs) {
  WASINN_ASSIGN(const NamedGraphs::Change change, named_graphs_.replace(std::move(graphs)));
  follow(change);
  return {};
}

NamedGraphs::Entry Host::find_graph(std::string_view name) {
  NamedGraphs::Entry entry = named_graphs_.find(name);
  if (entry != nullptr || !resolver_ || !is_graph_name(name)) return entry;
  return resolver_(*this, name) ? named_graphs_.find(name) : nullptr;
}

void Host::follow(const NamedGraphs::Change& change) {
  for (const NamedGraphs::Entry& entry : change.came) tell_of(*entry);
  for (const NamedGraphs::Entry& entry : change.left) graphs_.forget(entry->cache_key());
}

void Host::tell_of(const GraphEntry& entry) const {
  const auto usable = entry.check();
  if (usable) return;
  log(LogLevel::Warning, "graph '" + entry.graph().name + "': " + usable.error().message + "; loading it will fail");
}

std::shared_ptr<Session> Host::new_session(Clock::time_point deadline) {
  return std::make_shared<Session>(*this, deadline);
}

void Host::log(LogLevel level, std::string_view text) const {
  if (options_.log) options_.log(level, text);
}

bool Host::tell_guest_failure(std::string_view function, const Error& error) const {
  if (!options_.guest_failure) return false;
  options_.guest_failure(function, error);
  return true;
}

}  // namespace wasinn
