// SPDX-License-Identifier: Apache-2.0
// A backend inside the test program that does what a test says: for faults that no plug-in can be asked for.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backend/backend.h"
#include "registry/backend_registry.h"

namespace wasinn::plain {

/// What the backend does. The functions may throw; they are called on the thread of the guest.
struct Script {
  std::vector<Port> inputs;
  std::vector<Port> outputs;
  std::function<void(const LoadRequest& request, Cancellation& cancellation)> on_load;
  std::function<std::vector<TensorView>(std::span<const TensorView> inputs)> on_compute;  ///< may return nothing
  std::function<std::vector<TensorView>(std::span<const TensorView> inputs, std::span<const MutableBytes> places)>
      on_compute_into;  ///< without it `on_compute` serves that too
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// A source for encoding onnx, named "scripted", with formats of its own.
BackendSource scripted_backend(Script script);

/// A port of a known type and shape; -1 is an unknown size.
Port port_of(ElementType type, std::initializer_list<std::int64_t> sizes);

}  // namespace wasinn::plain
