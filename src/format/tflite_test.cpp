// SPDX-License-Identifier: Apache-2.0
// Whole models, good and damaged, without the framework.
#include "format/tflite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/doubles/damaged_model.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

const fs::path kTests = fs::path(WASINN_TEST_SOURCE_DIR) / "tests";
const fs::path kFolders[] = {kTests / "tflite/models", kTests / "conformance/models/tensorflowlite"};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string model(const std::string& name) {
  const fs::path path = kFolders[0] / (name + ".tflite");
  return read(fs::exists(path) ? path : kFolders[1] / (name + ".tflite"));
}

Result<void> checked(const std::string& bytes, ModelOrigin origin = ModelOrigin::Guest) {
  return tflite::check(bytes_of(bytes), origin);
}

TEST(LiteFormat, AcceptsEachGoodModel) {
  for (const fs::path& folder : kFolders) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().filename().string().starts_with("bad_")) continue;
      const auto result = checked(read(entry.path()));
      EXPECT_TRUE(result.has_value()) << entry.path() << ": " << result.error().message;
    }
  }
}

struct Damage {
  const char* model;
  ErrorCode code;
  const char* answer;
};

TEST(LiteFormat, SaysWhatIsWrong) {
  const Damage damages[] = {
      {"bad_calls_itself", ErrorCode::InvalidEncoding, "subgraph 0 calls itself"},
      {"bad_calls_nothing", ErrorCode::InvalidEncoding, "subgraph 7 of 3"},
      {"bad_grows", ErrorCode::InvalidEncoding, "call each other too deep"},
      {"bad_unfolds", ErrorCode::InvalidEncoding, "unfold into too many"},
      {"bad_from_nowhere", ErrorCode::InvalidEncoding, "nothing writes tensor 3 before it is read"},
      {"bad_from_later", ErrorCode::InvalidEncoding, "nothing writes tensor 3 before it is read"},
      {"bad_written_twice", ErrorCode::InvalidEncoding, "writes tensor 2, which has its content already"},
      {"bad_writes_weights", ErrorCode::InvalidEncoding, "writes tensor 1, which has its content already"},
      {"bad_short_weights", ErrorCode::InvalidEncoding, "it has 4 bytes where its shape needs 12"},
      {"bad_huge_weights", ErrorCode::TooLarge, "more than 4.0 GiB"},
      {"bad_no_such_buffer", ErrorCode::InvalidEncoding, "names buffer 9"},
      {"bad_no_such_tensor", ErrorCode::InvalidEncoding, "names tensor 77 of 3"},
      {"bad_huge_input", ErrorCode::TooLarge, "more than 4.0 GiB"},
      {"bad_negative_size", ErrorCode::InvalidEncoding, "a size is -3"},
      {"bad_missing_input", ErrorCode::InvalidEncoding, "names tensor -1 of 3"},
      {"bad_empty_axes", ErrorCode::InvalidEncoding, "a constant without elements"},
      {"bad_no_bias", ErrorCode::InvalidEncoding, "no bias"},
      {"bad_short_texts", ErrorCode::InvalidEncoding, "a text lies elsewhere"},
  };
  for (const Damage& damage : damages) {
    const auto result = checked(model(damage.model));
    ASSERT_FALSE(result.has_value()) << damage.model;
    EXPECT_EQ(result.error().code, damage.code) << damage.model << ": " << result.error().message;
    EXPECT_THAT(result.error().message, HasSubstr(damage.answer)) << damage.model;
  }
}

TEST(LiteFormat, NamesThePlaceOfWhatIsWrong) {
  EXPECT_THAT(checked(model("bad_short_weights")).error().message, HasSubstr("subgraph 0: tensor 1: "));
  EXPECT_THAT(checked(model("bad_from_later")).error().message, HasSubstr("subgraph 0: operator 0: "));
}

TEST(LiteFormat, TakesWhatTheFrameworkDoesNotCheckFromTheOperatorOnly) {
  for (const char* name : {"bad_sparse", "bad_no_bias", "bad_empty_axes"}) {
    EXPECT_TRUE(checked(model(name), ModelOrigin::Operator).has_value()) << name;
  }
  EXPECT_EQ(checked(model("bad_sparse")).error().code, ErrorCode::UnsupportedOperation);
}

TEST(LiteFormat, RefusesModelsThatAreCutOff) {
  for (const char* name : {"pair", "digits", "endless", "signature", "described", "quantized"}) {
    for (const std::string& piece : testing::cut_off(model(name), 200)) {
      EXPECT_FALSE(checked(piece).has_value()) << name << " with " << piece.size() << " bytes";
    }
  }
}

TEST(LiteFormat, NeverReadsOutsideWhateverTheBytes) {
  for (const char* name : {"pair", "endless", "signature", "described", "quantized", "chosen"}) {
    // A copy on the heap of exactly that size lets a memory checker see what reads beyond it.
    for (const std::string& copy : testing::flipped(model(name), 2000, 3)) {
      const std::vector<std::byte> bytes(bytes_of(copy).begin(), bytes_of(copy).end());
      (void)tflite::check(bytes, ModelOrigin::Guest);
      (void)tflite::describe(bytes);
    }
  }
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    std::string bytes = testing::random_bytes(8 + seed * 7, seed);
    bytes.replace(0, 4, std::string("\x10\0\0\0", 4));
    EXPECT_FALSE(checked(bytes).has_value());
  }
}

TEST(LiteFormat, TellsWhatAModelSaysOfItself) {
  const auto described = tflite::describe(bytes_of(model("described")));
  EXPECT_THAT(described, Contains(Pair("version", "3")));
  EXPECT_THAT(described, Contains(Pair("description", "doubles its input")));
  EXPECT_THAT(described, Contains(Pair("metadata", "min_runtime_version, secret")));
  EXPECT_THAT(tflite::describe(bytes_of(model("signature"))), Contains(Pair("signatures", "other, serving_default")));
  EXPECT_TRUE(tflite::describe(bytes_of("\xff\xff\xff\xffTFL3")).empty());
}

}  // namespace
}  // namespace wasinn
