// SPDX-License-Identifier: Apache-2.0
// Tensors of embedding programs: what they give to a computation, and what they get from it.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <wasinn/types.h>

#include "base/result.h"
#include "host/context.h"
#include "tensor/tensor.h"

namespace wasinn::capi {

/// The tensors of one context's computations. It keeps its lists, so that computing again allocates nothing, and no
/// pointer beyond the call. One thread at a time.
class Tensors {
 public:
  explicit Tensors(const Context& context);

  /// Reads and checks the inputs. Errors: InvalidArgument (their number, or a tensor that its port does not take; the
  /// message names the port), TooLarge, UnsupportedOperation.
  Result<void> read_inputs(std::span<const wasinn_tensor> given);

  /// Takes the memory that `given` brings for outputs. Errors: InvalidArgument (their number, memory that is not
  /// aligned or that lies over another tensor of the call).
  Result<void> read_places(std::span<const wasinn_tensor> given);

  /// Checks that there is an entry for each output. Errors: InvalidArgument.
  Result<void> check_output_count(std::size_t given) const;

  std::span<const TensorView> inputs() const noexcept { return inputs_; }
  std::span<const MutableBytes> places() const noexcept { return places_; }

  /// Tells the caller where the outputs are.
  static void write(std::span<const TensorView> outputs, const Context& context, wasinn_tensor* to) noexcept;

 private:
  Result<void> check_place(std::size_t index) const;

  const Context& context_;
  std::vector<TensorView> inputs_;
  std::vector<MutableBytes> places_;
};

}  // namespace wasinn::capi
