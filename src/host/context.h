// SPDX-License-Identifier: Apache-2.0
// Context: an execution context as one guest holds it, with its checks, its deadline and its counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "backend/backend.h"
#include "base/result.h"
#include "host/session_activity.h"
#include "host/statistics.h"
#include "host/watchdog.h"
#include "policy/limits.h"
#include "policy/quota.h"
#include "registry/loaded_graph.h"

namespace wasinn {

/// Room for one tensor in a session's quotas; its destructor gives it back. Move-only.
struct TensorRoom {
  Reservation count;
  Reservation bytes;
};

/// Inferences of one guest on one graph, which it keeps alive. One thread at a time: a second one gets Busy.
class Context {
 public:
  /// What a context is made of; see Session::create_context.
  struct Parts {
    Reservation count;
    std::shared_ptr<const Reservation> model_bytes;  ///< of the guest, as long as the model is alive; may be empty
    std::shared_ptr<const LoadedGraph> loaded;
    std::shared_ptr<GraphStatistics> statistics;
    std::shared_ptr<SessionActivity> activity;
    std::unique_ptr<ExecutionContext> execution;
    Quota tensor_bytes;  ///< of the session, for outputs
    Limits limits;
  };

  Context(Parts parts, Watchdog& watchdog);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Graph& graph() const noexcept { return *parts_.loaded->graph; }
  std::span<const Port> inputs() const noexcept { return inputs_; }
  std::span<const Port> outputs() const noexcept { return outputs_; }

  /// Whether the graph's outputs come in pieces too.
  bool streams() const noexcept { return streams_; }

  /// Whether `tensor`, which is as large as its shape says, can be input `index`. Errors: InvalidArgument, TooLarge
  /// (one tensor's limit), UnsupportedOperation.
  Result<void> check_input(std::size_t index, const TensorView& tensor) const;

  /// Runs the graph once; see ExecutionContext::compute. Every tensor was accepted by `check_input`.
  /// Errors: InvalidArgument (number of inputs), Busy, Timeout, TooLarge (outputs over the quota), RuntimeError,
  /// UnsupportedOperation. After an error the next call works as if this one had not been made.
  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs);

  /// The same with memory of the guest's for the outputs; see ExecutionContext::compute_into. Outputs that lie there are
  /// not charged.
  Result<std::span<const TensorView>> compute_into(std::span<const TensorView> inputs,
                                                   std::span<const MutableBytes> places);

  /// The next piece of the outputs alone; see ExecutionContext::step. Deadlines hold for each piece; all pieces together
  /// count as one computation.
  /// Only when `streams`. Errors: those of `compute`, EndOfSequence.
  Result<std::span<const TensorView>> step(std::span<const TensorView> inputs);

  /// Ends what `step` began. Only when `streams`.
  void finish() noexcept;

  /// What is known of output `index` before a computation with `inputs`, which were accepted. Only when `streams`.
  /// Errors: RuntimeError (nothing is), those of `compute`.
  Result<TensorView> preview(std::span<const TensorView> inputs, std::size_t index);

  /// What a computation that ended with ContextFull gave until then, and what is known at the end of `step`.
  std::span<const TensorView> partial() const noexcept { return parts_.execution->partial(); }

  /// Gives back the guest's place for a context, when the guest has dropped it and only its outputs are still read.
  void retire() noexcept { parts_.count = Reservation(); }

  /// For the statistics: bytes that the guest ABI copied.
  void copied_in(std::uint64_t bytes) noexcept { counters_.copied_in(bytes); }
  void copied_out(std::uint64_t bytes) noexcept { counters_.copied_out(bytes); }

  /// "graph 'digits'", for messages.
  std::string graph_text() const { return "graph '" + parts_.loaded->label + "'"; }

 private:
  Result<void> check_count(std::span<const TensorView> inputs) const;
  /// What a call of the framework counts as.
  enum class Counted : std::uint8_t { Nothing, Time, Computation };
  /// Calls the framework, by `work`, until a deadline or the end of the session. `counted` is read after it.
  template <class Work>
  auto watched(const Counted& counted, const Work& work) -> decltype(work());
  void count(Counted counted, Clock::duration spent) noexcept;
  Error stopped(Clock::time_point now) const;
  Result<void> charge_outputs(std::span<const TensorView> outputs, std::span<const MutableBytes> places);

  Parts parts_;
  const std::span<const Port> inputs_;  // the graph's own, asked for once
  const std::span<const Port> outputs_;
  const bool streams_;
  ContextCounters counters_;
  Reservation output_bytes_;
  WatchedRun run_;
  bool stepping_ = false;  // the next step goes on
};

}  // namespace wasinn
