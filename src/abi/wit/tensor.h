// SPDX-License-Identifier: Apache-2.0
// TensorResource: a `tensor` of a component guest.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/error.h"
#include "base/result.h"
#include "host/context.h"
#include "tensor/tensor.h"

namespace wasinn::wit {

class ContextResource;

/// A tensor that a guest holds, or that is bound to an input. Its bytes are its own, or those of a context's output as
/// long as that context does not compute again. A tensor that cannot be used (its data did not fit its shape, there was
/// no room) has no bytes, and the reason: the interface has no error for constructors, so that `compute` gives it.
struct TensorResource {
  TensorView view;  ///< what the guest made, or as much of it as can be told; of no bytes when it is faulty
  TensorRoom room;
  TensorBuffer buffer;                      ///< its own memory, at least as large as the view; empty for outputs
  std::shared_ptr<ContextResource> source;  ///< whose output it shows
  std::unique_ptr<const Error> fault;       ///< why it cannot be used
};

/// Makes `shape` that of `dimensions` as a guest gives them. Errors: InvalidArgument.
Result<void> assign(Shape& shape, std::span<const std::uint32_t> dimensions);

}  // namespace wasinn::wit
