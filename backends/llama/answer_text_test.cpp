// SPDX-License-Identifier: Apache-2.0
// Tests of the pieces that a text is handed out in.
#include "answer_text.h"

#include <gtest/gtest.h>

namespace llama {
namespace {

TEST(AnswerText, HoldsBackCharactersThatAreNotWhole) {
  AnswerText text;
  const std::string word = "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80";
  std::string pieces;
  for (const char byte : word) {
    text.add(std::string_view(&byte, 1));
    const std::string_view piece = text.take();
    EXPECT_EQ(unfinished_bytes(piece), 0u);
    pieces += piece;
  }
  EXPECT_EQ(pieces, word);
  EXPECT_EQ(text.whole(), word);
  EXPECT_EQ(text.take_rest(), "");
}

TEST(AnswerText, GivesWhatIsLeftAtTheEnd) {
  AnswerText text;
  text.add("a\xe2\x82");
  EXPECT_EQ(text.take(), "a");
  EXPECT_EQ(text.take(), "");
  EXPECT_EQ(text.take_rest(), "\xe2\x82");
  EXPECT_EQ(text.take_rest(), "");
}

TEST(AnswerText, PassesBytesThatAreNoCharacters) {
  for (const char* bytes : {"\x80", "\xbf\xbf\xbf\xbf", "\xff", "\xc0\x80", "\xf8\x88", "a\x80"}) {
    AnswerText text;
    text.add(bytes);
    EXPECT_EQ(text.take(), bytes);
  }
}

TEST(AnswerText, KnowsWhichBytesBeginACharacter) {
  EXPECT_EQ(unfinished_bytes(""), 0u);
  EXPECT_EQ(unfinished_bytes("\xf0\x9f\x98"), 3u);
  EXPECT_EQ(unfinished_bytes("\xf0\x9f"), 2u);
  EXPECT_EQ(unfinished_bytes("\xe2"), 1u);
  EXPECT_EQ(unfinished_bytes("\xe2\x82\xac"), 0u);
  EXPECT_EQ(unfinished_bytes("\xc3\xa4z"), 0u);
}

TEST(AnswerText, EndsAtAPromptThatLastBytesComplete) {
  AnswerText text;
  const std::vector<std::string> prompts{"User:", "\n\n"};
  text.add("one Us");
  EXPECT_FALSE(text.ends_at(prompts));
  text.add("er: x");
  EXPECT_TRUE(text.ends_at(prompts));
  text.add("more");
  EXPECT_FALSE(text.ends_at({"User:"}));
  EXPECT_FALSE(text.ends_at({}));
}

}  // namespace
}  // namespace llama
