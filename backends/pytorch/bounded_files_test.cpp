// SPDX-License-Identifier: Apache-2.0
// Files of ordinary models pass; those that lead PyTorch into the depth do not.
#include "bounded_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytorch {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

std::string in_pickle(std::string_view pickle) { return obstacle_in_pickle(pickle).text; }

std::string in_code(std::string_view code) { return obstacle_in_code(code).text; }

// A module with a list of one number.
const std::string kPickle = "\x80\x02"
                            "c__torch__\nNet\nq\0)\x81}(X\x01\0\0\0a]K\x05"
                            "aub."s;

std::string times(std::size_t count, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

TEST(BoundedPickles, OfOrdinaryModelsPass) {
  EXPECT_EQ(in_pickle(kPickle), "");
  EXPECT_EQ(in_pickle("\x80\x02)."), "");
  EXPECT_EQ(in_pickle("\x80\x02" + times(1000, "]") + "."), "");
}

TEST(BoundedPickles, ThatEndEarlyOrDoNotParseAreRefused) {
  for (std::size_t size = 0; size < kPickle.size(); ++size) EXPECT_NE(in_pickle(kPickle.substr(0, size)), "");
  for (const std::string& pickle : {"\x80\x02!."s, "\x80\x02X\xff\0\0\0a."s, "\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xff."s,
                                    "\x80\x02"
                                    "c__torch__."s}) {
    EXPECT_NE(in_pickle(pickle), "");
  }
}

TEST(BoundedPickles, DoNotNumberPlacesThatTheyCannotFill) {
  EXPECT_THAT(in_pickle("\x80\x02]r\xff\xff\xff\x7f."), HasSubstr("do not parse"));
  EXPECT_EQ(in_pickle("\x80\x02]q\x01."s), "");
}

TEST(BoundedPickles, HaveAMostOfContainers) {
  EXPECT_THAT(in_pickle("\x80\x02" + times(kMostContainers + 1, "]") + "."), HasSubstr("more than 50000"));
}

TEST(BoundedFiles, TellWhatDoesNotParseFromWhatIsTooMuch) {
  EXPECT_EQ(obstacle_in_pickle(kPickle).status, WASINN_OK);
  EXPECT_EQ(obstacle_in_pickle("!").status, WASINN_INVALID_ENCODING);
  EXPECT_EQ(obstacle_in_pickle(times(kMostContainers + 1, "]")).status, WASINN_TOO_LARGE);
  EXPECT_EQ(obstacle_in_code(times(5000, "-")).status, WASINN_TOO_LARGE);
}

TEST(BoundedCode, OfOrdinaryModelsPasses) {
  EXPECT_EQ(in_code("class Net(Module):\n  def forward(self,\n    x: Tensor) -> Tensor:\n    return x # (((\n"), "");
  EXPECT_EQ(in_code(times(10000, "    x = torch.add(x, \"\\\"(\")\n")), "");
  EXPECT_EQ(in_code(""), "");
  EXPECT_EQ(in_code("\"\\"), "");
}

TEST(BoundedCode, HasAMostOfBytesInOneStatement) {
  EXPECT_THAT(in_code("return " + times(5000, "-") + "x\n"), HasSubstr("a statement of more than 4096 bytes"));
  EXPECT_NE(in_code("return (x\n" + times(2000, "+ x\n") + ")\n"), "") << "on many lines";
  EXPECT_NE(in_code("return " + times(3000, "(\n") + "x" + times(3000, ")\n")), "");
  EXPECT_NE(in_code("f(')'\n" + times(3000, "+'\\')'\n")), "") << "brackets in texts close nothing";
}

TEST(BoundedCode, HasAMostOfDepth) {
  EXPECT_THAT(in_code(times(300, " ") + "x = 1\n"), HasSubstr("deep inside each other"));
  EXPECT_THAT(in_code(times(501, "    elif False:\n      x = 1\n")), HasSubstr("more than 500 branches"));
}

}  // namespace
}  // namespace pytorch
