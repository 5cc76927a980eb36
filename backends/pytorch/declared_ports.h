// SPDX-License-Identifier: Apache-2.0
// What a model says of its ports in the file wasinn.json inside it, since TorchScript itself knows hardly anything of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/plugin.hpp>

namespace pytorch {

/// One port as declared. A plain value.
struct DeclaredPort {
  std::string name;       ///< empty: that of the method
  std::string type_name;  ///< empty: any; else one of kind_names()
  bool rank_known = false;
  std::vector<wasinn::sdk::Dimension> dimensions;
};

/// All of them; a list that was left out is nothing.
struct DeclaredPorts {
  std::optional<std::vector<DeclaredPort>> inputs;
  std::optional<std::vector<DeclaredPort>> outputs;
};

/// Reads
///   {"inputs": [{"name": "x", "type": "f32", "shape": ["batch", 4]}], "outputs": [...]}
/// where everything may be left out; sizes are numbers, names of unknown sizes, or null. Empty text declares nothing.
/// Throws Failure with WASINN_INVALID_ENCODING when it is something else.
DeclaredPorts read_declared_ports(std::string_view json);

}  // namespace pytorch
