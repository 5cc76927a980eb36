// SPDX-License-Identifier: Apache-2.0
// Signature: which ports the arguments and the result of a module's method are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <torch/csrc/jit/api/module.h>

#include <wasinn/plugin.hpp>

#include "declared_ports.h"

namespace pytorch {

/// What an argument takes, or a part of the result is.
enum class ValueKind : std::uint8_t {
  Tensor,
  Integer,  ///< a number: a tensor of rank 0, i64
  Real,     ///< a number: a tensor of rank 0, f64
  Foreign,  ///< nothing that a tensor can stand for
};

/// One argument after `self`.
struct Argument {
  ValueKind kind = ValueKind::Tensor;
  std::optional<at::ScalarType> scalar;  ///< of its tensors, where the model declares it
  std::optional<c10::IValue> fixed;      ///< it is no port: it always has this value
};

/// A part of the result: one output, or several inside a tuple, list or dictionary.
struct ResultPart {
  enum class Shape : std::uint8_t { Single, Tuple, List, Dictionary };

  Shape shape = Shape::Single;
  ValueKind kind = ValueKind::Tensor;    ///< of a single one
  std::optional<at::ScalarType> scalar;  ///< of a single one, where the model declares it
  std::vector<ResultPart> parts;         ///< of the others
  std::vector<std::string> keys;         ///< of a dictionary, one for each part
};

/// The whole of it. Immutable once made.
struct Signature {
  std::vector<wasinn::sdk::Port> inputs;
  std::vector<wasinn::sdk::Port> outputs;
  std::vector<Argument> arguments;
  ResultPart result;
  std::string obstacle;  ///< why no inference is possible; empty when it is
};

/// Reads the method's schema and graph; `declared` has the last word on names, types and shapes.
/// Throws Failure: UNSUPPORTED_OPERATION (a list or dictionary of unknown length, a result that is no tensor),
/// INVALID_ENCODING (what is declared contradicts the method).
Signature read_signature(const torch::jit::Method& method, const DeclaredPorts& declared);

}  // namespace pytorch
