// SPDX-License-Identifier: Apache-2.0
// LoadedGraph: a graph with the backend that runs it and its share of the process's model bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "backend/backend.h"
#include "policy/quota.h"

namespace wasinn {

/// A graph that is loaded, shared by all who use it. Immutable. Members end in reverse order: the graph before its
/// backend.
struct LoadedGraph {
  std::string label;  ///< for people: the graph's name, or "bytes:" and the beginning of its digest
  Encoding encoding = Encoding::Onnx;
  std::uint64_t model_bytes = 0;
  Reservation process_bytes;
  std::shared_ptr<const Backend> backend;
  std::shared_ptr<const Graph> graph;
};

}  // namespace wasinn
