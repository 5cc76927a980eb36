// SPDX-License-Identifier: Apache-2.0
// Makes a session of a model's bytes or folder.
#pragma once

#include <cstdint>
#include <memory>

#include <wasinn/plugin.hpp>

#include "tf_api.h"

namespace tf {

/// Loads the model of `request`: a zipped SavedModel, a saved_model.pb with the folder that it lies in, or a GraphDef.
/// `functions` live longer than the graph; `threads` are those of the backend. Any thread. Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_graph(const Functions& functions, std::uint32_t threads,
                                               const wasinn::sdk::LoadRequest& request);

}  // namespace tf
