// SPDX-License-Identifier: Apache-2.0
// Loading through the llama plug-in, and the options of guests and operators.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "tests/llama/language_models.h"

namespace wasinn {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr wasinn_status kOk = WASINN_OK;
constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;
constexpr wasinn_status kSecurity = WASINN_SECURITY;

class LlamaOptions : public ::testing::Test {
 protected:
  void SetUp() override { WASINN_NEEDS_LLAMA(); }
};

TEST_F(LlamaOptions, AndItsModelAreDescribed) {
  const LlamaPlugin plugin;
  ASSERT_EQ(plugin.status(), kOk) << plugin.message();
  wasinn_backend_info info{};
  info.struct_size = sizeof info;
  plugin.table().backend_describe(plugin.backend(), &info);
  EXPECT_THAT(info.framework_version, HasSubstr("0.5.0"));
  EXPECT_EQ(info.encodings, 1u << WASINN_ENCODING_GGML);
  const auto model = plugin.model("llama_tiny");
  EXPECT_THAT(model->properties(), Contains(Pair("architecture", "llama")));
  EXPECT_THAT(model->properties(), Contains(Pair("context_length", "512")));
  wasinn_graph_info graph{};
  graph.struct_size = sizeof graph;
  plugin.table().graph_describe(model->graph(), &graph);
  ASSERT_EQ(graph.input_count, 2u);
  EXPECT_STREQ(graph.inputs[0].name, "prompt");
  EXPECT_EQ(graph.inputs[0].flags, static_cast<std::uint32_t>(WASINN_PORT_BYTES));
  EXPECT_STREQ(graph.inputs[1].name, "options");
  EXPECT_EQ(graph.inputs[1].flags, static_cast<std::uint32_t>(WASINN_PORT_BYTES | WASINN_PORT_OPTIONAL));
  EXPECT_STREQ(graph.outputs[0].name, "output");
  EXPECT_STREQ(graph.outputs[1].name, "metadata");
}

TEST_F(LlamaOptions, ComeWithALoadAndAreTheBaseOfLaterOnes) {
  const LlamaPlugin plugin;
  const auto model = plugin.model("llama_tiny", R"({"n-predict": 3, "temp": 0, "use-mmap": false, "ctx-size": 64})");
  EXPECT_EQ(model->start()->compute("a", "").number("output_tokens"), 3);
  EXPECT_EQ(model->start()->compute("a", R"({"n-predict": 5})").number("output_tokens"), 5);
  const Loaded refused = plugin.load(model_bytes("llama_tiny"), R"({"n-predict": "many"})");
  EXPECT_EQ(refused.status, kInvalid);
}

TEST_F(LlamaOptions, LoadFromAFileAsFromBytes) {
  const LlamaPlugin plugin;
  const std::string path = model_path("llama_tiny");
  const Loaded loaded = plugin.load(model_bytes("llama_tiny"), nullptr, path.c_str());
  ASSERT_TRUE(loaded.model) << loaded.message;
  const char* options = R"({"temp": 0, "n-predict": 8})";
  EXPECT_EQ(loaded.model->start()->compute("the", options).text,
            plugin.model("llama_tiny")->start()->compute("the", options).text);
  const Loaded replaced = plugin.load(model_bytes("llama_grouped"), nullptr, path.c_str());
  EXPECT_EQ(replaced.status, static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_THAT(replaced.message, HasSubstr("was replaced"));
}

TEST_F(LlamaOptions, OfALoadDoNotKeepItFromTellingHowFarItIs) {
  const LlamaPlugin plugin;
  const Loaded loaded = plugin.load(model_bytes("llama_wide"), R"({"use-mmap": false})");
  ASSERT_TRUE(loaded.model) << loaded.message;
  ASSERT_FALSE(loaded.progress.empty());
  EXPECT_TRUE(std::is_sorted(loaded.progress.begin(), loaded.progress.end()));
  EXPECT_GE(loaded.progress.front(), 0);
  EXPECT_EQ(loaded.progress.back(), 1);
}

TEST_F(LlamaOptions, RefuseModelsThatCannotBeServedWithTheReason) {
  const LlamaPlugin plugin;
  const Loaded unknown = plugin.load(model_bytes("llama_unknown"));
  EXPECT_EQ(unknown.status, static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_THAT(unknown.message, HasSubstr("unknown model architecture: 'nonesuch'"));
  const Loaded wordless = plugin.load(model_bytes("llama_no_words"));
  EXPECT_EQ(wordless.status, static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_THAT(wordless.message, HasSubstr("no vocabulary"));
  EXPECT_EQ(plugin.load("hello").status, static_cast<wasinn_status>(WASINN_INVALID_ENCODING));
}

TEST_F(LlamaOptions, OfACancelledLoadDoNotMatter) {
  const LlamaPlugin plugin;
  EXPECT_EQ(plugin.load(model_bytes("llama_tiny"), nullptr, nullptr, true).status,
            static_cast<wasinn_status>(WASINN_TIMEOUT));
}

TEST_F(LlamaOptions, ThatAreWrongAreRefusedByTheirNames) {
  const LlamaPlugin plugin;
  const auto model = plugin.model("llama_tiny");
  const auto conversation = model->start();
  const auto is_refused = [&](const std::string& options, const std::string& named) {
    const Answer answer = conversation->compute("a", options);
    EXPECT_EQ(answer.status, kInvalid) << options;
    EXPECT_THAT(answer.message, HasSubstr(named)) << options;
  };
  for (const char* key : {"ctx-size",
                          "batch-size",
                          "ubatch-size",
                          "threads",
                          "threads-batch",
                          "n-predict",
                          "top-k",
                          "temp",
                          "top-p",
                          "min-p",
                          "typ-p",
                          "repeat-penalty",
                          "presence-penalty",
                          "frequency-penalty",
                          "seed",
                          "mirostat",
                          "mirostat-eta",
                          "mirostat-tau",
                          "repeat-last-n",
                          "n-gpu-layers",
                          "main-gpu"}) {
    for (const char* value : {"\"1\"", "true", "[]", "{}", "1e300", "-1e300", "1e18", "-1e18", "[[1]]"}) {
      is_refused("{\"" + std::string(key) + "\": " + value + "}", key);
    }
  }
  for (const char* key : {"ctx-size", "batch-size", "n-predict", "seed", "top-k"}) {
    for (const char* value : {"1.5", "-3", "18446744073709551615"}) {
      is_refused("{\"" + std::string(key) + "\": " + value + "}", key);
    }
  }
  is_refused(R"({"ctx-size": 2147483648})", "ctx-size");
  is_refused(R"({"batch-size": -1})", "batch-size");
  is_refused(R"({"embedding": 1})", "embedding");
  is_refused(R"({"stream-stdout": "yes"})", "stream-stdout");
  is_refused(R"({"reverse-prompt": [1]})", "reverse-prompt");
  is_refused(R"({"pooling-type": "rank"})", "pooling-type");
  is_refused(R"({"flash-attn": "perhaps"})", "flash-attn");
  is_refused(R"({"grammar": "root ::= ("})", "grammar");
  is_refused(R"({"json-schema": {"type": "colour"}})", "json-schema");
  EXPECT_EQ(conversation->compute("a", R"({"n-predict": 1})").status, kOk);
}

TEST_F(LlamaOptions, ThatAreNoJsonObjectAreRefused) {
  const LlamaPlugin plugin;
  const auto model = plugin.model("llama_tiny");
  const auto conversation = model->start();
  const std::string deep = std::string(10000, '[') + std::string(10000, ']');
  for (const std::string& options :
       {std::string("hello"), std::string("{"), std::string("[]"), std::string("1"), deep, "{\"a\": " + deep + "}",
        std::string("{\"temp\": NaN}"), std::string("{\"temp\": 1e999}"), std::string("{\"temp\": -Infinity}"),
        std::string("\xff\xfe"), std::string("{\"a\": \"\xff\"}"), std::string("{}\0{}", 5),
        std::string(300 << 10, ' '), std::string("null")}) {
    const Answer answer = conversation->compute("a", options);
    EXPECT_EQ(answer.status, kInvalid) << options.substr(0, 40);
    EXPECT_THAT(answer.message, Not(HasSubstr("\n")));
    EXPECT_LT(answer.message.size(), 600u);
  }
}

TEST_F(LlamaOptions, ThatNameFilesAreRefused) {
  const LlamaPlugin plugin;
  const auto model = plugin.model("llama_tiny");
  for (const char* key : {"mmproj", "image", "lora", "prompt-cache"}) {
    const std::string options = "{\"" + std::string(key) + "\": \"/etc/passwd\"}";
    EXPECT_EQ(model->start()->compute("a", options).status, kSecurity) << key;
    EXPECT_EQ(plugin.load(model_bytes("llama_tiny"), options.c_str()).status, kSecurity) << key;
  }
  EXPECT_EQ(model->start()->compute("a", R"({"mmproj": "", "image": null, "n-predict": 1})").status, kOk);
}

TEST_F(LlamaOptions, ThatAreNotKnownAreLogged) {
  std::vector<std::string> lines;
  std::mutex mutex;
  const LlamaPlugin plugin({}, [&](LogLevel, std::string_view text) {
    const std::lock_guard lock(mutex);
    lines.emplace_back(text);
  });
  const auto model = plugin.model("llama_tiny");
  const Answer answer = model->start()->compute("a", R"({"n-predict": 1, "no\nsuch": 1, "enable-log": true})");
  EXPECT_EQ(answer.status, kOk) << answer.message;
  EXPECT_THAT(lines, Contains(HasSubstr("option no?such is not known")));
  EXPECT_THAT(lines, Contains(HasSubstr("option enable-log has no effect")));
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("llama: "), HasSubstr("general.architecture"))));
}

TEST_F(LlamaOptions, WriteNothingToTheOutputsOfTheProcess) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  {
    const LlamaPlugin plugin;
    EXPECT_FALSE(plugin.load(model_bytes("llama_unknown")).model);
    const auto model = plugin.model("llama_tiny");
    for (const char* grammar : {"root ::= x", "nonsense", "root ::= root", "root ::= \\\"a\\\"{3000}", "root ::= <x>",
                                "root ::= <[99999999]>"}) {
      const std::string options = "{\"n-predict\": 2, \"grammar\": \"" + std::string(grammar) + "\"}";
      EXPECT_NE(model->start()->compute("a", options).status, static_cast<wasinn_status>(WASINN_RUNTIME_ERROR))
          << grammar;
    }
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST_F(LlamaOptions, OfTheOperatorBoundThoseOfGuests) {
  const LlamaPlugin plugin(
      BackendOptions{{"ctx-size", "128"}, {"n-predict", "4"}, {"batch-size", "64"}, {"grammar", "off"}});
  const auto model = plugin.model("llama_tiny");
  const auto conversation = model->start();
  EXPECT_EQ(conversation->compute("a", R"({"ctx-size": 129})").status, kInvalid);
  EXPECT_EQ(conversation->compute("a", R"({"batch-size": 65})").status, kInvalid);
  EXPECT_EQ(conversation->compute("a", R"({"grammar": "root ::= \"a\""})").status, kSecurity);
  EXPECT_EQ(conversation->compute("a", R"({"n-predict": 100, "temp": 0})").number("output_tokens"), 4);
  EXPECT_EQ(conversation->compute("a", R"({"threads": 64, "temp": 0})").number("output_tokens"), 4);
}

TEST_F(LlamaOptions, OfTheOperatorAreCheckedToo) {
  for (const auto& [key, value] : {std::pair{"ctx-size", "0"},
                                   {"ctx-size", "x"},
                                   {"n-predict", "-1"},
                                   {"cache-bytes", ""},
                                   {"grammar", "maybe"},
                                   {"nothing", "1"}}) {
    const LlamaPlugin plugin(BackendOptions{{key, value}});
    if (std::string_view(value).empty()) continue;
    EXPECT_EQ(plugin.status(), kInvalid) << key;
    EXPECT_THAT(plugin.message(), HasSubstr(key));
  }
}

}  // namespace
}  // namespace wasinn
