// SPDX-License-Identifier: Apache-2.0
// GraphDescription: what a graph says of itself, as a C struct.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <wasinn/types.h>

#include "backend/backend.h"

namespace wasinn::capi {

/// Points into the graph, which must outlive it. Immutable.
class GraphDescription {
 public:
  explicit GraphDescription(const Graph& graph);
  GraphDescription(const GraphDescription&) = delete;
  GraphDescription& operator=(const GraphDescription&) = delete;

  const wasinn_graph_info& info() const noexcept { return info_; }

 private:
  /// The ports in C, with the arrays that they point into.
  struct Ports {
    explicit Ports(std::span<const Port> ports);

    struct Arrays {
      std::vector<std::int64_t> sizes;
      std::vector<const char*> names;
    };
    std::vector<Arrays> arrays;
    std::vector<wasinn_port> raw;
  };

  Ports inputs_;
  Ports outputs_;
  std::vector<wasinn_property> properties_;
  wasinn_graph_info info_{};
};

}  // namespace wasinn::capi
