// SPDX-License-Identifier: Apache-2.0
// ContextResource: a `graph-execution-context` of a component guest.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/wit/port_names.h"
#include "abi/wit/resource_table.h"
#include "base/result.h"
#include "host/context.h"
#include "tensor/tensor.h"

namespace wasinn::wit {

/// The answer of a language model that a guest has begun. A plain value.
struct TextAnswer {
  std::string piece;         ///< what the guest was not given yet, UTF-8
  std::string metadata;      ///< what the model said of it last
  std::optional<Error> end;  ///< why there are no more pieces: EndOfSequence, or a failure
};

/// A context with the tensors bound to its inputs, by their numbers, and the outputs of its last computation. One
/// thread at a time.
class ContextResource {
 public:
  explicit ContextResource(std::unique_ptr<Context> context);

  Context& context() noexcept { return *context_; }
  const PortNames& input_names() const noexcept { return input_names_; }
  const PortNames& output_names() const noexcept { return output_names_; }

  /// The input that `name` means. Errors: InvalidArgument; the message lists what there is.
  Result<std::size_t> input(std::string_view name) const;

  /// The output that `name` means. Errors: InvalidArgument, UnsupportedOperation (its type is foreign).
  Result<std::size_t> output(std::string_view name) const;

  /// The tensor of each input, or nothing. It belongs to whoever binds.
  std::span<std::optional<Rep>> bound() noexcept { return bound_; }

  /// Why a computation cannot begin: it lists the inputs that there is nothing for, as `has(index)` says.
  Error missing(const std::function<bool(std::size_t)>& has) const;

  /// Why an input cannot be given as `name` once more.
  Error given_twice(std::string_view name) const;

  /// "graph 'digits': input 'image'", for messages.
  std::string input_text(std::size_t index) const;

  /// Runs the graph on `inputs`, one for each port, accepted by the context's `check_input`. No tensor shows an output.
  /// An answer has ended then. Errors: see Context::compute.
  Result<void> compute(std::span<const TensorView> inputs);

  /// The next piece of the outputs; as `compute`, but answers go on. Errors: see Context::step.
  Result<std::span<const TensorView>> step(std::span<const TensorView> inputs);

  /// The answer that was begun, or nothing.
  std::optional<TextAnswer>& answer() noexcept { return answer_; }

  /// The outputs of the last computation; valid until the next. Errors: RuntimeError when there was none, or it failed.
  Result<std::span<const TensorView>> outputs() const;

  /// The tensors that show outputs of the last computation.
  std::vector<Rep>& shown() noexcept { return shown_; }

  /// Room for the views of a computation, kept between computations.
  std::vector<TensorView>& input_views() noexcept { return input_views_; }

 private:
  std::unique_ptr<Context> context_;
  PortNames input_names_;
  PortNames output_names_;
  std::vector<std::optional<Rep>> bound_;
  std::vector<TensorView> input_views_;
  std::vector<Rep> shown_;
  std::optional<std::span<const TensorView>> outputs_;
  std::optional<TextAnswer> answer_;
};

}  // namespace wasinn::wit
