// SPDX-License-Identifier: Apache-2.0
// UTF-8 and the formats that people read.
#include "base/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/bytes.h"
#include "base/checked.h"

namespace wasinn {
namespace {

/// U+`code` in UTF-8, also for what is no code point.
std::string encoded(std::uint32_t code) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xC0U | code >> 6U), byte(0x80U | (code & 0x3FU))};
  if (code < 0x10000) {
    return {byte(0xE0U | code >> 12U), byte(0x80U | (code >> 6U & 0x3FU)), byte(0x80U | (code & 0x3FU))};
  }
  return {byte(0xF0U | code >> 18U), byte(0x80U | (code >> 12U & 0x3FU)), byte(0x80U | (code >> 6U & 0x3FU)),
          byte(0x80U | (code & 0x3FU))};
}

TEST(Utf8, AcceptsEachCodePointAndNoSurrogate) {
  for (std::uint32_t code = 0; code <= 0x10FFFF; ++code) {
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    ASSERT_EQ(is_utf8(encoded(code)), !surrogate) << code;
  }
}

TEST(Utf8, RefusesWhatLiesBeyondTheLastCodePoint) {
  EXPECT_FALSE(is_utf8(encoded(0x110000)));
  EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("\xF8\x88\x80\x80\x80"));
}

TEST(Utf8, RefusesOverlongForms) {
  for (const std::string_view text :
       {"\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xF0\x80\x80\xAF", "\xF0\x8F\xBF\xBF"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, RefusesSequencesThatAreCutOffOrBroken) {
  for (const std::string_view text : {"\x80", "a\xBF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xC3z", "\xE2\x82z",
                                      "\xE2z\x82", "\xFE", "\xFF"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, AcceptsNothingAndTextWithNul) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string("a\0b", 3)));
}

TEST(Utf8, RepairsByteByByte) {
  EXPECT_EQ(as_utf8("gr\xFC\xDF dich"), "gr?? dich");
  EXPECT_EQ(as_utf8("grüß dich"), "grüß dich");
  EXPECT_EQ(as_utf8("\xE2\x82"), "??");
  EXPECT_EQ(as_utf8("\xE2\x82\xC3\xA9"), "??é");
  EXPECT_EQ(as_utf8("gr\xFC\xDF dich", "\uFFFD"), "gr\uFFFD\uFFFD dich");
}

TEST(Utf8, PrefixesEndBetweenCharacters) {
  EXPECT_EQ(utf8_prefix("aéz", 4), "aéz");
  EXPECT_EQ(utf8_prefix("aéz", 3), "aé");
  EXPECT_EQ(utf8_prefix("aéz", 2), "a");
  EXPECT_EQ(utf8_prefix("😀", 3), "");
  EXPECT_EQ(utf8_prefix("abc", 0), "");
}

TEST(ByteSizes, AreWrittenInTheUnitThatFits) {
  EXPECT_EQ(format_byte_size(0), "0 bytes");
  EXPECT_EQ(format_byte_size(1), "1 byte");
  EXPECT_EQ(format_byte_size(512), "512 bytes");
  EXPECT_EQ(format_byte_size(1023), "1023 bytes");
  EXPECT_EQ(format_byte_size(1024), "1.0 KiB");
  EXPECT_EQ(format_byte_size(21914), "21.4 KiB");
  EXPECT_EQ(format_byte_size(std::uint64_t{512} << 20), "512.0 MiB");
  EXPECT_EQ(format_byte_size(std::uint64_t{1} << 30), "1.0 GiB");
  EXPECT_EQ(format_byte_size(std::uint64_t{3} << 40), "3.0 TiB");
  EXPECT_EQ(format_byte_size(std::uint64_t{1} << 50), "1.0 PiB");
  EXPECT_EQ(format_byte_size(std::numeric_limits<std::uint64_t>::max()), "16.0 EiB");
}

TEST(ByteSizes, NeverReadAs1024OfAUnit) {
  EXPECT_EQ(format_byte_size((1U << 20) - 1), "1.0 MiB");
  EXPECT_EQ(format_byte_size((1U << 20) - 100), "1023.9 KiB");
  EXPECT_EQ(format_byte_size((std::uint64_t{1} << 30) - 1), "1.0 GiB");
}

TEST(Printable, KeepsTextAndReplacesWhatTerminalsObey) {
  EXPECT_EQ(printable("digits"), "digits");
  EXPECT_EQ(printable("größer"), "größer");
  EXPECT_EQ(printable("a\nb\x1b[2Jc\x7f"), "a?b?[2Jc?");
  EXPECT_EQ(printable("a\xC2\x9B" "2Jb"), "a?2Jb");
  EXPECT_EQ(printable("a\xC2\xA0" "b"), "a\xC2\xA0" "b");
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
  EXPECT_EQ(printable("a\xFF" "b"), "a?b");
}

TEST(Printable, MarksWhereItCut) {
  EXPECT_EQ(printable(std::string(128, 'a')), std::string(128, 'a'));
  EXPECT_EQ(printable(std::string(129, 'a')), std::string(128, 'a') + "…");
  EXPECT_EQ(printable("abc", 0), "…");
  EXPECT_EQ(printable("", 0), "");
}

TEST(Printable, NeverCutsACharacterInTwo) {
  for (const std::string character : {"é", "€", "😀"}) {
    for (std::size_t before = 120; before <= 130; ++before) {
      const std::string text = printable(std::string(before, 'a') + character + character);
      EXPECT_TRUE(is_utf8(text)) << before << ' ' << character;
      EXPECT_EQ(text.find('?'), std::string::npos) << "a whole character was taken for a broken one";
    }
  }
}

TEST(Printable, TakesAnyLengthAsTheLimit) {
  EXPECT_EQ(printable("abc", std::numeric_limits<std::size_t>::max()), "abc");
}

TEST(CheckedArithmetic, TellsWhenSixtyFourBitsAreNotEnough) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(checked_add(kMost - 1, 1), kMost);
  EXPECT_EQ(checked_add(kMost, 1), std::nullopt);
  constexpr std::uint64_t kTwoTo32 = std::uint64_t{1} << 32;
  EXPECT_EQ(checked_multiply(kTwoTo32, kTwoTo32 - 1), kMost - kTwoTo32 + 1);
  EXPECT_EQ(checked_multiply(kTwoTo32, kTwoTo32), std::nullopt);
  EXPECT_EQ(checked_multiply(kMost, 0), 0U);
}

TEST(ByteViews, SeeTheTextTheyWereMadeOf) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(bytes_of(text).size(), 3U);
  EXPECT_EQ(text_of(bytes_of(text)), text);
  EXPECT_TRUE(text_of(ByteView()).empty());
}

}  // namespace
}  // namespace wasinn
