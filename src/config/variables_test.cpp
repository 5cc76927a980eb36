// SPDX-License-Identifier: Apache-2.0
// Variables: one for each key of the file, and how each is written.
#include "config/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "config/config_file.h"

namespace wasinn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The host's decisions with one variable set.
Result<Config> with(const std::string& name, const std::string& value) {
  Config config;
  auto read = read_variables([&](const char* asked) { return asked == name ? value.c_str() : nullptr; }, config);
  if (!read) return fail(std::move(read).error());
  return config;
}

std::string complaint(const std::string& name, const std::string& value) {
  const auto config = with(name, value);
  return config ? "" : config.error().message;
}

std::string variable_of(std::string key) {
  std::replace(key.begin(), key.end(), '-', '_');
  std::transform(key.begin(), key.end(), key.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return "WASINN_" + key;
}

TEST(Variables, ThereIsOneForEachKeyOfTheFile) {
  std::set<std::string> wanted;
  const auto schema = nlohmann::json::parse(config_schema());
  for (const auto& [key, value] : schema["properties"].items()) wanted.insert(variable_of(key));
  wanted.erase("WASINN_GUEST");
  wanted.erase("WASINN_$SCHEMA");
  std::set<std::string> found;
  for (const ConfigVariable& variable : config_variables()) found.insert(variable.name);
  EXPECT_EQ(found, wanted);
}

TEST(Variables, HoldGraphsSeparatedBySemicolons) {
  const auto config = with("WASINN_GRAPHS", "digits=/m/d.onnx; net:openvino:cpu=/n.xml,/n.bin;");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->graphs.size(), 2U);
  EXPECT_EQ(config->graphs[0].files.front(), "/m/d.onnx");
  EXPECT_EQ(config->graphs[1].name, "net");
  EXPECT_EQ(config->graphs[1].encoding, Encoding::OpenVino);
  EXPECT_THAT(config->graphs[1].files, ElementsAre("/n.xml", "/n.bin"));
  EXPECT_THAT(complaint("WASINN_GRAPHS", "digits"), HasSubstr("WASINN_GRAPHS: "));
}

TEST(Variables, HoldLimitsSeparatedByCommas) {
  const auto config = with("WASINN_LIMITS", "graphs=4, compute-time=5s");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->limits.graphs, 4U);
  EXPECT_EQ(config->limits.compute_ms, 5000U);
  EXPECT_THAT(complaint("WASINN_LIMITS", "graphs=4,grafs=1"), HasSubstr("WASINN_LIMITS: there is no limit 'grafs'"));
}

TEST(Variables, DecideWhatGuestsMay) {
  EXPECT_FALSE(with("WASINN_ALLOW_LOAD", "onnx")->policy.check_load_from_bytes(Encoding::OpenVino));
  EXPECT_FALSE(with("WASINN_ALLOW_LOAD", "none")->policy.check_load_from_bytes(Encoding::Onnx));
  EXPECT_TRUE(with("WASINN_TARGET_FALLBACK", "true")->policy.target_fallback);
  EXPECT_TRUE(with("WASINN_UNSIZED_BUFFERS", "1")->policy.unsized_buffers);
  EXPECT_FALSE(with("WASINN_EXTENSIONS", "0")->policy.extensions);
  EXPECT_THAT(complaint("WASINN_EXTENSIONS", "off"), HasSubstr("WASINN_EXTENSIONS: 'off' is not true or false"));
}

TEST(Variables, DecideAboutBackends) {
  EXPECT_EQ(with("WASINN_BACKENDS", "onnx=a,ggml=b")->backend_for[static_cast<std::size_t>(Encoding::Ggml)], "b");
  EXPECT_THAT(with("WASINN_BACKEND_ORDER", "a,b")->backend_order, ElementsAre("a", "b"));
  EXPECT_EQ(with("WASINN_BACKEND_OPTIONS", "a.x=1,a.y=2")->backend_options.at("a").at("y"), "2");
  EXPECT_EQ(with("WASINN_THREADS", "3")->threads.text(), "3");
  EXPECT_EQ(with("WASINN_THREADS", "throughput")->threads.text(), "throughput");
  EXPECT_EQ(with("WASINN_POOLED_GUESTS", "8")->pooled_guests, 8U);
  EXPECT_THAT(complaint("WASINN_POOLED_GUESTS", "8x"), HasSubstr("'8x' is not a whole number"));
  EXPECT_THAT(complaint("WASINN_THREADS", "3x"), HasSubstr("'3x' is no policy for threads"));
  EXPECT_THAT(with("WASINN_PLUGINS", "/a::/b")->plugin_folders, ElementsAre("/a", "/b"));
}

TEST(Variables, DecideWhatIsTold) {
  EXPECT_EQ(with("WASINN_LOG", "info")->log_level, LogLevel::Info);
  EXPECT_EQ(with("WASINN_STATS", "json")->statistics, "json");
  EXPECT_THAT(complaint("WASINN_LOG", "loud"), HasSubstr("the levels are debug, info"));
}

TEST(Variables, ThatAreEmptyCountAsNotSet) {
  for (const ConfigVariable& variable : config_variables()) EXPECT_TRUE(with(variable.name, "")) << variable.name;
}

}  // namespace
}  // namespace wasinn
