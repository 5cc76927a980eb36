// SPDX-License-Identifier: Apache-2.0
// The description of a plug-in's graph, and its contexts.
#include "plugin/plugin_graph.h"

#include <span>
#include <string>
#include <utility>

#include "plugin/call_error.h"
#include "plugin/plugin_context.h"
#include "plugin/port_reader.h"

namespace wasinn {
namespace {

constexpr std::uint64_t kMostProperties = 65536;

Result<GraphInfo> read_info(const wasinn_graph_info& raw) {
  if (raw.target > WASINN_TARGET_TPU) return plugin_contradiction("the graph's target is " + std::to_string(raw.target));
  const bool broken = raw.property_count > kMostProperties || (raw.property_count > 0 && raw.properties == nullptr);
  if (broken) return plugin_contradiction("the graph has " + std::to_string(raw.property_count) + " properties");
  GraphInfo info;
  info.device = plugin_text(raw.device);
  info.target = static_cast<ExecutionTarget>(raw.target);
  info.streams = (raw.flags & WASINN_GRAPH_STREAMS) != 0;
  for (std::uint64_t i = 0; i < raw.property_count; ++i) {
    info.metadata.emplace_back(plugin_text(raw.properties[i].key), plugin_text(raw.properties[i].value));
  }
  return info;
}

// Guests and people learn from the description how integers stand for numbers.
void add_quantization(std::span<const Port> ports, const std::string& kind, GraphInfo& info) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::string text = ports[i].quantization.text();
    if (!text.empty()) info.metadata.emplace_back(kind + " " + std::to_string(i) + " quantization", text);
  }
}

}  // namespace

PluginGraph::PluginGraph(std::shared_ptr<const Backend> backend, const wasinn_plugin& functions, wasinn_graph* graph)
    : backend_(std::move(backend)), functions_(functions), graph_(graph) {}

PluginGraph::~PluginGraph() {
  // Nobody is left to tell of an exception.
  (void)contained([&] { functions_.graph_release(graph_); });
}

Result<std::shared_ptr<const Graph>> PluginGraph::adopt(std::shared_ptr<const Backend> backend,
                                                        const wasinn_plugin& functions, wasinn_graph* graph) {
  auto adopted = std::make_shared<PluginGraph>(std::move(backend), functions, graph);
  WASINN_TRY(adopted->read_description());
  return std::shared_ptr<const Graph>(std::move(adopted));
}

Result<void> PluginGraph::read_description() {
  wasinn_graph_info raw{};
  raw.struct_size = sizeof raw;
  WASINN_TRY(contained([&] { functions_.graph_describe(graph_, &raw); }));
  WASINN_ASSIGN(inputs_, read_ports(raw.inputs, raw.input_count, "input"));
  WASINN_ASSIGN(outputs_, read_ports(raw.outputs, raw.output_count, "output"));
  WASINN_ASSIGN(info_, read_info(raw));
  add_quantization(inputs_, "input", info_);
  add_quantization(outputs_, "output", info_);
  return {};
}

Result<std::unique_ptr<ExecutionContext>> PluginGraph::create_context() const {
  wasinn_context* context = nullptr;
  CallError error;
  WASINN_TRY(error.run([&](wasinn_error* slot) { return functions_.context_create(graph_, &context, slot); }));
  if (context == nullptr) return plugin_contradiction("it made no context");
  return std::make_unique<PluginContext>(functions_, context, inputs_.size(), outputs_);
}

}  // namespace wasinn
