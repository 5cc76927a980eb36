// SPDX-License-Identifier: Apache-2.0
// Makes a graph of a TorchScript archive.
#pragma once

#include <memory>

#include <wasinn/plugin.hpp>

namespace pytorch {

/// Loads the model of `request`; `shared_threads` are for one computation where the request says nothing. Any thread.
/// Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_graph(const wasinn::sdk::LoadRequest& request, int shared_threads);

}  // namespace pytorch
