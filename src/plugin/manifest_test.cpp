// SPDX-License-Identifier: Apache-2.0
// What manifests may say, and how wrong ones are answered.
#include "plugin/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <ostream>
#include <string>

#include "tests/doubles/temporary_folder.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Manifest, ReadsEveryKey) {
  const auto manifest = parse_manifest(
      R"({"name": "some-thing_2", "library": "lib.so", "encodings": ["onnx", "ggml"], "how_to_get": "apt install x",
          "on_request": true, "future": [1, {}]})",
      "/plugins");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  EXPECT_EQ(manifest->name, "some-thing_2");
  EXPECT_EQ(manifest->library, "/plugins/lib.so");
  EXPECT_THAT(manifest->encodings, ElementsAre(Encoding::Onnx, Encoding::Ggml));
  EXPECT_EQ(manifest->how_to_get, "apt install x");
  EXPECT_TRUE(manifest->on_request);
}

TEST(Manifest, LeavesOutWhatMayBeLeftOut) {
  const auto manifest = parse_manifest(R"({"name": "a", "library": "lib.so", "encodings": ["onnx"]})", "/plugins");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  EXPECT_EQ(manifest->library, "/plugins/lib.so");
  EXPECT_EQ(manifest->how_to_get, "");
  EXPECT_FALSE(manifest->on_request);
}

struct Wrong {
  const char* text;
  const char* answer;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.answer; }

class WrongManifest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongManifest, IsAnsweredWithWhatIsWrong) {
  const auto manifest = parse_manifest(GetParam().text, "/plugins");
  ASSERT_FALSE(manifest.has_value()) << GetParam().text;
  EXPECT_EQ(manifest.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(manifest.error().message, HasSubstr(GetParam().answer));
}

const Wrong kWrong[] = {
    {"", "one JSON object"},
    {"{", "one JSON object"},
    {"[]", "one JSON object"},
    {R"({"library": "l", "encodings": ["onnx"]})", "\"name\" must be a text"},
    {R"({"name": 3, "library": "l", "encodings": ["onnx"]})", "\"name\" must be a text"},
    {R"({"name": "A b", "library": "l", "encodings": ["onnx"]})", "\"name\" must be 1 to 64"},
    {R"({"name": "a", "encodings": ["onnx"]})", "\"library\" must be a text"},
    {R"({"name": "a", "library": "", "encodings": ["onnx"]})", "\"library\" must name a file"},
    {R"({"name": "a", "library": "/usr/lib/libm.so.6", "encodings": ["onnx"]})", "a file beside the manifest"},
    {R"({"name": "a", "library": "../lib.so", "encodings": ["onnx"]})", "a file beside the manifest"},
    {R"({"name": "a", "library": "..", "encodings": ["onnx"]})", "a file beside the manifest"},
    {R"({"name": "a", "library": "l"})", "\"encodings\" must be a list"},
    {R"({"name": "a", "library": "l", "encodings": []})", "\"encodings\" must be a list"},
    {R"({"name": "a", "library": "l", "encodings": ["zip"]})", "holds \"zip\", which is no encoding"},
    {R"({"name": "a", "library": "l", "encodings": [7]})", "holds 7, which is no encoding"},
    {R"({"name": "a", "library": "l", "encodings": ["onnx"], "how_to_get": 1})", "\"how_to_get\" must be a text"},
    {R"({"name": "a", "library": "l", "encodings": ["onnx"], "on_request": "yes"})", "\"on_request\" must be true or"},
};

INSTANTIATE_TEST_SUITE_P(EachFault, WrongManifest, ::testing::ValuesIn(kWrong));

TEST(Manifest, IsARegularFileOfModestSize) {
  const TemporaryFolder folder;
  EXPECT_THAT(read_manifest(folder.path()).error().message, HasSubstr("must be a regular file"));
  std::ofstream(folder.path() / "large.json") << std::string(1024 * 1024 + 1, ' ');
  EXPECT_THAT(read_manifest(folder.path() / "large.json").error().message, HasSubstr("has at most 1 MiB"));
  std::ofstream(folder.path() / "deep.json") << std::string(1024 * 1024, '[');
  EXPECT_THAT(read_manifest(folder.path() / "deep.json").error().message, HasSubstr("one JSON object"));
}

TEST(Manifest, SaysWhichFileCannotBeRead) {
  const auto manifest = read_manifest("/nowhere/echo.json");
  ASSERT_FALSE(manifest.has_value());
  EXPECT_EQ(manifest.error().code, ErrorCode::NotFound);
  EXPECT_THAT(manifest.error().message, HasSubstr("/nowhere/echo.json"));
}

}  // namespace
}  // namespace wasinn
