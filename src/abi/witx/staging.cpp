// SPDX-License-Identifier: Apache-2.0
// Copying tensors in and out, once each.
#include "abi/witx/staging.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "abi/left_out.h"
#include "backend/answer_end.h"

namespace wasinn::witx {

StagedContext::StagedContext(std::unique_ptr<Context> context)
    : context_(std::move(context)), inputs_(context_->inputs().size()), views_(inputs_.size()) {
  for (const Port& port : context_->inputs()) {
    // One that may be left out is an empty tensor from the beginning.
    if (port.optional) views_[set_.size()] = left_out(port);
    set_.push_back(port.optional);
  }
}

Result<void> StagedContext::set_input(Session& session, std::size_t index, const TensorView& tensor) {
  const std::size_t size = tensor.bytes.size();
  WASINN_ASSIGN(const MutableBytes bytes, inputs_[index].reserve(session, size));
  if (size > 0) std::memcpy(bytes.data(), tensor.bytes.data(), size);
  views_[index] = TensorView{tensor.type, tensor.shape, bytes};
  set_[index] = true;
  context_->copied_in(size);
  if (context_->streams()) {
    // Guests ask what is known of the outputs for this input before they compute, and not all of them end what they step.
    finish();
    outputs_.reset();
  }
  return {};
}

Result<void> StagedContext::check_set() const {
  const auto missing = std::find(set_.begin(), set_.end(), false);
  if (missing == set_.end()) return {};
  return fail(ErrorCode::InvalidArgument, "compute on " + context_->graph_text() + ": input " +
                                              std::to_string(missing - set_.begin()) + " was never set");
}

Result<void> StagedContext::check_streams() const {
  if (context_->streams()) return {};
  return fail(ErrorCode::UnsupportedOperation,
              context_->graph_text() + " does not stream; use compute and get_output");
}

Result<void> StagedContext::compute() {
  WASINN_TRY(check_set());
  auto outputs = context_->compute(views_);
  if (!outputs && outputs.error().code == ErrorCode::Busy) return fail(std::move(outputs).error());
  outputs_.reset();
  pieces_.reset();
  if (!outputs && outputs.error().code == ErrorCode::ContextFull) outputs_ = context_->partial();
  if (!outputs) return fail(std::move(outputs).error());
  outputs_ = *outputs;
  return {};
}

Result<void> StagedContext::step() {
  WASINN_TRY(check_set());
  auto pieces = context_->step(views_);
  if (!pieces && pieces.error().code == ErrorCode::Busy) return fail(std::move(pieces).error());
  outputs_.reset();
  pieces_.reset();
  if (!pieces && is_answer_end(pieces.error().code)) pieces_ = context_->partial();
  if (!pieces) return fail(std::move(pieces).error());
  pieces_ = *pieces;
  return {};
}

void StagedContext::finish() noexcept {
  context_->finish();
  pieces_.reset();
}

BorrowedTensors& StagedContext::borrowed() {
  if (!borrowed_) borrowed_ = std::make_unique<BorrowedTensors>(*context_);
  return *borrowed_;
}

Result<void> StagedContext::infer(Session& session, std::size_t output_count, bool shared) {
  auto computed = borrowed_->compute(session, *context_, output_count, shared);
  if (computed || computed.error().code != ErrorCode::Busy) {
    outputs_.reset();
    pieces_.reset();
  }
  return computed;
}

Result<void> StagedContext::check_output(std::size_t index) const {
  const auto ports = std::as_const(*context_).outputs();
  if (index >= ports.size()) {
    return fail(ErrorCode::InvalidArgument, context_->graph_text() + " has " + std::to_string(ports.size()) +
                                                " outputs, and number " + std::to_string(index) + " was asked for");
  }
  if (ports[index].expressible()) return {};
  return fail(ErrorCode::UnsupportedOperation, context_->graph_text() + ": output " + std::to_string(index) + " is " +
                                                   ports[index].text() + ", which wasi-nn tensors cannot express");
}

Result<TensorView> StagedContext::output(std::size_t index) {
  WASINN_TRY(check_output(index));
  if (outputs_) return (*outputs_)[index];
  if (context_->streams() && check_set()) return context_->preview(views_, index);
  return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no outputs: call compute first");
}

Result<TensorView> StagedContext::piece(std::size_t index) const {
  WASINN_TRY(check_output(index));
  if (pieces_) return (*pieces_)[index];
  return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no piece of its outputs: call compute_single first");
}

std::uint64_t StagedContext::copy(const TensorView& tensor, MutableBytes to) {
  const std::size_t size = tensor.bytes.size();
  if (size > to.size()) return size;
  if (size > 0) std::memcpy(to.data(), tensor.bytes.data(), size);
  context_->copied_out(size);
  return size;
}

}  // namespace wasinn::witx
