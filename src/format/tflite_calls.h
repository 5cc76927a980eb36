// SPDX-License-Identifier: Apache-2.0
// Calls: which subgraphs of a TensorFlow Lite model run which others.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "format/flatbuffer.h"

namespace wasinn::tflite {

/// Collected while operators are walked, checked at the end. One thread.
class Calls {
 public:
  Calls() = default;
  explicit Calls(std::uint64_t subgraph_count) : callees_(subgraph_count) {}

  /// Notes what an operator with this builtin code runs. Errors: InvalidEncoding (no such subgraph, or no options that
  /// say which).
  Result<void> add(std::uint64_t caller, std::int32_t code, const FlatTable& operation);

  /// Errors: InvalidEncoding when subgraphs call themselves, nest too deep, or unfold into too many.
  Result<void> check() const;

 private:
  Result<void> add_callee(std::uint64_t caller, std::int32_t callee);

  std::vector<std::vector<std::uint32_t>> callees_;  // by caller
};

}  // namespace wasinn::tflite
