// SPDX-License-Identifier: Apache-2.0
// A Config written out is a configuration file that says the same, and tells where each decision came from.
#include "config/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/config_file.h"

namespace wasinn {
namespace {

using testing::HasSubstr;
using testing::Not;

Config read(std::string_view text) {
  Config config;
  const auto parsed = parse_config(text, "", config);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return config;
}

std::string text_of(const Config& config) {
  const std::vector<ConfigStage> stages{{"the defaults", config}};
  return config_text(stages);
}

TEST(ConfigText, ReadsBackAsWhatItWas) {
  const Config config = read(R"({
    "graphs": {"a": "/m/a.onnx", "net": {"files": ["/n.xml", "/n.bin"], "encoding": "openvino", "target": "cpu",
                                         "threads": 2, "options": {"x": {"y": [1]}}}},
    "limits": {"graphs": 3, "tensor-size": 1000, "load-time": "10s", "compute-time": 5, "graph-bytes": "1MiB"},
    "allow-load": ["onnx", "pytorch"], "unsized-buffers": true, "target-fallback": true, "extensions": false,
    "plugins": ["/p"], "frameworks": ["/f", "/g"], "backends": {"onnx": "echo"},
    "backend-options": {"echo": {"volume": "11", "size": 4}}, "backend-order": ["z", "y"], "threads": 3,
    "cache": "/c", "log": "debug", "stats": "json",
    "guest": {"dirs": {".": "/data"}, "env": {"LANG": "C"}, "timeout": "1min", "max-memory": 77, "invoke": "f"}})");
  const std::string text = text_of(config);
  EXPECT_EQ(text_of(read(text)), text);
  for (const char* part : {"\"options\": {", "\"tensor-size\": 1000", "\"load-time\": \"10s\"", "\"compute-time\": \"5ms\"",
                           "\"graph-bytes\": \"1MiB\"", "\"allow-load\": [\"onnx\",\"pytorch\"]", "\"max-memory\": 77",
                           "\"invoke\": \"f\"", "\"volume\": \"11\""}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ConfigText, ReadsBackFromTheDefaults) {
  const std::string text = text_of({});
  EXPECT_EQ(text_of(read(text)), text);
  EXPECT_THAT(text, Not(HasSubstr("//")));
}

TEST(ConfigText, KeepsThatGuestsAreNotKept) { EXPECT_FALSE(read(text_of(read(R"({"cache": false})"))).keep_compiled); }

TEST(ConfigText, NamesTheLastSourceThatChangedAValue) {
  Config config;
  std::vector<ConfigStage> stages{{"the defaults", config}};
  config = read(R"({"threads": 3, "graphs": {"a": "/a"}, "limits": {"graphs": 3}})");
  stages.push_back({"file.json", config});
  config.threads = {ThreadPolicy::Kind::Count, 4};
  stages.push_back({"the environment", config});
  const std::string text = config_text(stages);
  EXPECT_THAT(text, HasSubstr("\"threads\": 4,  // the environment\n"));
  EXPECT_THAT(text, HasSubstr("\"files\": [\"/a\"],  // file.json\n"));
  EXPECT_THAT(text, HasSubstr("\"graphs\": 3,  // file.json\n"));
  EXPECT_THAT(text, HasSubstr("\"contexts\": 64,\n"));
  EXPECT_EQ(read(text).threads.text(), "4");
}

}  // namespace
}  // namespace wasinn
