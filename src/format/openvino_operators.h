// SPDX-License-Identifier: Apache-2.0
// Which operators of OpenVINO IR need a look before the framework gets them, because it does not look itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "format/format.h"

namespace wasinn::openvino_ir {

/// A <layer>. Texts are views into the XML.
struct Operator {
  std::uint64_t id = 0;
  std::string type;                ///< "add": the framework takes no notice of case
  std::string_view element_type;   ///< of a constant: "i64"
  bool has_data = false;           ///< has a list of attributes
  bool has_variable = false;       ///< one of which is variable_id
  bool is_constant = false;        ///< a constant whose `weights` are known
  ByteView weights;                ///< the bytes of a constant
  std::vector<std::uint64_t> input_ports;  ///< ids in order
};

/// An <edge>. Ids of operators and ports.
struct Edge {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::uint64_t to_port = 0;
};

/// The operators of one graph, which may lie inside of an operator of another.
struct OperatorGraph {
  std::vector<Operator> operators;
  std::vector<Edge> edges;
};

/// Bits of one element of that type in a file; 0 for a type that has no fixed size or is not known.
unsigned element_bits(std::string_view element_type) noexcept;

/// Checks each operator. Errors: InvalidEncoding (ids given twice, inputs connected twice, fewer of them than the
/// framework reads without asking);
/// from guests UnsupportedOperation (indices or sizes that come with the data, where they are not constants of values that
/// are served).
Result<void> check_operators(const OperatorGraph& graph, ModelOrigin origin);

}  // namespace wasinn::openvino_ir
