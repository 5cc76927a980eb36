// SPDX-License-Identifier: Apache-2.0
// Ports and properties, from C++ to C.
#include "capi/graph_description.h"

#include "tensor/element_type.h"

namespace wasinn::capi {
namespace {

std::uint32_t type_of(const Port& port) {
  if (port.type) return static_cast<std::uint32_t>(*port.type);
  return port.any_type ? WASINN_TYPE_ANY : WASINN_TYPE_FOREIGN;
}

const char* type_name_of(const Port& port) {
  if (!port.type) return port.any_type ? "any" : port.foreign_type.c_str();
  return port.carried_type.empty() ? element_type_name(*port.type).data() : port.carried_type.c_str();
}

wasinn_port raw_port(const Port& port) {
  wasinn_port raw{};
  raw.struct_size = sizeof raw;
  raw.name = port.name.c_str();
  raw.type_name = type_name_of(port);
  raw.type = type_of(port);
  raw.rank = port.rank_known ? static_cast<std::int32_t>(port.dimensions.size()) : -1;
  raw.scales = port.quantization.scales.data();
  raw.zero_points = port.quantization.zero_points.data();
  raw.quantization_count = port.quantization.scales.size();
  raw.quantization_axis = port.quantization.axis;
  if (port.optional) raw.flags |= WASINN_PORT_OPTIONAL;
  if (port.plain_bytes) raw.flags |= WASINN_PORT_BYTES;
  return raw;
}

}  // namespace

GraphDescription::Ports::Ports(std::span<const Port> ports) : arrays(ports.size()) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    for (const PortDimension& dimension : ports[i].dimensions) {
      arrays[i].sizes.push_back(dimension.size);
      arrays[i].names.push_back(dimension.name.c_str());
    }
    wasinn_port port = raw_port(ports[i]);
    port.dimensions = arrays[i].sizes.data();
    port.dim_names = arrays[i].names.data();
    raw.push_back(port);
  }
}

GraphDescription::GraphDescription(const Graph& graph) : inputs_(graph.inputs()), outputs_(graph.outputs()) {
  const GraphInfo& info = graph.info();
  for (const auto& [key, value] : info.metadata) properties_.push_back({key.c_str(), value.c_str()});
  info_.struct_size = sizeof info_;
  info_.inputs = inputs_.raw.data();
  info_.input_count = inputs_.raw.size();
  info_.outputs = outputs_.raw.data();
  info_.output_count = outputs_.raw.size();
  info_.properties = properties_.data();
  info_.property_count = properties_.size();
  info_.device = info.device.c_str();
  info_.target = static_cast<std::uint32_t>(info.target);
  if (info.streams) info_.flags |= WASINN_GRAPH_STREAMS;
}

}  // namespace wasinn::capi
