// SPDX-License-Identifier: Apache-2.0
// Reading of wasinn.json.
#include "declared_ports.h"

#include <nlohmann/json.hpp>

namespace pytorch {
namespace {

using Json = nlohmann::json;
using wasinn::sdk::Dimension;
using wasinn::sdk::Failure;

constexpr std::size_t kMostBytes = 1 << 20;

Failure wrong(const std::string& what) {
  return {WASINN_INVALID_ENCODING, "wasinn.json inside the model: " + what};
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (!found->is_string()) throw wrong("'" + std::string(key) + "' is no text");
  return found->get<std::string>();
}

Dimension read_size(const Json& size) {
  if (size.is_null()) return {};
  if (size.is_string()) return {-1, size.get<std::string>()};
  if (!size.is_number_unsigned() || size.get<std::uint64_t>() >= (std::uint64_t{1} << 31)) {
    throw wrong("a size is a number from 0, a name, or null, got " + size.dump());
  }
  return {size.get<std::int64_t>(), {}};
}

DeclaredPort read_port(const Json& json) {
  if (!json.is_object()) throw wrong("a port is an object, got " + std::string(json.type_name()));
  DeclaredPort port;
  port.name = text_at(json, "name");
  port.type_name = text_at(json, "type");
  const auto shape = json.find("shape");
  port.rank_known = shape != json.end() && !shape->is_null();
  if (!port.rank_known) return port;
  if (!shape->is_array() || shape->size() > WASINN_MAX_RANK) throw wrong("a shape is a list of at most 16 sizes");
  for (const Json& size : *shape) port.dimensions.push_back(read_size(size));
  return port;
}

std::optional<std::vector<DeclaredPort>> read_ports(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return std::nullopt;
  if (!found->is_array()) throw wrong("'" + std::string(key) + "' is no list");
  std::vector<DeclaredPort> ports;
  for (const Json& port : *found) ports.push_back(read_port(port));
  return ports;
}

}  // namespace

DeclaredPorts read_declared_ports(std::string_view json) {
  if (json.empty()) return {};
  if (json.size() > kMostBytes) throw wrong("it has " + std::to_string(json.size()) + " bytes; at most 1048576");
  const Json parsed = Json::parse(json, nullptr, false);
  if (!parsed.is_object()) throw wrong("it is no JSON object");
  return {read_ports(parsed, "inputs"), read_ports(parsed, "outputs")};
}

}  // namespace pytorch
