// SPDX-License-Identifier: Apache-2.0
// One rule for each part of a schema.
#include "json_schema.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <wasinn/plugin.hpp>

#include "gbnf.h"
#include "json_text.h"

namespace llama {
namespace {

using nlohmann::ordered_json;
using wasinn::sdk::Failure;

// Used by the rules of each schema. Values of any shape nest at most as deep as the model likes.
constexpr std::string_view kBasics =
    "ws ::= \" \"?\n"
    "char ::= [^\"\\\\\\x00-\\x1f\\x7f] | \"\\\\\" ([\"\\\\bfnrt/] | \"u\" [0-9a-fA-F] [0-9a-fA-F] [0-9a-fA-F] "
    "[0-9a-fA-F])\n"
    "string ::= \"\\\"\" char* \"\\\"\"\n"
    "integer ::= \"-\"? natural\n"
    "number ::= integer fraction? exponent?\n"
    "natural ::= \"0\" | positive-integer\n"
    "positive-integer ::= [1-9] [0-9]{0,15}\n"
    "fraction ::= \".\" [0-9]{1,16}\n"
    "exponent ::= [eE] [-+]? [0-9]{1,2}\n"
    "boolean ::= \"true\" | \"false\"\n"
    "null ::= \"null\"\n"
    "value ::= string | number | boolean | null | object | array\n"
    "object ::= \"{\" ws (member (ws \",\" ws member)*)? ws \"}\"\n"
    "member ::= string ws \":\" ws value\n"
    "array ::= \"[\" ws (value (ws \",\" ws value)*)? ws \"]\"\n";

constexpr const char* kFromZero = "natural fraction? exponent?";
constexpr const char* kPositive = R"((positive-integer fraction? | "0." [0-9]{0,15} [1-9]) exponent?)";

constexpr std::string_view kPlain[] = {"string", "integer", "number", "boolean", "null", "object", "array"};

// Keywords that say nothing of the text, and those that the parts below read.
constexpr std::string_view kKnown[] = {"type",
                                       "properties",
                                       "required",
                                       "items",
                                       "minItems",
                                       "maxItems",
                                       "minLength",
                                       "maxLength",
                                       "enum",
                                       "const",
                                       "anyOf",
                                       "oneOf",
                                       "title",
                                       "description",
                                       "default",
                                       "examples",
                                       "$schema",
                                       "$id",
                                       "additionalProperties",
                                       "minimum",
                                       "exclusiveMinimum",
                                       "$comment"};

constexpr std::uint64_t kMostCount = 1000;

template <std::size_t N>
bool holds(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

[[noreturn]] void refuse(const std::string& why) {
  throw Failure(WASINN_INVALID_ARGUMENT, "option json-schema: " + why);
}

// Whether a keyword that is known has a value that no rule says: other bounds than 0, or a bound for values of any type.
bool is_open(const ordered_json& schema, std::string_view key, const ordered_json& value) {
  if (key == "additionalProperties") return value.is_object();
  if (key != "minimum" && key != "exclusiveMinimum") return false;
  return !schema.contains("type") || !value.is_number() || value != 0;
}

// `text` as a literal of a grammar.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string literal(const ordered_json& value) {
  return literal(std::string_view(value.dump(-1, ' ', false, ordered_json::error_handler_t::replace)));
}

class Writer {
 public:
  std::string run(const ordered_json& schema) {
    const std::string root = rule_of(schema);
    std::string grammar = "root ::= " + root + "\n" + rules_ + std::string(kBasics);
    check_gbnf(grammar);
    return grammar;
  }

 private:
  // Makes a rule with this right side; gives its name.
  std::string add(const std::string& right) {
    std::string name = "s" + std::to_string(count_++);
    rules_ += name + " ::= " + right + "\n";
    if (rules_.size() > kMostGrammarBytes) refuse("its grammar is too large");
    return name;
  }

  // The name of a rule for what fits `schema`.
  std::string rule_of(const ordered_json& schema) {
    if (schema.is_boolean() && schema.get<bool>()) return "value";
    if (!schema.is_object()) refuse("a schema is an object, got " + short_text(schema));
    check_keywords(schema);
    if (schema.contains("const")) return add(literal(schema["const"]));
    if (schema.contains("enum")) return choice_of(schema["enum"]);
    for (const char* key : {"anyOf", "oneOf"}) {
      if (schema.contains(key)) return choice_between(key, schema[key]);
    }
    if (schema.contains("type")) return rule_of_types(schema, schema["type"]);
    if (schema.contains("properties")) return object_rule(schema);
    if (schema.contains("items")) return array_rule(schema);
    return "value";
  }

  static void check_keywords(const ordered_json& schema) {
    for (const auto& [key, value] : schema.items()) {
      if (holds(kKnown, key) && !is_open(schema, key, value)) continue;
      throw Failure(WASINN_UNSUPPORTED_OPERATION, "option json-schema: the keyword " + printable_text(key, 64) +
                                                      " with " + short_text(value) +
                                                      " is not served; a grammar may say the same");
    }
  }

