// SPDX-License-Identifier: Apache-2.0
// GraphLoader: the way from a guest's wish to a loaded graph: format, policy, backend, target, deadline, cache.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "backend/backend.h"
#include "base/result.h"
#include "format/format.h"
#include "host/guest_options.h"
#include "host/host.h"
#include "host/session_activity.h"

namespace wasinn {

/// Loads graphs for one session. Cheap to make; one thread at a time.
class GraphLoader {
 public:
  GraphLoader(Host& host, SessionActivity& activity) : host_(host), activity_(activity) {}

  /// See Session::load. Quotas of the session are the caller's.
  Result<GraphCache::Found> load_bytes(std::span<const ByteView> parts, const EncodingRequest& encoding,
                                       ExecutionTarget target);

  /// See Session::load_by_name. The entry may leave the list meanwhile.
  Result<GraphCache::Found> load_named(const GraphEntry& entry, const GuestOptions& options);

 private:
  /// Who will load what, and how.
  struct Plan {
    std::string label;
    Encoding encoding;
    std::shared_ptr<const Backend> backend;
    LoadOptions options;
  };

  Result<Plan> plan(std::span<const ByteView> parts, const EncodingRequest& request, ExecutionTarget target,
                    ModelOrigin origin) const;
  Result<std::shared_ptr<const LoadedGraph>> load(const Plan& plan, std::span<const ModelPart> parts,
                                                  Cancellation& cancellation);

  /// What the backend of a named graph is told beyond target and threads: a JSON object, or nothing.
  Result<std::string> backend_options(const GraphEntry& entry, const GuestOptions& options) const;

  using CancellableLoad = std::function<Result<GraphCache::Found>(Cancellation&)>;
  /// Runs `load`, be it a load or a wait for another guest's, until the deadline or the end of the session.
  Result<GraphCache::Found> in_time(const std::string& label, const CancellableLoad& load);
  Error stopped(const std::string& label) const;
  Result<Reservation> reserve_process_bytes(std::uint64_t bytes);
  Clock::time_point deadline() const;

  Host& host_;
  SessionActivity& activity_;
};

}  // namespace wasinn
