// SPDX-License-Identifier: Apache-2.0
// Makes a session of a model's bytes.
#pragma once

#include <memory>

#include <wasinn/plugin.hpp>

#include "environment.h"
#include "library.h"

namespace ort {

/// Loads the model of `request`; `library` and `environment` live longer than the graph. Any thread. Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_graph(const Library& library, const Environment& environment,
                                               const wasinn::sdk::LoadRequest& request);

}  // namespace ort