  std::string choice_of(const ordered_json& values) {
    if (!values.is_array() || values.empty()) refuse("enum is a list of values, got " + short_text(values));
    std::string right;
    for (const ordered_json& value : values) right += (right.empty() ? "" : " | ") + literal(value);
    return add(right);
  }

  std::string choice_between(const char* key, const ordered_json& schemas) {
    if (!schemas.is_array() || schemas.empty()) {
      refuse(std::string(key) + " is a list of schemas, got " + short_text(schemas));
    }
    std::string right;
    for (const ordered_json& schema : schemas) right += (right.empty() ? "" : " | ") + rule_of(schema);
    return add(right);
  }

  std::string rule_of_types(const ordered_json& schema, const ordered_json& type) {
    if (!type.is_array()) return rule_of_type(schema, type);
    if (type.empty()) refuse("type is an empty list");
    std::string right;
    for (const ordered_json& one : type) right += (right.empty() ? "" : " | ") + rule_of_type(schema, one);
    return add(right);
  }

  std::string rule_of_type(const ordered_json& schema, const ordered_json& type) {
    const std::string name = type.is_string() ? type.get<std::string>() : "";
    if (!holds(kPlain, name)) refuse("there is no type " + short_text(type));
    if (name == "object" && schema.contains("properties")) return object_rule(schema);
    if (name == "array" && has_any(schema, {"items", "minItems", "maxItems"})) return array_rule(schema);
    if (name == "string" && has_any(schema, {"minLength", "maxLength"})) {
      return add("\"\\\"\" char" + counts(schema, "minLength", "maxLength") + " \"\\\"\"");
    }
    if (has_any(schema, {"minimum", "exclusiveMinimum"})) {
      const bool positive = schema.contains("exclusiveMinimum");
      if (name == "integer") return positive ? "positive-integer" : "natural";
      if (name == "number") return add(positive ? kPositive : kFromZero);
    }
    return name;
  }

  static bool has_any(const ordered_json& schema, std::initializer_list<const char*> keys) {
    return std::any_of(keys.begin(), keys.end(), [&schema](const char* key) { return schema.contains(key); });
  }

  static std::uint64_t count(const ordered_json& schema, const char* key, std::uint64_t otherwise) {
    if (!schema.contains(key)) return otherwise;
    const ordered_json& value = schema[key];
    if (value.is_number_unsigned() && value.get<std::uint64_t>() <= kMostCount) return value.get<std::uint64_t>();
    refuse(std::string(key) + " is a number from 0 to 1000, got " + short_text(value));
  }

  // "{2,5}" or "{2,}".
  static std::string counts(const ordered_json& schema, const char* least_key, const char* most_key) {
    const std::uint64_t least = count(schema, least_key, 0);
    const std::uint64_t most = count(schema, most_key, kMostCount + 1);
    if (most < least || most == 0) refuse(std::string(most_key) + " leaves no choice");
    return "{" + std::to_string(least) + "," + (most > kMostCount ? "" : std::to_string(most)) + "}";
  }

  std::string array_rule(const ordered_json& schema) {
    const std::string item = schema.contains("items") ? rule_of(schema["items"]) : "value";
    const std::uint64_t least = count(schema, "minItems", 0);
    const std::uint64_t most = count(schema, "maxItems", kMostCount + 1);
    if (most < least) refuse("maxItems is less than minItems");
    if (most == 0) return add(R"("[" ws "]")");
    const std::uint64_t least_more = least > 0 ? least - 1 : 0;
    std::string more;
    if (most > 1) {
      more = " (ws \",\" ws " + item + "){" + std::to_string(least_more) + "," +
             (most > kMostCount ? "" : std::to_string(most - 1)) + "}";
    }
    const std::string items = item + more;
    return add("\"[\" ws " + (least == 0 ? "(" + items + ")?" : items) + R"( ws "]")");
  }

  // Properties in their order: `first` names what may come while nothing was written, `next` what may come after.
  std::string object_rule(const ordered_json& schema) {
    const ordered_json& properties = schema["properties"];
    if (!properties.is_object()) refuse("properties is an object, got " + short_text(properties));
    const ordered_json required = schema.value("required", ordered_json::array());
    if (!required.is_array()) refuse("required is a list of names, got " + short_text(required));
    std::vector<std::pair<std::string, bool>> members;
    for (const auto& [key, value] : properties.items()) {
      const std::string name = literal(ordered_json(key)) + R"( ws ":" ws )" + rule_of(value);
      members.emplace_back(add(name), std::find(required.begin(), required.end(), key) != required.end());
    }
    std::string first = add("\"\"");
    std::string next = first;
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      const std::string rest = next;
      const std::string skipped_first = member->second ? "" : " | " + first;
      const std::string skipped_next = member->second ? "" : " | " + next;
      first = add(member->first + " " + rest + skipped_first);
      next = add(R"(ws "," ws )" + member->first + " " + rest + skipped_next);
    }
    return add(R"("{" ws )" + first + R"( ws "}")");
  }

  std::string rules_;
  unsigned count_ = 0;
};

}  // namespace

std::string grammar_of_schema(const ordered_json& schema) {
  return Writer().run(schema);
}

}  // namespace llama
