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
  welcome(*entry);
  return {};
}

Result<void> Host::remove_graph(std::string_view name) {
  WASINN_ASSIGN(const NamedGraphs::Entry entry, named_graphs_.remove(name));
  part_from(*entry);
  return {};
}

Result<void> Host::set_graphs(std::vector<NamedGraph> graphs) {
  WASINN_ASSIGN(const NamedGraphs::Change change, named_graphs_.replace(std::move(graphs)));
  for (const NamedGraphs::Entry& entry : change.came) welcome(*entry);
  for (const NamedGraphs::Entry& entry : change.left) part_from(*entry);
  return {};
}

void Host::welcome(const GraphEntry& entry) const {
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
