// SPDX-License-Identifier: Apache-2.0
// What contexts need to know of a session, prepared once.
#include "graph.h"

#include <algorithm>

#include "context.h"

namespace tf {
namespace {

using wasinn::sdk::GraphDescription;
using wasinn::sdk::Port;

std::vector<Port> plain_ports(const std::vector<BoundPort>& bound) {
  std::vector<Port> ports;
  for (const BoundPort& port : bound) ports.push_back(port.port);
  return ports;
}

std::string port_text(const char* kind, std::size_t index, const Port& port) {
  return std::string(kind) + " " + std::to_string(index) + " ('" + port.name + "') has the type " + port.type_name +
         ", which wasi-nn tensors cannot express";
}

std::string obstacle_in(std::span<const Port> inputs, std::span<const Port> outputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].type == WASINN_TYPE_FOREIGN) return port_text("input", i, inputs[i]);
  }
  const auto is_foreign = [](const Port& port) { return port.type == WASINN_TYPE_FOREIGN; };
  const bool nothing_left = !outputs.empty() && std::all_of(outputs.begin(), outputs.end(), is_foreign);
  return nothing_left ? port_text("output", 0, outputs[0]) : std::string();
}

}  // namespace

TfGraph::TfGraph(const Functions& functions, OpenSession session, const BoundPorts& ports, Properties properties)
    : Graph(GraphDescription(plain_ports(ports.inputs), plain_ports(ports.outputs), std::move(properties), "cpu",
                             WASINN_TARGET_CPU)),
      functions_(functions),
      session_(std::move(session)),
      obstacle_(obstacle_in(description().inputs(), description().outputs())) {
  for (const BoundPort& input : ports.inputs) {
    inputs_.push_back(input.tensor);
    input_types_.push_back(input.type);
  }
  for (std::size_t i = 0; i < ports.outputs.size(); ++i) {
    if (ports.outputs[i].port.type == WASINN_TYPE_FOREIGN) continue;
    requested_.push_back(i);
    fetched_.push_back(ports.outputs[i].tensor);
  }
}

std::unique_ptr<wasinn::sdk::Context> TfGraph::create_context() const { return std::make_unique<TfContext>(*this); }

}  // namespace tf
