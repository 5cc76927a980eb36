// SPDX-License-Identifier: Apache-2.0
// The model format of the echo backend: one line of text that lists ports and, for tests, how to misbehave.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/plugin.hpp>

namespace echo {

/// What a model says; the format is described in README.md beside this file. A plain value.
struct Model {
  std::vector<wasinn::sdk::Port> inputs;
  std::vector<wasinn::sdk::Port> outputs;  ///< the inputs again, then those that only the model text asks for
  std::uint32_t load_delay_ms = 0;
  bool fail_load = false;
  std::uint32_t delay_ms = 0;
  bool endless = false;
  bool out_of_memory = false;
  bool throw_unknown = false;
  std::string failure;  ///< empty: compute succeeds
};

/// Reads a model. Throws Failure with WASINN_INVALID_ENCODING when `text` is no echo model.
Model parse_model(std::string_view text);

}  // namespace echo
