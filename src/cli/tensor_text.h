// SPDX-License-Identifier: Apache-2.0
// Tensors as people read them.
#pragma once

#include <cstddef>
#include <string>

#include "tensor/tensor.h"

namespace wasinn::cli {

/// The values of a tensor, one line of blank-separated values for each row of the innermost axis, at most `most`
/// values (0: all) and then a line that says how many more there are. Numbers are as short as they can be without
/// changing; f16 and bf16 are shown as the f32 they equal. Each line begins with two blanks and ends with a newline.
std::string values_text(const TensorView& tensor, std::size_t most);

/// The f32 with the same value as a half-precision number, given as its bits.
float half_to_float(std::uint16_t bits) noexcept;

}  // namespace wasinn::cli
