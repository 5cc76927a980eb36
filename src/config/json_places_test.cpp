// SPDX-License-Identifier: Apache-2.0
// Where the members of a document stand, whatever stands between them.
#include "config/json_places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace wasinn {
namespace {

using testing::HasSubstr;

/// The rest of the line from the place at `path`, which are names separated by dots.
std::string at(std::string_view text, std::string path) {
  const auto root = find_places(text);
  EXPECT_TRUE(root) << text;
  const JsonPlace* place = &*root;
  while (!path.empty()) {
    const std::string name = path.substr(0, path.find('.'));
    path.erase(0, name.size() + 1);
    place = &place->members.at(name);
  }
  const std::string_view rest = text.substr(place->value);
  return std::string(rest.substr(0, rest.find('\n')));
}

TEST(JsonPlaces, AreThoseOfNamesAndValues) {
  const std::string_view text = R"({"a": 1, "b": {"c": [1, {"d": 2}], "e": "x"}, "f": true})";
  EXPECT_EQ(at(text, "a").substr(0, 1), "1");
  EXPECT_EQ(at(text, "b.c").substr(0, 5), "[1, {");
  EXPECT_EQ(at(text, "b.e").substr(0, 3), "\"x\"");
  EXPECT_EQ(at(text, "f"), "true}");
  EXPECT_EQ(find_places(text)->members.at("f").key, text.find("\"f\""));
}

TEST(JsonPlaces, AreFoundBehindCommentsAndInsideOfStrangeTexts) {
  const std::string_view text = "\xEF\xBB\xBF // {\"a\": 0}\n{/* \"a\": 0, */\"a\\u0062\\\"}\" : /* , */ \"}, \\\\\" // \"\n,\"b\":-1.5e3}";
  EXPECT_EQ(at(text, "ab\"}").substr(0, 4), "\"}, ");
  EXPECT_EQ(at(text, "b"), "-1.5e3}");
}

TEST(JsonPlaces, AreFoundWhereALineEndsWithoutABreak) {
  EXPECT_EQ(at("{ // \"a\": 0\r \"a\": 1}", "a"), "1}");
}

TEST(JsonPlaces, AreFoundInEmptyThings) {
  for (const char* text : {"{}", "[]", " { } ", "[[], {}, [{}]]", "null", "3", "\"\"", "{\"a\":{},\"b\":[]}"}) {
    EXPECT_TRUE(find_places(text)) << text;
  }
}

TEST(JsonPlaces, TellOfANameThatIsGivenTwice) {
  EXPECT_EQ(find_places("{\"a\": 1,\n \"\\u0061\": 2}").error().message, "2:2: the key \"a\" is given twice");
  EXPECT_TRUE(find_places(R"({"a": {"a": 1}, "b": {"a": 1}})"));
}

TEST(JsonPlaces, AreNotLookedForAtAnyDepth) {
  EXPECT_TRUE(find_places(std::string(64, '[') + std::string(64, ']')));
  EXPECT_THAT(find_places(std::string(100'000, '[') + std::string(100'000, ']')).error().message,
              HasSubstr("1:66: more than 64 values inside each other"));
}

TEST(LineAndColumn, CountLinesAndCharactersFromOne) {
  EXPECT_EQ(line_and_column("abc", 0), "1:1");
  EXPECT_EQ(line_and_column("abc", 2), "1:3");
  EXPECT_EQ(line_and_column("a\nbc", 2), "2:1");
  EXPECT_EQ(line_and_column("a\n\n bc", 5), "3:3");
  EXPECT_EQ(line_and_column("größe x", 9), "1:8") << "letters of two bytes are one character";
}

}  // namespace
}  // namespace wasinn
