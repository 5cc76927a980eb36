// SPDX-License-Identifier: Apache-2.0
// Reads a model and compiles it for a device.
#pragma once

#include <memory>
#include <span>

#include <wasinn/plugin.hpp>

#include "calls.h"
#include "devices.h"
#include "options.h"
#include "ov_api.h"

namespace openvino {

/// What all loads of a backend share. The references live longer than every graph.
struct Framework {
  const Functions& functions;
  const Core* core;
  Calls& calls;
  std::span<const Device> devices;
  const Options& options;
};

/// Loads the model of `request`. Any thread. Throws Failure.
std::unique_ptr<wasinn::sdk::Graph> load_graph(const Framework& framework, const wasinn::sdk::LoadRequest& request);

}  // namespace openvino
