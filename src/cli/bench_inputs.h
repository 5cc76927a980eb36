// SPDX-License-Identifier: Apache-2.0
// Inputs for a measurement: those that are given, and a fixed pattern for the others.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "backend/port.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn::cli {

/// One tensor for each input port, and what to tell of those that were not given.
struct BenchInputs {
  std::vector<Tensor> tensors;
  std::vector<std::string> notes;  ///< a line each: "input 0 'image' f32[batch,1,8,8] is filled as f32[1,1,8,8]"

  std::vector<TensorView> views() const;
};

/// Reads what `texts` give, as `read_inputs` does, and fills the others: unknown sizes are 1, and an input that the model
/// does without is left out. Errors: those of `read_inputs`; InvalidArgument for a port of unknown rank or type that is
/// not given.
Result<BenchInputs> bench_inputs(std::span<const Port> ports, const std::vector<std::string>& texts);

/// The pattern: element i of real numbers is (i mod 251) / 256, of bytes i mod 251, and of all other integers i mod 2,
/// which is an index or a truth value nearly everywhere.
void fill_with_pattern(const Port& port, Tensor& tensor);

}  // namespace wasinn::cli
