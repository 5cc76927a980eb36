// SPDX-License-Identifier: Apache-2.0
// Host: what all guests of one process share. It makes the sessions that guests work through.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "host/statistics.h"
#include "host/watchdog.h"
#include "policy/limits.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "registry/backend_registry.h"
#include "registry/graph_cache.h"
#include "registry/named_graphs.h"

namespace wasinn {

class Host;
class Session;

/// Receives what went wrong in a guest's call: the function of the guest ABI ("load_by_name") and why. Called on the
/// guest's thread; otherwise as a LogSink.
using GuestFailureSink = std::function<void(std::string_view function, const Error& error)>;

/// Asked for the name of a graph that no list has: it may add the graph to the host and say true. Called on the guest's
/// thread, perhaps by several at once.
using GraphResolver = std::function<bool(Host& host, std::string_view name)>;

/// What a host is made of. A plain value.
struct HostOptions {
  Limits limits;
  Policy policy;
  LogSink log;                       ///< may be empty
  GuestFailureSink guest_failure{};  ///< told of guests' calls that fail, in place of the log; empty: the log is
};

/// The process-wide part: backends, graphs, limits, policy, statistics and the watchdog. It outlives its sessions and
/// everything that they hand out. After `add_backend` and `set_resolver` all functions may be called from any thread.
class Host {
 public:
  explicit Host(HostOptions options);

  /// Adds a backend after those that are there. Before the first session only. Errors: InvalidArgument.
  Result<void> add_backend(BackendSource source) { return backends_.add(std::move(source)); }

  /// Gives a name to a model, also while guests run. A file that is missing is a warning in the log now and an error
  /// when a guest asks for the graph. Errors: InvalidArgument (not a name, taken, no part, not a digest).
  Result<void> add_graph(NamedGraph graph);

  /// As `add_graph`, in the place of a graph that has the name; for that one, what `remove_graph` says.
  Result<void> set_graph(NamedGraph graph);

  /// Takes a name away: later loads do not find it. Who holds its graph keeps it; else its memory is given back before
  /// this returns, which may take long. Errors: NotFound.
  Result<void> remove_graph(std::string_view name);

  /// Makes `graphs` the whole list of named graphs in one step, also while guests run; a load sees the list as it was
  /// before or as it is after. A graph that is as it was, files included, stays loaded. For others, and for names that
  /// left, what `remove_graph` says. Errors: InvalidArgument (as `add_graph`; the message says which entry); then
  /// nothing has changed.
  Result<void> set_graphs(std::vector<NamedGraph> graphs);

  /// Who is asked for names that are not in the list. Before the first session only.
  void set_resolver(GraphResolver resolver) { resolver_ = std::move(resolver); }

  /// The graph of that name, if need be from the resolver; nullptr when there is none.
  NamedGraphs::Entry find_graph(std::string_view name);

  /// A session for one guest, which must end at `deadline` at the latest.
  std::shared_ptr<Session> new_session(Clock::time_point deadline = kNever);

  const BackendRegistry& backends() const noexcept { return backends_; }
  const NamedGraphs& named_graphs() const noexcept { return named_graphs_; }
  const Limits& limits() const noexcept { return options_.limits; }
  const Policy& policy() const noexcept { return options_.policy; }
  Watchdog& watchdog() noexcept { return watchdog_; }

  /// The counts of one graph; made when there are none.
  std::shared_ptr<GraphStatistics> statistics_row(const std::string& graph, const std::string& backend,
                                                  const std::string& device) {
    return statistics_.row(graph, backend, device);
  }

  /// What happened with each graph so far.
  std::vector<GraphReport> report() const { return statistics_.report(); }

  /// Model bytes that are loaded in the process now.
  std::uint64_t model_bytes() const noexcept { return model_bytes_.used(); }

  /// Writes a log line to the owner's sink.
  void log(LogLevel level, std::string_view text) const;

  /// Tells the owner's sink of a guest's call that failed. False when there is none, so that the caller may log it.
  bool tell_guest_failure(std::string_view function, const Error& error) const;

 private:
  friend class GraphLoader;

  void tell_of(const GraphEntry& entry) const;
  void follow(const NamedGraphs::Change& change);

  const HostOptions options_;
  StatisticsBook statistics_;
  Quota model_bytes_;
  BackendRegistry backends_;
  NamedGraphs named_graphs_;
  GraphResolver resolver_;
  GraphCache graphs_;
  Watchdog watchdog_;
};

}  // namespace wasinn
