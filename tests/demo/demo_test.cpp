// SPDX-License-Identifier: Apache-2.0
// The demo: a guest classifies four pictures, with the very numbers that ONNX Runtime gives when called directly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/demo/native_digits.h"

namespace wasinn::demo {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSource = WASINN_TEST_SOURCE_DIR;
const std::string kBuild = WASINN_TEST_BUILD_DIR;
const std::string kPictures = "seven.png three.png zero.png face.png";

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string out;
  std::array<char, 4096> part;
  while (const std::size_t count = fread(part.data(), 1, part.size(), pipe)) out.append(part.data(), count);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return out;
}

/// What the guest prints for `arguments`.
std::string classify(const std::string& arguments) {
  return output_of("'" + kBuild + "/bin/wasinn' run --graph 'digits=" + kSource + "/models/digits.onnx' --dir '" +
                   kSource + "/examples/digits::.' '" + kBuild + "/guests/classify.wasm' " + arguments);
}

/// Lines of a name and numbers. The guest prints nine digits, which name one float only.
template <std::size_t count>
std::map<std::string, std::array<float, count>> numbers_in(const std::string& text) {
  std::map<std::string, std::array<float, count>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    for (float& number : rows[name]) words >> number;
    EXPECT_TRUE(words) << line;
  }
  return rows;
}

/// The part of the guest's text that is about one picture.
std::string answer_for(const std::string& text, const std::string& picture) {
  const std::size_t begin = text.find(picture);
  if (begin == text.npos) return "";
  return text.substr(begin, text.find(".png", begin + picture.size()) - begin);
}

TEST(Demo, RecognisesTheDigitsAndOnlyThem) {
  const std::string text = classify(kPictures);
  EXPECT_THAT(answer_for(text, "seven.png"), HasSubstr("read by the guest\n  7  █"));
  EXPECT_THAT(answer_for(text, "three.png"), HasSubstr("read by the guest\n  3  █"));
  EXPECT_THAT(answer_for(text, "zero.png"), HasSubstr("read by the guest\n  0  █"));
  for (const char* digit : {"seven.png", "three.png", "zero.png"}) {
    EXPECT_THAT(answer_for(text, digit), Not(HasSubstr("no digit"))) << digit;
  }
  EXPECT_THAT(answer_for(text, "face.png"), HasSubstr("none of the ten reaches 50 %"));
}

TEST(Demo, GivesTheBitsThatTheFrameworkGivesWhenCalledDirectly) {
  const auto pixels = numbers_in<64>(classify("--pixels " + kPictures));
  const auto probabilities = numbers_in<10>(classify("--raw " + kPictures));
  ASSERT_EQ(pixels.size(), 4u);
  ASSERT_EQ(probabilities.size(), 4u);
  const NativeDigits native(WASINN_TEST_ONNXRUNTIME, kSource + "/models/digits.onnx");
  for (const auto& [picture, values] : pixels) EXPECT_EQ(probabilities.at(picture), native.infer(values)) << picture;
}

TEST(Demo, RunsAsItIsShown) {
  const std::string text = output_of("'" + kSource + "/examples/digits/demo' '" + kBuild + "'");
  for (const char* picture : {"seven.png", "three.png", "zero.png", "face.png"}) {
    EXPECT_THAT(answer_for(text, std::string(picture) + "  "), HasSubstr("read by the guest\n")) << picture;
  }
}

}  // namespace
}  // namespace wasinn::demo
