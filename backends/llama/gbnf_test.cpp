// SPDX-License-Identifier: Apache-2.0
// Tests of the check of grammars, and of the grammars of schemas.
#include "gbnf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <wasinn/plugin.hpp>

#include "json_schema.h"

namespace llama {
namespace {

using ::testing::HasSubstr;

std::string refusal_of(const std::string& grammar) {
  try {
    check_gbnf(grammar);
    return "";
  } catch (const wasinn::sdk::Failure& failure) {
    EXPECT_EQ(failure.status(), static_cast<wasinn_status>(WASINN_INVALID_ARGUMENT));
    return failure.what();
  }
}

TEST(Gbnf, TakesWhatTheNotationHas) {
  for (const char* grammar : {"root ::= \"a\"", "root ::= [a-z]+ | \"\\n\" # why\n",
                              "root ::= (a | b)* c?\na ::= \"1\"{2}\nb ::= .{1,3}\nc ::= [^x\\]]{2,}",
                              "root ::= a\r\na ::= \"\\x41\\u20ac\\U0001F600\"", "root ::= (\n  \"a\" |\n  \"b\"\n)",
                              "root ::= <[12]> !<[3]>", "root ::= \"\"", "# first\n\nroot ::= \"ä\" | \"€\"",
                              "root ::= \"a\" |", "root ::= [-a]"}) {
    EXPECT_EQ(refusal_of(grammar), "") << grammar;
  }
}

TEST(Gbnf, RefusesOthersWithTheLine) {
  const std::pair<std::string, const char*> refusals[] = {
      {"", "no rule root"},
      {"a ::= \"b\"", "no rule root"},
      {"root ::= b", "no rule b"},
      {"root = \"a\"", "':' is missing"},
      {"root ::= \"a", "ends inside"},
      {"root ::= [a", "ends inside"},
      {"root ::= (\"a\"", "')' is missing"},
      {"root ::= \"a\"\nb ::= )", "line 2"},
      {"root ::= *", "nothing to repeat"},
      {"root ::= \"a\"{2001}", "more than 2000"},
      {"root ::= (a a a){1000}\na ::= \"b\"", "more than 2000"},
      {"root ::= \"a\"{3,2}", "wrong way round"},
      {"root ::= \"a\"{99999999999}", "ten digits"},
      {"root ::= \"\\q\"", "escape"},
      {"root ::= \"\\x4\"", "hexadecimal"},
      {"root ::= <word>", "by their number"},
      {std::string("root ::= \"\0\"", 12), "NUL"},
      {"root ::= \"" + std::string(70000, 'a') + "\"", "64 KiB"},
      {"root ::= \"" + std::string(3000, 'a') + "\"{1000}", "too many elements"},
      {"root ::= " + std::string(100, '(') + "\"a\"" + std::string(100, ')'), "64 deep"},
  };
  for (const auto& [grammar, answer] : refusals)
    EXPECT_THAT(refusal_of(grammar), HasSubstr(answer)) << grammar.substr(0, 60);
}

std::string schema_answer(const char* schema) {
  try {
    return grammar_of_schema(nlohmann::ordered_json::parse(schema));
  } catch (const wasinn::sdk::Failure& failure) {
    return std::to_string(failure.status()) + " " + failure.what();
  }
}

TEST(JsonSchema, BecomesAGrammarThatParses) {
  for (const char* schema :
       {"{}", R"({"type": "string"})", R"({"type": ["null", "number"]})",
        R"({"enum": [1, "a\"b\\c", null, {"x": [1]}]})",
        R"({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 4})",
        R"({"type": "array", "maxItems": 0})", R"({"properties": {}})",
        R"({"properties": {"a": {}, "b": true}, "required": ["b"], "additionalProperties": false})",
        R"({"anyOf": [{"type": "string", "minLength": 1, "maxLength": 9}, {"const": "x"}]})", R"({"const": "ä"})",
        R"({"items": {"type": ["integer", "number"], "minimum": 0, "exclusiveMinimum": 0.0}})"}) {
    EXPECT_THAT(schema_answer(schema), HasSubstr("root ::= ")) << schema;
  }
}

TEST(JsonSchema, WithWhatIsNotServedIsRefusedByName) {
  EXPECT_THAT(schema_answer(R"({"$ref": "#/x"})"), HasSubstr("5 option json-schema: the keyword $ref"));
  EXPECT_THAT(schema_answer(R"({"type": "string", "pattern": "a"})"), HasSubstr("keyword pattern"));
  EXPECT_THAT(schema_answer(R"({"type": "integer", "minimum": 3})"), HasSubstr("keyword minimum"));
  EXPECT_THAT(schema_answer(R"({"type": "number", "exclusiveMinimum": true})"), HasSubstr("keyword exclusiveMinimum"));
  EXPECT_THAT(schema_answer(R"({"minimum": 0})"), HasSubstr("keyword minimum"));
  EXPECT_THAT(schema_answer(R"({"properties": {"a": {"type": "any"}}})"),
              HasSubstr("1 option json-schema: there is no type"));
  EXPECT_THAT(schema_answer(R"({"enum": []})"), HasSubstr("enum is a list"));
  EXPECT_THAT(schema_answer(R"({"type": "array", "minItems": -1})"), HasSubstr("minItems"));
  EXPECT_THAT(schema_answer(R"({"type": "array", "minItems": 3, "maxItems": 2})"), HasSubstr("less than"));
  EXPECT_THAT(schema_answer("3"), HasSubstr("a schema is an object"));
}

}  // namespace
}  // namespace llama
