// SPDX-License-Identifier: Apache-2.0
// Session: what one guest may do and has in use. Policy, quotas and deadlines are enforced here and nowhere else.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "backend/backend.h"
#include "base/result.h"
#include "host/context.h"
#include "host/guest_options.h"
#include "host/host.h"
#include "policy/quota.h"

namespace wasinn {

/// A graph as one guest holds it; its destructor gives the guest's quota back. Move-only.
struct GuestGraph {
  Reservation count;
  std::shared_ptr<const Reservation> model_bytes;  ///< given back when the last context has ended too
  std::shared_ptr<const LoadedGraph> loaded;
  std::shared_ptr<GraphStatistics> statistics;

  const Graph& graph() const noexcept { return *loaded->graph; }
};

/// One guest's access to the host. Guest ABIs hold what it hands out in their own tables of handles.
/// One thread at a time, but for `close`. Everything handed out may outlive the session, but not the host.
class Session {
 public:
  /// Use Host::new_session.
  Session(Host& host, Clock::time_point deadline);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Loads a model from the guest's bytes, which are read during the call only.
  /// Errors: InvalidArgument (number or size of parts), InvalidEncoding (not that format, unknown, no backend),
  /// Security (the operator forbids it), NamesHostFile, UnsupportedOperation (target, operator), TooLarge (a quota),
  /// Timeout, RuntimeError.
  Result<GuestGraph> load(std::span<const ByteView> parts, const EncodingRequest& encoding, ExecutionTarget target);

  /// Loads the operator's model of that name. Errors: InvalidArgument (not a name at all), NotFound, TooLarge, Timeout,
  /// UnsupportedOperation, RuntimeError (its file is missing, changed or broken).
  Result<GuestGraph> load_by_name(std::string_view name, const GuestOptions& options = {});

  /// Reads the options that a guest gives with a name. Errors: InvalidArgument, NamesHostFile.
  Result<GuestOptions> parse_options(std::string_view json) const;

  /// A fresh context on `graph`, which it keeps alive. Errors: TooLarge, RuntimeError.
  Result<std::unique_ptr<Context>> create_context(const GuestGraph& graph);

  /// Where text of language models goes as it comes when the guest's options ask for that (`stream-stdout`), for contexts
  /// that are made from now on; empty: nowhere.
  void show_text_to(TextSink sink) { text_sink_ = std::move(sink); }

  /// Room for a tensor of `byte_size` bytes that the guest will hold. Errors: TooLarge.
  Result<TensorRoom> reserve_tensor(std::uint64_t byte_size);

  /// Ends what is running and refuses all further loads and computations with RuntimeError. Any thread; does not wait.
  void close() noexcept;
  bool closed() const noexcept { return activity_->closed(); }

  /// When the guest as a whole must have ended; kNever if there is no such moment.
  Clock::time_point deadline() const noexcept { return activity_->deadline; }

  /// When the session was made.
  Clock::time_point began() const noexcept { return activity_->began; }

  /// What the guest was doing when its deadline passed, for people: "compute on graph 'slow'"; empty: running itself.
  std::string interrupted_in() const;

  Host& host() noexcept { return host_; }
  const Limits& limits() const noexcept { return host_.limits(); }

  /// What is in use now; all zero when everything handed out has ended.
  struct Usage {
    std::uint64_t graphs, contexts, tensors, model_bytes, tensor_bytes;
    friend bool operator==(const Usage&, const Usage&) = default;
  };
  Usage usage() const noexcept;

 private:
  Result<GuestGraph> hold(Reservation count, Result<GraphCache::Found> found);

  Host& host_;
  Quota graphs_;
  Quota contexts_;
  Quota tensors_;
  Quota model_bytes_;
  Quota tensor_bytes_;
  std::shared_ptr<SessionActivity> activity_;
  TextSink text_sink_;
};

}  // namespace wasinn
