// SPDX-License-Identifier: Apache-2.0
// Contexts, buffers and the clock of the native side.
#include "cli/bench_native.h"

#include <chrono>
#include <cstring>
#include <memory>
#include <span>
#include <utility>

namespace wasinn::cli {
namespace {

void copy(ByteView from, MutableBytes to) {
  if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
}

/// What one measurement works on.
class NativeRun {
 public:
  static Result<NativeRun> create(std::unique_ptr<Context> context, const NativeSide& side) {
    NativeRun run(std::move(context), side.inputs());
    for (const TensorView& input : side.inputs()) {
      WASINN_ASSIGN(Tensor own, Tensor::copy_of(input));
      run.own_views_.push_back(own.view());
      run.own_inputs_.push_back(std::move(own));
    }
    for (const auto& size : side.output_sizes()) {
      WASINN_ASSIGN(TensorBuffer own, TensorBuffer::allocate(size.value_or(0)));
      run.places_.push_back(own.bytes());
      run.own_outputs_.push_back(std::move(own));
    }
    return run;
  }

  Result<void> infer(BenchWay way) { return way == BenchWay::OneCall ? in_place() : with_copies(); }

 private:
  NativeRun(std::unique_ptr<Context> context, const std::vector<TensorView>& inputs)
      : context_(std::move(context)), inputs_(inputs) {}

  Result<void> with_copies() {
    for (std::size_t i = 0; i < inputs_.size(); ++i) copy(inputs_[i].bytes, own_inputs_[i].bytes());
    WASINN_ASSIGN(const auto outputs, context_->compute(own_views_));
    return take(outputs);
  }

  Result<void> in_place() {
    WASINN_ASSIGN(const auto outputs, context_->compute_into(inputs_, places_));
    return take(outputs);
  }

  /// Copies the outputs that do not lie in their places.
  Result<void> take(std::span<const TensorView> outputs) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const ByteView bytes = outputs[i].bytes;
      if (bytes.size() != places_[i].size()) {
        return fail(ErrorCode::UnsupportedOperation,
                    "output " + std::to_string(i) + " changes its size from run to run, so it cannot be compared");
      }
      if (bytes.data() != places_[i].data()) copy(bytes, places_[i]);
    }
    return {};
  }

  std::unique_ptr<Context> context_;
  std::vector<TensorView> inputs_;
  std::vector<Tensor> own_inputs_;
  std::vector<TensorView> own_views_;
  std::vector<TensorBuffer> own_outputs_;
  std::vector<MutableBytes> places_;
};

}  // namespace

NativeSide::NativeSide(Session& session, GuestGraph graph, std::vector<TensorView> inputs)
    : session_(&session), graph_(std::move(graph)), inputs_(std::move(inputs)) {}

Result<NativeSide> NativeSide::create(Session& session, GuestGraph graph, std::vector<TensorView> inputs) {
  NativeSide side(session, std::move(graph), std::move(inputs));
  WASINN_ASSIGN(const auto context, session.create_context(side.graph_));
  for (std::size_t i = 0; i < side.inputs_.size(); ++i) WASINN_TRY(context->check_input(i, side.inputs_[i]));
  WASINN_ASSIGN(const auto outputs, context->compute(side.inputs_));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    side.output_sizes_.emplace_back();
    if (!context->outputs()[i].expressible()) continue;
    side.output_sizes_.back() = outputs[i].bytes.size();
    side.output_bytes_ += text_of(outputs[i].bytes);
  }
  return side;
}

Result<double> NativeSide::measure(BenchWay way, const BenchPlan& plan) const {
  WASINN_ASSIGN(auto context, session_->create_context(graph_));
  WASINN_ASSIGN(NativeRun run, NativeRun::create(std::move(context), *this));
  for (std::uint64_t i = 0; i < plan.warmup; ++i) WASINN_TRY(run.infer(way));
  const auto began = std::chrono::steady_clock::now();
  for (std::uint64_t i = 0; i < plan.iterations; ++i) WASINN_TRY(run.infer(way));
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - began;
  return taken.count() / static_cast<double>(plan.iterations);
}

}  // namespace wasinn::cli
