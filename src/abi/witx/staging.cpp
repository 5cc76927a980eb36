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
    unset_ += port.optional ? 0 : 1;
  }
}

Result<void> StagedContext::set_input(Session& session, std::size_t index, const TensorView& tensor,
                                      const TensorForm& form) {
  Input& input = inputs_[index];
  WASINN_ASSIGN(const MutableBytes bytes, input.buffer.reserve(session, tensor.bytes.size()));
  views_[index] = TensorView{tensor.type, tensor.shape, bytes};
  input.form = form;
  unset_ -= set_[index] ? 0 : 1;
  set_[index] = true;
  take(index, tensor.bytes);
  return {};
}

bool StagedContext::set_again(const GuestMemory& memory, std::size_t index, std::uint32_t pointer) {
  if (index >= inputs_.size()) return false;
  const auto data = read_tensor_like(inputs_[index].form, memory, pointer);
  if (data) take(index, *data);
  return data.has_value();
}

void StagedContext::take(std::size_t index, ByteView from) {
  if (!from.empty()) std::memcpy(inputs_[index].buffer.first(from.size()).data(), from.data(), from.size());
  context_->copied_in(from.size());
  if (context_->streams()) {
    // Guests ask what is known of the outputs for this input before they compute, and not all of them end what they step.
    finish();
    outputs_.reset();
  }
}

Result<void> StagedContext::check_set() const {
  if (unset_ == 0) return {};
  const auto missing = std::find(set_.begin(), set_.end(), false);
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
  const auto ports = context_->outputs();
  if (index < ports.size() && ports[index].expressible()) [[likely]] return {};
  if (index >= ports.size()) {
    return fail(ErrorCode::InvalidArgument, context_->graph_text() + " has " + std::to_string(ports.size()) +
                                                " outputs, and number " + std::to_string(index) + " was asked for");
  }
  return fail(ErrorCode::UnsupportedOperation, context_->graph_text() + ": output " + std::to_string(index) + " is " +
                                                   ports[index].text() + ", which wasi-nn tensors cannot express");
}

Result<ByteView> StagedContext::output(std::size_t index) {
  WASINN_TRY(check_output(index));
  if (outputs_) [[likely]] return (*outputs_)[index].bytes;
  if (context_->streams() && check_set()) {
    return context_->preview(views_, index).map([](const TensorView& known) { return known.bytes; });
  }
  return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no outputs: call compute first");
}

Result<ByteView> StagedContext::piece(std::size_t index) const {
  WASINN_TRY(check_output(index));
  if (pieces_) return (*pieces_)[index].bytes;
  return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no piece of its outputs: call compute_single first");
}

std::uint64_t StagedContext::copy(ByteView output, MutableBytes to) {
  const std::size_t size = output.size();
  if (size > to.size()) return size;
  if (size > 0) std::memcpy(to.data(), output.data(), size);
  context_->copied_out(size);
  return size;
}

}  // namespace wasinn::witx
