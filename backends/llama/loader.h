// SPDX-License-Identifier: Apache-2.0
// One load of a model.
#pragma once

#include <memory>

#include "graph.h"

namespace llama {

/// Loads the model of `request`: from the operator's file, which stays mapped, or from bytes through a file in memory.
/// Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_model(const Shared& shared, const wasinn::sdk::LoadRequest& request);

}  // namespace llama
