// SPDX-License-Identifier: Apache-2.0
// Options that guests write: hostile JSON, ranges, and keys that would open files.
#include "host/guest_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace wasinn {
namespace {

using testing::HasSubstr;

Result<GuestOptions> parsed(std::string_view json, const Limits& limits = {}) {
  return parse_guest_options(json, limits);
}

std::string refusal(std::string_view json, const Limits& limits = {}) {
  const auto options = parsed(json, limits);
  if (options) return "accepted";
  EXPECT_EQ(options.error().code, ErrorCode::InvalidArgument) << json;
  return options.error().message;
}

TEST(GuestOptionsJson, WithoutKeysChangesNothing) {
  const auto options = parsed("{}");
  ASSERT_TRUE(options);
  EXPECT_FALSE(options->target);
  EXPECT_FALSE(options->threads);
}

TEST(GuestOptionsJson, SetsTargetAndThreads) {
  const auto options = parsed(" {\"target\": \"gpu\", \"threads\": 4}\n");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->target, ExecutionTarget::Gpu);
  EXPECT_EQ(options->threads, 4U);
}

TEST(GuestOptionsJson, MustBeAnObject) {
  for (const char* json : {"", "{", "threads", "[]", "1", "null", "\"threads\"", "{\"threads\":}", "{} {}",
                           "{'threads':1}", "{\"a\":\"\xFF\"}", "{\"threads\":NaN}", "{\"threads\":1e400}",
                           "{\"threads\":+1}", "{\"threads\":0x1}", "{\"threads\":-Infinity}", "{\"threads\":1,}"}) {
    EXPECT_THAT(refusal(json), HasSubstr("they are not a JSON object")) << json;
  }
}

TEST(GuestOptionsJson, NestsOnlySoDeep) {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
  };
  EXPECT_TRUE(parsed(nested(16)));
  EXPECT_THAT(refusal(nested(17)), HasSubstr("more than 16 levels"));
}

TEST(GuestOptionsJson, OfAHundredThousandLevelsIsRefusedAndNotWalked) {
  Limits limits;
  limits.config_bytes = std::uint64_t{1} << 30;
  for (const char* opening : {"[", "{\"a\":", "[{\"a\":"}) {
    std::string json;
    for (int i = 0; i < 100'000; ++i) json += opening;
    EXPECT_THAT(refusal(json, limits), HasSubstr("levels deep"));
  }
}

TEST(GuestOptionsJson, MayHoldBracketsInTexts) {
  EXPECT_TRUE(parsed("{\"grammar\": \"[[[[[[[[[[[[[[[[[[[[[[[{{{{{{{{{{{{{\"}"));
  EXPECT_TRUE(parsed(R"({"a": "\"[[[[[[[[[[[[[[[[[[[[", "b": "\\"})"));
  EXPECT_THAT(refusal(R"({"a": "\\", "b": [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]})"), HasSubstr("levels deep"));
}

TEST(GuestOptionsJson, IsOnlySoLong) {
  Limits limits;
  limits.config_bytes = 20;
  EXPECT_TRUE(parsed("{\"a\":\"012345678901\"}", limits));
  EXPECT_THAT(refusal("{\"a\":\"0123456789012\"}", limits), HasSubstr("21 bytes; at most 20"));
}

TEST(ThreadOptions, AreWholeNumbersUpToTheLimit) {
  EXPECT_EQ(parsed("{\"threads\":1}")->threads, 1U);
  EXPECT_EQ(parsed("{\"threads\":64}")->threads, 64U);
  for (const char* value : {"-1", "0", "65", "2147483648", "4294967297", "18446744073709551616", "1.5", "1.0", "1e0",
                            "\"4\"", "true", "null", "[1]", "{\"a\":1}"}) {
    const std::string json = std::string("{\"threads\":") + value + "}";
    EXPECT_THAT(refusal(json), HasSubstr("\"threads\" must be a whole number from 1 to 64, got")) << json;
  }
}

TEST(ThreadOptions, NeverLoseTheirUpperBits) {
  Limits limits;
  limits.threads = ~std::uint64_t{0};
  EXPECT_EQ(parsed("{\"threads\":4294967295}", limits)->threads, 4294967295U);
  EXPECT_THAT(refusal("{\"threads\":4294967297}", limits), HasSubstr("from 1 to 4294967295"));
}

TEST(TargetOptions, HaveTheNamesOfTheStandard) {
  EXPECT_EQ(parsed("{\"target\":\"cpu\"}")->target, ExecutionTarget::Cpu);
  EXPECT_EQ(parsed("{\"target\":\"tpu\"}")->target, ExecutionTarget::Tpu);
  EXPECT_EQ(parsed("{\"target\":\"auto\"}")->target, ExecutionTarget::Auto);
  for (const char* value : {"\"CPU\"", "\"npu\"", "\"\"", "0", "null", "[\"cpu\"]"}) {
    EXPECT_THAT(refusal(std::string("{\"target\":") + value + "}"), HasSubstr("\"target\" must be")) << value;
  }
}

TEST(FileOptions, AreRefused) {
  for (const char* key : {"mmproj", "image", "prompt-cache", "model", "model-path", "lora", "path", "grammar-file"}) {
    const auto options = parsed(std::string("{\"") + key + "\":\"/etc/passwd\"}");
    ASSERT_FALSE(options) << key;
    EXPECT_EQ(options.error().code, ErrorCode::NamesHostFile);
    EXPECT_THAT(options.error().message, HasSubstr(key));
  }
}

TEST(OtherOptions, AreKeptForBackends) {
  EXPECT_EQ(parsed("{\"temp\": 0.7, \"top-k\": [40], \"threads\": 2}")->others, "{\"temp\":0.7,\"top-k\":[40]}");
  EXPECT_EQ(parsed("{\"threads\": 2}")->others, "");
}

TEST(OtherOptions, OfAGuestComeOverThoseOfTheOperator) {
  EXPECT_EQ(merged_options("", ""), "");
  EXPECT_EQ(merged_options("{\"a\":1}", ""), "{\"a\":1}");
  EXPECT_EQ(merged_options("", "{\"a\":2}"), "{\"a\":2}");
  EXPECT_EQ(merged_options("{\"a\":1,\"b\":1}", "{\"a\":2}"), "{\"a\":2,\"b\":1}");
}

TEST(OtherOptions, AreNamedInMessages) { EXPECT_EQ(option_names("{\"temp\":0.7,\"top-k\":1}"), "temp, top-k"); }

}  // namespace
}  // namespace wasinn
