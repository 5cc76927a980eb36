// SPDX-License-Identifier: Apache-2.0
// Ports by name, and computations.
#include "abi/wit/context.h"

#include <utility>

#include "base/text.h"

namespace wasinn::wit {
namespace {

std::string asked_for(std::string_view name) { return "'" + printable(name) + "'"; }

}  // namespace

ContextResource::ContextResource(std::unique_ptr<Context> context)
    : context_(std::move(context)),
      input_names_(context_->inputs()),
      output_names_(context_->outputs()),
      bound_(input_names_.size()),
      input_views_(input_names_.size()) {}

Result<std::size_t> ContextResource::input(std::string_view name) const {
  if (const auto index = input_names_.find(name)) return *index;
  return fail(ErrorCode::InvalidArgument, context_->graph_text() + " has no input " + asked_for(name) +
                                              "; its inputs: " + input_names_.text());
}

Result<std::size_t> ContextResource::output(std::string_view name) const {
  const auto index = output_names_.find(name);
  if (!index) {
    return fail(ErrorCode::InvalidArgument, context_->graph_text() + " has no output " + asked_for(name) +
                                                "; its outputs: " + output_names_.text());
  }
  const Port& port = std::as_const(*context_).outputs()[*index];
  if (port.expressible()) return *index;
  return fail(ErrorCode::UnsupportedOperation, context_->graph_text() + ": output " + asked_for(name) + " is " +
                                                   port.text() + ", which wasi-nn tensors cannot express");
}

Error ContextResource::missing(const std::function<bool(std::size_t)>& has) const {
  std::string names;
  for (std::size_t i = 0; i < input_names_.size(); ++i) {
    if (!has(i)) names += (names.empty() ? "" : ", ") + asked_for(input_names_[i]);
  }
  return {ErrorCode::InvalidArgument, "compute on " + context_->graph_text() + ": no tensor for input " + names};
}

Error ContextResource::given_twice(std::string_view name) const {
  return {ErrorCode::InvalidArgument,
          "compute on " + context_->graph_text() + ": input " + asked_for(name) + " was given twice"};
}

std::string ContextResource::input_text(std::size_t index) const {
  return context_->graph_text() + ": input " + asked_for(input_names_[index]);
}

Result<void> ContextResource::compute(std::span<const TensorView> inputs) {
  outputs_.reset();
  answer_.reset();
  WASINN_ASSIGN(outputs_, context_->compute(inputs));
  return {};
}

Result<std::span<const TensorView>> ContextResource::step(std::span<const TensorView> inputs) {
  outputs_.reset();
  return context_->step(inputs);
}

Result<std::span<const TensorView>> ContextResource::outputs() const {
  if (outputs_) return *outputs_;
  return fail(ErrorCode::RuntimeError, context_->graph_text() + " has no outputs: call compute first");
}

}  // namespace wasinn::wit
