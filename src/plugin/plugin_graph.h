// SPDX-License-Identifier: Apache-2.0
// PluginGraph: a Graph that a plug-in implements.
#pragma once

#include <memory>
#include <vector>

#include <wasinn/plugin.h>

#include "backend/backend.h"

namespace wasinn {

/// A graph of a plug-in with its description, read and checked once. Keeps its backend open. Any thread.
class PluginGraph final : public Graph {
 public:
  /// Takes over `graph`, which `functions` made, also when it fails; `backend` owns `functions`.
  /// Errors: RuntimeError, InvalidEncoding when the plug-in's description is not acceptable.
  static Result<std::shared_ptr<const Graph>> adopt(std::shared_ptr<const Backend> backend,
                                                    const wasinn_plugin& functions, wasinn_graph* graph);

  PluginGraph(std::shared_ptr<const Backend> backend, const wasinn_plugin& functions, wasinn_graph* graph);
  PluginGraph(const PluginGraph&) = delete;
  PluginGraph& operator=(const PluginGraph&) = delete;
  ~PluginGraph() override;

  std::span<const Port> inputs() const noexcept override { return inputs_; }
  std::span<const Port> outputs() const noexcept override { return outputs_; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override;

 private:
  Result<void> read_description();

  std::shared_ptr<const Backend> backend_;
  const wasinn_plugin& functions_;
  wasinn_graph* graph_;
  std::vector<Port> inputs_;
  std::vector<Port> outputs_;
  GraphInfo info_;
};

}  // namespace wasinn
