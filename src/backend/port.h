// SPDX-License-Identifier: Apache-2.0
// Port: one input or output of a graph, and the check that a tensor fits it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn {

/// One axis of a port: a fixed size, or unknown until a tensor is given (then perhaps with a name).
struct PortDimension {
  std::int64_t size = -1;  ///< -1: unknown
  std::string name;        ///< the model's own name for an unknown size, or empty

  bool known() const noexcept { return size >= 0; }
};

/// How stored integers q stand for real numbers, as the model says: scale * (q - zero_point). Nothing is converted.
struct Quantization {
  std::vector<float> scales;               ///< one for the whole tensor, or one for each index of `axis`; none: not quantised
  std::vector<std::int64_t> zero_points;   ///< as many
  std::uint32_t axis = 0;

  /// "scale=0.5 zero_point=3", or "axis=2 scale=0.5,0.25 zero_point=3,4"; "" when nothing is quantised.
  std::string text() const;
};

/// One input or output of a graph. A plain value.
struct Port {
  std::string name;                 ///< the model's own name; empty when it has none
  std::optional<ElementType> type;  ///< nothing when wasi-nn has no such element type, or the model does not say
  bool any_type = false;            ///< the model does not say: an input takes any type, an output's shows in its tensor
  std::string foreign_type;         ///< the framework's word for a type that wasi-nn lacks, for example "string"
  std::string carried_type;         ///< a type of the framework's whose bits tensors of `type` carry: "int8" in u8
  bool rank_known = true;           ///< false: any rank is accepted and `dimensions` is empty
  std::vector<PortDimension> dimensions;
  Quantization quantization;
  bool optional = false;            ///< an input of a known type that may be left out: its tensor then has one dimension, 0
  bool plain_bytes = false;         ///< bytes in a row: in core modules their number decides, whatever the dimensions say

  /// "f32[batch,1,8,8]", "f32[?,10]", "f32[...]", "u8(int8)[4]" or "string[?]". The model's own names are made printable.
  std::string text() const;

  /// The type in that text: "f32", "u8(int8)", "any", "string".
  std::string type_text() const;

  /// Whether tensors can be given to it or come from it: its type is none that wasi-nn lacks.
  bool expressible() const noexcept { return type || any_type; }

  /// Whether a tensor has this port's type, rank and fixed sizes. Unknown axes accept any size, and an optional port the
  /// tensor that means that it is left out.
  /// Errors: InvalidArgument; UnsupportedOperation when the port's type is foreign. The message says what the port
  /// wants and what was given; the caller puts the port's index before it.
  Result<void> accept(ElementType given, const Shape& shape) const;
};

}  // namespace wasinn
