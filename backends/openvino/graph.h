// SPDX-License-Identifier: Apache-2.0
// OpenvinoGraph: one compiled model, shared by all contexts.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "calls.h"
#include "ov_api.h"
#include "ports.h"
#include "sharing.h"
#include "turns.h"

namespace openvino {

using wasinn::sdk::Owned;

/// A loaded model. Immutable; each context has a request of its own on it.
class OpenvinoGraph : public wasinn::sdk::Graph {
 public:
  /// Reads the description of `compiled`, made from `model` for that many `streams`. Throws Failure.
  static std::unique_ptr<OpenvinoGraph> make(const Functions& functions, Calls& calls, Owned<CompiledModel> compiled,
                                             const Model* model, std::uint32_t streams, Call& call);

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

  const Functions& functions() const noexcept { return functions_; }
  Calls& calls() const noexcept { return calls_; }
  const CompiledModel* compiled() const noexcept { return compiled_.get(); }

  /// Of the contexts of this model.
  Turns& turns() const noexcept { return turns_; }

  /// What the framework says of each input and output.
  std::span<const PortFacts> inputs() const noexcept { return inputs_; }
  std::span<const PortFacts> outputs() const noexcept { return outputs_; }

  /// One for each output; none when there is an obstacle.
  std::span<const OutputOrigin> origins() const noexcept { return origins_; }

  /// Why no inference is possible, because of types that wasi-nn lacks; empty when it is.
  const std::string& obstacle() const noexcept { return obstacle_; }

 private:
  OpenvinoGraph(const Functions& functions, Calls& calls, Owned<CompiledModel> compiled, std::uint32_t streams,
                wasinn::sdk::GraphDescription description);

  const Functions& functions_;  // the backend's
  Calls& calls_;
  Owned<CompiledModel> compiled_;
  mutable Turns turns_;
  std::vector<PortFacts> inputs_;
  std::vector<PortFacts> outputs_;
  std::vector<OutputOrigin> origins_;
  std::string obstacle_;
};

}  // namespace openvino
