// SPDX-License-Identifier: Apache-2.0
// The walk over models that the ONNX library wrote: whole, cut at each length, and with bytes changed.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <string>

#include "format/format.h"
#include "format/onnx.h"

namespace wasinn {
namespace {

std::string fixture(const std::string& name) {
  std::ifstream file(std::string(WASINN_TEST_FIXTURE_DIR) + '/' + name, std::ios::binary);
  EXPECT_TRUE(file) << name << " is missing: build the target fixtures";
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

Result<void> check_fenced(std::string_view bytes, ModelOrigin origin) {
  // A copy of its own size, so that a sanitizer sees the first byte too many.
  const auto copy = std::make_unique<std::byte[]>(bytes.size());
  std::copy_n(bytes_of(bytes).data(), bytes.size(), copy.get());
  const ByteView part(copy.get(), bytes.size());
  describe_model(Encoding::Onnx, {&part, 1});
  EXPECT_FALSE(looks_like({&part, 1}).empty());
  return check_model(Encoding::Onnx, {&part, 1}, origin);
}

TEST(WrittenOnnxModels, PassWhenAFrameworkShouldLoadThem) {
  const auto models = nlohmann::json::parse(fixture("models.json"));
  ASSERT_GT(models.size(), 20U);
  for (const auto& [name, model] : models.items()) {
    const std::string becomes = model["becomes"];
    if (becomes != "loads" && becomes != "beyond") continue;
    const auto checked = check_fenced(fixture(name + ".onnx"), ModelOrigin::Guest);
    EXPECT_TRUE(checked) << name << ": " << (checked ? "" : checked.error().message);
  }
}

TEST(WrittenOnnxModels, WithTensorsInFilesAreTheOperatorsOnly) {
  for (const std::string name : {"external", "external_missing", "external_escape", "external_absolute"}) {
    const std::string model = fixture(name + ".onnx");
    EXPECT_EQ(check_fenced(model, ModelOrigin::Guest).error().code, ErrorCode::NamesHostFile) << name;
    EXPECT_TRUE(check_fenced(model, ModelOrigin::Operator)) << name;
  }
}

TEST(WrittenOnnxModels, NestedAHundredTimesAreRefused) {
  EXPECT_EQ(check_fenced(fixture("nested_100.onnx"), ModelOrigin::Operator).error().code, ErrorCode::InvalidEncoding);
}

TEST(WrittenOnnxModels, WithoutAGraphOrHalfOfThemselvesAreRefused) {
  for (const std::string name : {"without_graph", "truncated"}) {
    EXPECT_EQ(check_fenced(fixture(name + ".onnx"), ModelOrigin::Guest).error().code, ErrorCode::InvalidEncoding);
  }
}

TEST(WrittenOnnxModels, CutAtAnyLengthAreRefused) {
  for (const std::string name : {"tiny", "nested_4", "endless", "external"}) {
    const std::string whole = fixture(name + ".onnx");
    for (std::size_t length = 0; length < whole.size(); ++length) {
      const auto checked = check_fenced(std::string_view(whole).substr(0, length), ModelOrigin::Operator);
      EXPECT_FALSE(checked) << name << ' ' << length;
    }
    EXPECT_TRUE(check_fenced(whole, ModelOrigin::Operator)) << name;
  }
}

TEST(WrittenOnnxModels, SurviveAChangeOfAnyByte) {
  const std::set<ErrorCode> allowed = {ErrorCode::InvalidEncoding, ErrorCode::NamesHostFile};
  for (const std::string name : {"tiny", "external"}) {
    std::string bytes = fixture(name + ".onnx");
    for (char& byte : bytes) {
      const char before = byte;
      for (int value = 0; value < 256; value += 5) {
        byte = static_cast<char>(value);
        const auto checked = check_fenced(bytes, ModelOrigin::Guest);
        EXPECT_TRUE(checked || allowed.contains(checked.error().code));
      }
      byte = before;
    }
  }
}

TEST(WrittenOnnxModels, SurviveManyChangesAtOnce) {
  std::mt19937 random(7);
  for (const std::string name : {"nested_4", "many_inputs", "nested_100"}) {
    const std::string whole = fixture(name + ".onnx");
    for (int round = 0; round < 300; ++round) {
      std::string bytes = whole;
      for (unsigned change = 0; change <= random() % 20; ++change) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
      (void)check_fenced(bytes, ModelOrigin::Guest);
    }
  }
}

}  // namespace
}  // namespace wasinn
