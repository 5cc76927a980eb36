// SPDX-License-Identifier: Apache-2.0
// TfGraph: one session of TensorFlow, shared by all contexts of a model.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <wasinn/plugin.hpp>

#include "ports.h"
#include "session.h"

namespace tf {

/// A loaded model. Immutable; runs may overlap, nothing here locks. Contexts share the variables of a model.
class TfGraph : public wasinn::sdk::Graph {
 public:
  using Properties = wasinn::sdk::GraphDescription::Properties;

  TfGraph(const Functions& functions, OpenSession session, const BoundPorts& ports, Properties properties);

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

  const Functions& functions() const noexcept { return functions_; }
  Session* session() const noexcept { return session_.get(); }

  /// What is fed, one per input port, with the framework's types.
  std::span<const Output> inputs() const noexcept { return inputs_; }
  int input_type(std::size_t index) const noexcept { return input_types_[index]; }

  /// The output ports that the framework computes, and what is fetched for them.
  std::span<const std::size_t> requested() const noexcept { return requested_; }
  std::span<const Output> fetched() const noexcept { return fetched_; }

  /// Why no inference is possible, because of types that wasi-nn lacks; empty when it is.
  const std::string& obstacle() const noexcept { return obstacle_; }

 private:
  const Functions& functions_;  // the backend's
  OpenSession session_;
  std::vector<Output> inputs_;
  std::vector<int> input_types_;
  std::vector<std::size_t> requested_;
  std::vector<Output> fetched_;
  std::string obstacle_;
};

}  // namespace tf
