// SPDX-License-Identifier: Apache-2.0
// What contexts need to know of a session, prepared once.
#include "graph.h"

#include <algorithm>

#include <wasinn/obstacle.hpp>

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

}  // namespace

TfGraph::TfGraph(const Functions& functions, OpenSession session, const BoundPorts& ports, Properties properties)
    : Graph(GraphDescription(plain_ports(ports.inputs), plain_ports(ports.outputs), std::move(properties), "cpu",
                             WASINN_TARGET_CPU)),
      functions_(functions),
      session_(std::move(session)),
      obstacle_(wasinn::sdk::obstacle_in(description().inputs(), description().outputs())) {
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
