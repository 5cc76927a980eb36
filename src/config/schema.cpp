// SPDX-License-Identifier: Apache-2.0
// Pieces of JSON Schema.
#include "config/schema.h"

#include <limits>
#include <utility>

#include "backend/encoding.h"

namespace wasinn::schema {

Json flag() { return {{"type", "boolean"}}; }

Json count() {
  return {{"type", "integer"}, {"minimum", 0}, {"maximum", std::numeric_limits<std::uint32_t>::max()}};
}

Json number() { return {{"type", "integer"}, {"minimum", 0}}; }

Json text(std::string_view pattern) {
  if (pattern.empty()) return {{"type", "string"}};
  return {{"type", "string"}, {"pattern", pattern}};
}

Json path() { return {{"type", "string"}, {"minLength", 1}}; }

Json word(const std::vector<std::string>& words) { return {{"enum", words}}; }

Json one_or_list(Json item) {
  Json list{{"type", "array"}, {"items", item}};
  return either(std::move(item), std::move(list));
}

Json amount(LimitUnit unit) {
  switch (unit) {
    case LimitUnit::Bytes:
      return either(number(), text("^[0-9]+(B|KiB|MiB|GiB|KB|MB|GB)?$"));
    case LimitUnit::Milliseconds:
      return either(number(), text("^[0-9]+(ms|s|min)?$"));
    case LimitUnit::Count:
      break;
  }
  return either(number(), text("^[0-9]+$"));
}

Json either(Json one, Json other) { return {{"anyOf", Json::array({std::move(one), std::move(other)})}}; }

Json any_object() { return {{"type", "object"}}; }

Json object_of(Json value, std::string_view name_pattern) {
  Json out{{"type", "object"}, {"additionalProperties", std::move(value)}};
  if (!name_pattern.empty()) out["propertyNames"] = {{"pattern", name_pattern}};
  return out;
}

Json object(const std::vector<JsonReader::Key>& keys) {
  Json members = Json::object();
  for (const JsonReader::Key& key : keys) {
    members[std::string(key.name)] = key.schema;
    members[std::string(key.name)]["description"] = key.meaning;
  }
  return {{"type", "object"}, {"properties", std::move(members)}, {"additionalProperties", false}};
}

std::vector<std::string> encodings() {
  std::vector<std::string> names;
  for (const Encoding encoding : kEncodings) names.emplace_back(encoding_name(encoding));
  return names;
}

}  // namespace wasinn::schema
