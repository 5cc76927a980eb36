// SPDX-License-Identifier: Apache-2.0
// What contexts and people need to know of a compiled model, read once.
#include "graph.h"

#include <algorithm>
#include <utility>

#include <wasinn/obstacle.hpp>

#include "context.h"
#include "devices.h"

namespace openvino {
namespace {

using wasinn::sdk::GraphDescription;
using wasinn::sdk::Port;

std::string property_of(const Functions& functions, const CompiledModel* compiled, const char* key, Call& call) {
  char* raw = nullptr;
  if (functions.compiled_model_get_property(compiled, key, &raw) != kOk) {
    // Not each device has each property.
    call.reason();
    return "";
  }
  std::string text = raw;
  functions.free(raw);
  return text;
}

std::string name_of(const Functions& functions, const Model* model, Call& call) {
  char* raw = nullptr;
  call.check(functions.model_get_friendly_name(model, &raw));
  std::string name = raw;
  functions.free(raw);
  return name;
}

std::vector<Port> ports_of(const std::vector<PortFacts>& facts) {
  std::vector<Port> ports;
  for (const PortFacts& fact : facts) ports.push_back(fact.port);
  return ports;
}

GraphDescription::Properties read_properties(const Functions& functions, const CompiledModel* compiled,
                                             const Model* model, Call& call) {
  GraphDescription::Properties properties;
  const auto add = [&properties](const char* key, std::string value) {
    if (!value.empty()) properties.emplace_back(key, std::move(value));
  };
  add("graph", name_of(functions, model, call));
  add("inference precision", property_of(functions, compiled, "INFERENCE_PRECISION_HINT", call));
  return properties;
}

}  // namespace

std::unique_ptr<OpenvinoGraph> OpenvinoGraph::make(const Functions& functions, Calls& calls,
                                                   Owned<CompiledModel> compiled, const Model* model,
                                                   std::uint32_t streams, Call& call) {
  std::vector<PortFacts> inputs = read_inputs(functions, compiled.get(), call);
  std::vector<PortFacts> outputs = read_outputs(functions, compiled.get(), call);
  const std::string device = property_of(functions, compiled.get(), "EXECUTION_DEVICES", call);
  GraphDescription description(ports_of(inputs), ports_of(outputs),
                               read_properties(functions, compiled.get(), model, call), lower_case(device),
                               target_of(device));
  std::unique_ptr<OpenvinoGraph> graph(
      new OpenvinoGraph(functions, calls, std::move(compiled), streams, std::move(description)));
  graph->inputs_ = std::move(inputs);
  graph->outputs_ = std::move(outputs);
  if (graph->obstacle_.empty()) {
    graph->origins_ = find_origins(functions, graph->compiled(), graph->inputs_, graph->outputs_, call);
  }
  return graph;
}

OpenvinoGraph::OpenvinoGraph(const Functions& functions, Calls& calls, Owned<CompiledModel> compiled,
                             std::uint32_t streams, GraphDescription description)
    : Graph(std::move(description)),
      functions_(functions),
      calls_(calls),
      compiled_(std::move(compiled)),
      turns_(streams),
      obstacle_(wasinn::sdk::obstacle_in(Graph::description().inputs(), Graph::description().outputs())) {}

std::unique_ptr<wasinn::sdk::Context> OpenvinoGraph::create_context() const {
  return std::make_unique<OpenvinoContext>(*this);
}

}  // namespace openvino
