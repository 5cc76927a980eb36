// SPDX-License-Identifier: Apache-2.0
// OnnxGraph: one session of ONNX Runtime, shared by all contexts of a model.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "library.h"
#include "output_plan.h"

namespace ort {

using wasinn::sdk::Owned;

/// A loaded model. Immutable; runs may overlap, nothing here locks.
class OnnxGraph : public wasinn::sdk::Graph {
 public:
  /// Reads the description of `session`. Throws Failure.
  OnnxGraph(const Library& library, Owned<Session> session);

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

  const Functions& functions() const noexcept { return functions_; }
  Session* session() const noexcept { return session_.get(); }
  const MemoryInfo* memory() const noexcept { return memory_.get(); }

  /// One per output port.
  std::span<const OutputPlan> plans() const noexcept { return plans_; }

  /// Indices and names of the outputs that the framework computes.
  std::span<const std::size_t> requested() const noexcept { return requested_; }
  std::span<const char* const> requested_names() const noexcept { return requested_names_; }
  std::span<const char* const> input_names() const noexcept { return input_names_; }

  /// Why no inference is possible, because of types that wasi-nn lacks; empty when it is.
  const std::string& obstacle() const noexcept { return obstacle_; }

 private:
  const Functions& functions_;  // the backend's
  Owned<Session> session_;
  Owned<MemoryInfo> memory_;
  std::vector<OutputPlan> plans_;
  std::vector<std::size_t> requested_;
  std::vector<const char*> requested_names_;
  std::vector<const char*> input_names_;
  std::string obstacle_;
};

}  // namespace ort
