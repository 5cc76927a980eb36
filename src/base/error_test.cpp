// SPDX-License-Identifier: Apache-2.0
// Error codes and the text that guests may read.
#include "base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/text.h"

namespace wasinn {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shown(std::string message) { return guest_error_text({ErrorCode::RuntimeError, std::move(message)}); }

TEST(ErrorCodes, HaveTheNamesAndTheOrderOfTheStandard) {
  const char* const standard[] = {"invalid-argument",      "invalid-encoding", "timeout",   "runtime-error",
                                  "unsupported-operation", "too-large",        "not-found", "security",
                                  "unknown"};
  for (std::size_t i = 0; i < std::size(standard); ++i) {
    EXPECT_EQ(error_code_name(static_cast<ErrorCode>(i)), standard[i]);
  }
}

TEST(ErrorCodes, HaveDifferentNamesEach) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::NamesHostFile); ++i) names.insert(error_code_name(ErrorCode(i)));
  EXPECT_EQ(names.size(), 11U);
}

TEST(ErrorCodes, BeyondTheLastAreUnknown) { EXPECT_EQ(error_code_name(ErrorCode(200)), "unknown"); }

TEST(Errors, GainAPlaceAndKeepTheirCode) {
  const Error error = Error{ErrorCode::TooLarge, "too much"}.within("graph 'a'");
  EXPECT_EQ(error.code, ErrorCode::TooLarge);
  EXPECT_EQ(error.message, "graph 'a': too much");
}

TEST(GuestErrorText, LeavesAnOrdinaryMessageAlone) {
  const std::string message = "graph 'digits': input 0 wants f32[1,1,8,8], got u8[64]";
  EXPECT_EQ(shown(message), message);
}

TEST(GuestErrorText, LeavesSlashesAloneThatBelongToNoPath) {
  for (const std::string message :
       {"I/O error", "3 / 4 of the bytes", "either/or", "40 MB/s", "input 'serving/x'", "/"}) {
    EXPECT_EQ(shown(message), message);
  }
}

TEST(GuestErrorText, HidesAHostPathWhereverItStands) {
  for (const std::string message :
       {"/home/anna/net.onnx", "cannot open /home/anna/net.onnx", "cannot open '/home/anna/net.onnx': No such file",
        "file=/home/anna/net.onnx", "(/home/anna/net.onnx)", "[/home/anna/net.onnx]", "</home/anna/net.onnx>",
        "file:///home/anna/net.onnx", "a:/home/anna/net.onnx", "“/home/anna/net.onnx”", "x,/home/anna/net.onnx",
        "~/home/anna/net.onnx", "../home/anna/net.onnx", "./home/anna/net.onnx", "@/home/anna/net.onnx",
        "{/home/anna/net.onnx}", "|/home/anna/net.onnx", "/lib:/home/anna/net.onnx", "`/home/anna/net.onnx`"}) {
    EXPECT_THAT(shown(message), Not(HasSubstr("anna"))) << message;
    EXPECT_THAT(shown(message), Not(HasSubstr("net.onnx"))) << message;
  }
}

TEST(GuestErrorText, KeepsTheReasonBesideAPath) {
  EXPECT_EQ(shown("the model file '/srv/a.onnx' cannot be used: it is empty"),
            "the model file '…' cannot be used: it is empty");
  EXPECT_EQ(shown("/srv/src/graph.cc:149 Node is broken"), "…:149 Node is broken");
}

TEST(GuestErrorText, HidesTheWholeOfAPathWithBlanks) {
  for (const std::string message :
       {"'/home/anna/my own models/net.onnx' is empty", "'/home/o'anna/my models/net.onnx' is empty",
        "\"/home/anna/my own models/net.onnx\" is empty", "/home/anna/my models/net.onnx is empty",
        "/home/x:anna/net.onnx is empty"}) {
    EXPECT_THAT(shown(message), Not(HasSubstr("anna"))) << message;
    EXPECT_THAT(shown(message), Not(HasSubstr("models"))) << message;
    EXPECT_THAT(shown(message), Not(HasSubstr("net"))) << message;
    EXPECT_THAT(shown(message), HasSubstr("is empty")) << message;
  }
}

TEST(GuestErrorText, HidesAddresses) {
  EXPECT_EQ(shown("tensor at 0x7ffd12345678 is broken"), "tensor at … is broken");
  EXPECT_EQ(shown("(0x7ffd1234) =0x7ffd1234 *0x7ffd1234 [0x7ffd1234]"), "(…) =… *… […]");
}

TEST(GuestErrorText, IsCutAtOneKibibyte) {
  EXPECT_EQ(shown(std::string(1024, 'a')).size(), 1024U);
  EXPECT_EQ(shown(std::string(1025, 'a')).size(), 1024U);
  EXPECT_EQ(shown(std::string(1 << 20, 'a')).size(), 1024U);
}

TEST(GuestErrorText, NeverSplitsACharacter) {
  for (const std::string character : {"é", "€", "😀"}) {
    for (std::size_t before = 1018; before <= 1026; ++before) {
      const std::string text = shown(std::string(before, 'a') + character + character);
      EXPECT_LE(text.size(), kGuestErrorTextBytes);
      EXPECT_TRUE(is_utf8(text)) << before << ' ' << character;
    }
  }
}

TEST(GuestErrorText, IsNotCutShorterThanItsCharactersNeed) {
  EXPECT_EQ(shown(std::string(1022, 'a') + "é"), std::string(1022, 'a') + "é");
  EXPECT_EQ(shown(std::string(1023, 'a') + "é"), std::string(1023, 'a'));
}

TEST(GuestErrorText, IsUtf8EvenWhenTheFrameworkWritesSomethingElse) {
  EXPECT_EQ(shown("caf\xE9 \xFF\xC0\x80 done"), "caf? ??? done");
  EXPECT_TRUE(is_utf8(shown(std::string(5000, '\x80'))));
}

TEST(GuestErrorText, OfNothingIsNothing) { EXPECT_EQ(shown(""), ""); }

}  // namespace
}  // namespace wasinn
