// SPDX-License-Identifier: Apache-2.0
// Copying tensors in and out, once each.
#include "abi/witx/staging.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace wasinn::witx {

StagedContext::StagedContext(std::unique_ptr<Context> context)
    : context_(std::move(context)),
      inputs_(context_->inputs().size()),
      views_(inputs_.size()),
      set_(inputs_.size(), false) {}

Result<void> StagedContext::set_input(Session& session, std::size_t index, const TensorView& tensor) {
  const std::size_t size = tensor.bytes.size();
  WASINN_ASSIGN(const MutableBytes bytes, inputs_[index].reserve(session, size));
  if (size > 0) std::memcpy(bytes.data(), tensor.bytes.data(), size);
  views_[index] = TensorView{tensor.type, tensor.shape, bytes};
  set_[index] = true;
  context_->copied_in(size);
  return {};
}

Result<void> StagedContext::compute() {
  const auto missing = std::find(set_.begin(), set_.end(), false);
  if (missing != set_.end()) {
    return fail(ErrorCode::InvalidArgument, "compute on " + context_->graph_text() + ": input " +
                                                std::to_string(missing - set_.begin()) + " was never set");
  }
  auto outputs = context_->compute(views_);
  if (!outputs && outputs.error().code == ErrorCode::Busy) return fail(std::move(outputs).error());
  outputs_.reset();
  if (!outputs) return fail(std::move(outputs).error());
  outputs_ = *outputs;
  return {};
}

BorrowedTensors& StagedContext::borrowed() {
  if (!borrowed_) borrowed_ = std::make_unique<BorrowedTensors>(*context_);
  return *borrowed_;
}

Result<void> StagedContext::infer(Session& session, std::size_t output_count, bool shared) {
  auto computed = borrowed_->compute(session, *context_, output_count, shared);
  if (computed || computed.error().code != ErrorCode::Busy) outputs_.reset();
  return computed;
}

Result<TensorView> StagedContext::output(std::size_t index) const {
  const auto ports = context_->outputs();
  if (index >= ports.size()) {
    return fail(ErrorCode::InvalidArgument, context_->graph_text() + " has " + std::to_string(ports.size()) +
                                                " outputs, and number " + std::to_string(index) + " was asked for");
  }
  if (!ports[index].expressible()) {
    return fail(ErrorCode::UnsupportedOperation, context_->graph_text() + ": output " + std::to_string(index) + " is " +
                                                     ports[index].text() + ", which wasi-nn tensors cannot express");
  }
  if (!outputs_) {
    return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no outputs: call compute first");
  }
  return (*outputs_)[index];
}

Result<std::uint64_t> StagedContext::copy_output(std::size_t index, MutableBytes to) {
  WASINN_ASSIGN(const TensorView found, output(index));
  const std::size_t size = found.bytes.size();
  if (size > to.size()) return size;
  if (size > 0) std::memcpy(to.data(), found.bytes.data(), size);
  context_->copied_out(size);
  return size;
}

}  // namespace wasinn::witx
