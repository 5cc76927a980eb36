// SPDX-License-Identifier: Apache-2.0
// What stands for an input that a guest left out, in both guest ABIs.
#pragma once

#include <array>
#include <cstdint>

#include "backend/port.h"
#include "tensor/tensor.h"

namespace wasinn {

/// The empty tensor that a computation gets for `port`, whose type is known as those of optional ones are.
inline TensorView left_out(const Port& port) {
  return {*port.type, *Shape::from(std::array<std::int64_t, 1>{0}), {}};
}

}  // namespace wasinn
