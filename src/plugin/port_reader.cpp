// SPDX-License-Identifier: Apache-2.0
// The checks on a plug-in's description of ports.
#include "plugin/port_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "base/text.h"
#include "plugin/call_error.h"

namespace wasinn {
namespace {

constexpr std::uint64_t kMostPorts = 65536;
constexpr std::uint64_t kMostPortBytes = 4096;
constexpr std::uint64_t kPortBytesOf1_0 = offsetof(wasinn_port, scales);

Result<PortDimension> read_dimension(const wasinn_port& raw, std::int32_t axis) {
  const std::int64_t size = raw.dimensions[axis];
  if (size < -1) return plugin_contradiction("dimension " + std::to_string(axis) + " is " + std::to_string(size));
  const char* name = raw.dim_names == nullptr ? nullptr : raw.dim_names[axis];
  return PortDimension{size, plugin_text(name)};
}

Result<void> read_dimensions(const wasinn_port& raw, Port& port) {
  port.rank_known = raw.rank >= 0;
  if (raw.rank < -1 || raw.rank > static_cast<std::int32_t>(kMaxRank)) {
    return plugin_contradiction("the rank is " + std::to_string(raw.rank));
  }
  if (raw.rank > 0 && raw.dimensions == nullptr) return plugin_contradiction("there are no dimensions");
  for (std::int32_t axis = 0; axis < raw.rank; ++axis) {
    WASINN_ASSIGN(PortDimension dimension, read_dimension(raw, axis));
    port.dimensions.push_back(std::move(dimension));
  }
  return {};
}

Result<void> read_type(const wasinn_port& raw, Port& port) {
  if (raw.type < kElementTypeCount) {
    port.type = static_cast<ElementType>(raw.type);
    const std::string word = plugin_text(raw.type_name);
    if (word != element_type_name(*port.type)) port.carried_type = word;
    return {};
  }
  port.any_type = raw.type == WASINN_TYPE_ANY;
  if (port.any_type) return {};
  if (raw.type != WASINN_TYPE_FOREIGN) return plugin_contradiction("the element type is " + std::to_string(raw.type));
  port.foreign_type = plugin_text(raw.type_name);
  if (port.foreign_type.empty()) return plugin_contradiction("a foreign element type has no name");
  return {};
}

// One for the whole tensor, or one for each index of a known axis.
bool fits_axis(const wasinn_port& raw, const Port& port) {
  if (raw.quantization_count == 1) return true;
  const bool is_axis = raw.quantization_axis < port.dimensions.size();
  return is_axis && port.dimensions[raw.quantization_axis].size == static_cast<std::int64_t>(raw.quantization_count);
}

Result<void> read_quantization(const wasinn_port& raw, Port& port) {
  if (raw.quantization_count == 0) return {};
  if (raw.scales == nullptr || raw.zero_points == nullptr || !fits_axis(raw, port)) {
    return plugin_contradiction("there are " + std::to_string(raw.quantization_count) + " scales");
  }
  port.quantization.scales.assign(raw.scales, raw.scales + raw.quantization_count);
  port.quantization.zero_points.assign(raw.zero_points, raw.zero_points + raw.quantization_count);
  port.quantization.axis = raw.quantization_axis;
  return {};
}

Result<void> read_flags(const wasinn_port& raw, Port& port) {
  port.optional = (raw.flags & WASINN_PORT_OPTIONAL) != 0;
  port.plain_bytes = (raw.flags & WASINN_PORT_BYTES) != 0;
  if (port.optional && !port.type) return plugin_contradiction("what may be left out is " + port.text());
  const bool in_a_row = port.rank_known && port.dimensions.size() == 1 && !port.dimensions[0].known();
  if (!port.plain_bytes || (port.type == ElementType::U8 && in_a_row)) return {};
  return plugin_contradiction("bytes in a row are " + port.text());
}

Result<Port> read_port(const wasinn_port& raw) {
  Port port;
  if (raw.name == nullptr) return plugin_contradiction("the name is NULL");
  if (!is_utf8(raw.name)) return fail(ErrorCode::InvalidEncoding, "the name is not UTF-8");
  port.name = raw.name;
  WASINN_TRY(read_type(raw, port));
  WASINN_TRY(read_dimensions(raw, port));
  WASINN_TRY(read_quantization(raw, port));
  WASINN_TRY(read_flags(raw, port));
  return port;
}

Result<void> check_array(const wasinn_port* first, std::uint64_t count) {
  if (count > kMostPorts) return plugin_contradiction("there are " + std::to_string(count));
  if (count == 0) return {};
  if (first == nullptr) return plugin_contradiction("the array is NULL");
  const bool fits = first->struct_size >= kPortBytesOf1_0 && first->struct_size <= kMostPortBytes;
  if (!fits) return plugin_contradiction("a port has " + std::to_string(first->struct_size) + " bytes");
  return {};
}

}  // namespace

Result<std::vector<Port>> read_ports(const wasinn_port* first, std::uint64_t count, std::string_view kind) {
  const std::string where(kind);
  if (auto checked = check_array(first, count); !checked) {
    return fail(std::move(checked).error().within(where + "s"));
  }
  std::vector<Port> ports;
  for (std::uint64_t i = 0; i < count; ++i) {
    // A newer plug-in's ports are larger than those that this host knows, an older one's smaller.
    wasinn_port raw{};
    std::memcpy(&raw, reinterpret_cast<const std::byte*>(first) + i * first->struct_size,
                std::min<std::uint64_t>(first->struct_size, sizeof raw));
    auto port = read_port(raw);
    if (!port) return fail(std::move(port).error().within(where + " " + std::to_string(i)));
    ports.push_back(std::move(*port));
  }
  return ports;
}

}  // namespace wasinn
