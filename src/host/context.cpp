// SPDX-License-Identifier: Apache-2.0
// One inference: deadline, framework, bookkeeping.
#include "host/context.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "backend/answer_end.h"
#include "base/text.h"

namespace wasinn {
namespace {

Clock::time_point compute_deadline(Clock::time_point now, const Limits& limits, Clock::time_point session_deadline) {
  if (limits.compute_ms == 0) return session_deadline;
  return std::min(session_deadline, after_ms(now, limits.compute_ms));
}

/// A computation that has begun; its destructor ends it when a backend throws, so that the context does not stay busy.
class Running {
 public:
  Running(WatchedRun& run, ExecutionContext& execution) : run_(run), execution_(execution) {}
  ~Running() {
    if (!ended_) undisturbed();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  /// Ends it. False when it was interrupted; the next computation may run all the same.
  bool undisturbed() noexcept {
    ended_ = true;
    return run_.end([this] { execution_.clear_cancel(); }) == WatchedRun::End::Undisturbed;
  }

 private:
  WatchedRun& run_;
  ExecutionContext& execution_;
  bool ended_ = false;
};

}  // namespace

Context::Context(Parts parts, Watchdog& watchdog)
    : parts_(std::move(parts)),
      inputs_(graph().inputs()),
      outputs_(graph().outputs()),
      streams_(graph().info().streams),
      run_(watchdog, [this] { parts_.execution->cancel(); }) {
  parts_.statistics->attach(counters_);
  parts_.activity->add(run_);
}

Context::~Context() {
  parts_.activity->remove(run_);
  parts_.statistics->detach(counters_);
}

Result<void> Context::check_input(std::size_t index, const TensorView& tensor) const {
  if (index >= inputs().size()) {
    return fail(ErrorCode::InvalidArgument, graph_text() + " has " + std::to_string(inputs().size()) +
                                                " inputs, and number " + std::to_string(index) + " was given");
  }
  const Port& port = inputs()[index];
  auto accepted = port.accept(tensor.type, tensor.shape);
  if (!accepted) {
    return fail(std::move(accepted).error().within(graph_text() + ": input " + std::to_string(index) +
                                                   (port.name.empty() ? "" : " '" + printable(port.name) + "'")));
  }
  if (tensor.bytes.size() > parts_.limits.tensor_size) {
    return fail(ErrorCode::TooLarge, "a tensor of " + std::to_string(tensor.bytes.size()) +
                                         " bytes was given; at most " + std::to_string(parts_.limits.tensor_size) +
                                         " are allowed");
  }
  return {};
}

Result<std::span<const TensorView>> Context::compute(std::span<const TensorView> inputs) {
  return compute_into(inputs, {});
}

Result<std::span<const TensorView>> Context::compute_into(std::span<const TensorView> inputs,
                                                          std::span<const MutableBytes> places) {
  WASINN_TRY(check_count(inputs));
  return watched(Counted::Computation, [&]() -> Result<std::span<const TensorView>> {
    stepping_ = false;
    auto outputs = places.empty() ? parts_.execution->compute(inputs) : parts_.execution->compute_into(inputs, places);
    if (outputs) WASINN_TRY(charge_outputs(*outputs, places));
    return outputs;
  });
}

Result<std::span<const TensorView>> Context::step(std::span<const TensorView> inputs) {
  WASINN_TRY(check_count(inputs));
  Counted counted = Counted::Nothing;
  return watched(counted, [&]() -> Result<std::span<const TensorView>> {
    counted = stepping_ ? Counted::Time : Counted::Computation;
    auto outputs = parts_.execution->step(inputs);
    stepping_ = outputs || is_answer_end(outputs.error().code);
    if (outputs) WASINN_TRY(charge_outputs(*outputs, {}));
    return outputs;
  });
}

void Context::finish() noexcept {
  stepping_ = false;
  parts_.execution->finish();
}

Result<TensorView> Context::preview(std::span<const TensorView> inputs, std::size_t index) {
  WASINN_TRY(check_count(inputs));
  return watched(Counted::Nothing, [&] { return parts_.execution->preview(inputs, index); });
}

Result<void> Context::check_count(std::span<const TensorView> inputs) const {
  if (inputs.size() == this->inputs().size() && inputs.size() <= parts_.limits.inputs) return {};
  return fail(ErrorCode::InvalidArgument,
              graph_text() + " takes " + std::to_string(this->inputs().size()) + " inputs (at most " +
                  std::to_string(parts_.limits.inputs) + " are served), got " + std::to_string(inputs.size()));
}

template <class Work>
auto Context::watched(const Counted& counted, const Work& work) -> decltype(work()) {
  const Clock::time_point start = Clock::now();
  if (!run_.begin(compute_deadline(start, parts_.limits, parts_.activity->deadline))) {
    return fail(ErrorCode::Busy, "another thread is computing on the same execution context");
  }
  Running running(run_, *parts_.execution);
  // Asked after `begin`: a close before it shows here, and one after it interrupts the run.
  const auto open = parts_.activity->check_open();
  auto result = open ? work() : decltype(work())(fail(open.error()));
  const Clock::time_point end = Clock::now();
  count(counted, end - start);
  if (!running.undisturbed()) result = fail(stopped(end));
  if (result) [[likely]] return result;
  return fail(std::move(result).error().within("compute on " + graph_text()));
}

void Context::count(Counted counted, Clock::duration spent) noexcept {
  if (counted == Counted::Nothing) return;
  counters_.computed(counted == Counted::Computation, static_cast<std::uint64_t>(std::chrono::nanoseconds(spent).count()));
  if (streams()) counters_.wrote(parts_.execution->text_counts());
}

Error Context::stopped(Clock::time_point now) const {
  const auto open = parts_.activity->check_open();
  if (!open) return open.error();
  if (now >= parts_.activity->deadline) {
    parts_.activity->note_interrupted("compute on " + graph_text());
    return {ErrorCode::Timeout, "the guest's time is over"};
  }
  return {ErrorCode::Timeout, "it ran longer than " + std::to_string(parts_.limits.compute_ms) + " ms and was stopped"};
}

Result<void> Context::charge_outputs(std::span<const TensorView> outputs, std::span<const MutableBytes> places) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const bool lent = i < places.size() && outputs[i].bytes.data() == places[i].data();
    bytes += lent ? 0 : outputs[i].bytes.size();
  }
  if (bytes == output_bytes_.amount()) return {};
  output_bytes_ = Reservation();
  auto reserved = parts_.tensor_bytes.reserve(bytes);
  if (!reserved) return fail(std::move(reserved).error().within("its outputs"));
  output_bytes_ = std::move(*reserved);
  return {};
}

}  // namespace wasinn
