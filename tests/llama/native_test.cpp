// SPDX-License-Identifier: Apache-2.0
// The llama backend beside llama.cpp called directly: the same tokens, the same numbers.
#include <gtest/gtest.h>

#include <cstring>

#include <nlohmann/json.hpp>

#include "tests/llama/language_models.h"
#include "tests/llama/native_llama.h"

namespace wasinn {
namespace {

constexpr const char* kGreedy = R"({"temp": 0, "n-predict": 24, "ctx-size": 512})";
constexpr int kCount = 24;

class LlamaBesideTheFramework : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { WASINN_NEEDS_LLAMA(); }
};

TEST_P(LlamaBesideTheFramework, ComputesTheSameGreedyAnswersWithoutACache) {
  const LlamaPlugin plugin;
  const auto model = plugin.model(GetParam());
  NativeLlama native(model_path(GetParam()));
  for (const std::string& prompt : twenty_prompts()) {
    const Answer answer = model->start()->compute(prompt, kGreedy);
    ASSERT_EQ(answer.status, static_cast<wasinn_status>(WASINN_OK)) << answer.message;
    const auto expected = native.greedy(prompt, kCount);
    EXPECT_EQ(answer.text, native.text_of(expected)) << prompt;
    EXPECT_EQ(answer.number("output_tokens"), static_cast<std::int64_t>(expected.size()));
    EXPECT_EQ(answer.number("input_tokens"), static_cast<std::int64_t>(native.tokenize(prompt).size()));
    EXPECT_EQ(answer.number("cached_tokens"), 0);
  }
}

TEST_P(LlamaBesideTheFramework, StreamsTheSameGreedyAnswersFromOneContext) {
  const LlamaPlugin plugin;
  const auto model = plugin.model(GetParam());
  NativeLlama native(model_path(GetParam()));
  const auto conversation = model->start();
  for (const std::string& prompt : twenty_prompts()) {
    const Answer answer = conversation->stream(prompt, kGreedy);
    EXPECT_EQ(answer.status, static_cast<wasinn_status>(WASINN_END_OF_SEQUENCE)) << answer.message;
    EXPECT_EQ(answer.text, native.text_of(native.greedy(prompt, kCount))) << prompt;
  }
}

TEST_P(LlamaBesideTheFramework, GivesTheSameAnswersFromACacheInAConversation) {
  const LlamaPlugin plugin;
  const auto model = plugin.model(GetParam());
  NativeLlama native(model_path(GetParam()));
  const auto conversation = model->start();
  std::string history;
  for (std::size_t turn = 0; turn < 6; ++turn) {
    history += "\nuser: " + twenty_prompts()[turn] + "\nmodel:";
    const Answer answer =
        turn % 2 == 0 ? conversation->compute(history, kGreedy) : conversation->stream(history, kGreedy);
    EXPECT_EQ(answer.text, native.text_of(native.greedy(history, kCount))) << history;
    if (turn > 0) {
      EXPECT_GT(answer.number("cached_tokens"), 0);
    }
  }
}

TEST_P(LlamaBesideTheFramework, MakesTheSameEmbeddingsBitForBit) {
  const LlamaPlugin plugin;
  const auto model = plugin.model(GetParam());
  for (const auto& [word, pooling] :
       {std::pair{"mean", llama::kPoolingMean}, {"last", llama::kPoolingLast}, {"none", llama::kPoolingNone}}) {
    NativeLlama native(model_path(GetParam()), 512, true, pooling);
    const std::string options = std::string(R"({"embedding": true, "embd-normalize": -1, "ctx-size": 512, )") +
                                R"("pooling-type": ")" + word + "\"}";
    const auto conversation = model->start();
    for (const std::string& prompt : twenty_prompts()) {
      const Answer answer = conversation->compute(prompt, options);
      ASSERT_EQ(answer.status, static_cast<wasinn_status>(WASINN_OK)) << answer.message;
      const auto json = nlohmann::json::parse(answer.text);
      const auto values = json["embedding"].get<std::vector<float>>();
      const auto expected = native.embed(prompt);
      ASSERT_EQ(values.size(), expected.size());
      EXPECT_EQ(json["n_embedding"], values.size());
      EXPECT_EQ(std::memcmp(values.data(), expected.data(), values.size() * sizeof(float)), 0) << word << prompt;
    }
  }
}

TEST_P(LlamaBesideTheFramework, SamplesTheSameTokensWithTheSameSeed) {
  const LlamaPlugin plugin;
  const auto model = plugin.model(GetParam());
  NativeLlama native(model_path(GetParam()));
  const auto& functions = native_functions();
  for (const int seed : {1, 7, 123456}) {
    llama::Sampler* chain = functions.sampler_chain_init(functions.sampler_chain_default_params());
    for (llama::Sampler* sampler :
         {functions.sampler_init_top_k(20), functions.sampler_init_typical(0.99f, 1),
          functions.sampler_init_top_p(0.9f, 1), functions.sampler_init_min_p(0.01f, 1),
          functions.sampler_init_temp(1.5f), functions.sampler_init_dist(static_cast<std::uint32_t>(seed))}) {
      functions.sampler_chain_add(chain, sampler);
    }
    const std::string options = R"({"temp": 1.5, "top-k": 20, "typ-p": 0.99, "top-p": 0.9, "min-p": 0.01, )"
                                R"("n-predict": 24, "ctx-size": 512, "seed": )" +
                                std::to_string(seed) + "}";
    EXPECT_EQ(model->start()->compute("Once upon", options).text,
              native.text_of(native.sample("Once upon", kCount, chain)));
  }
}

INSTANTIATE_TEST_SUITE_P(Models, LlamaBesideTheFramework,
                         ::testing::Values("llama_tiny", "llama_grouped", "llama_ends"),
                         [](const auto& model) { return std::string(model.param + 6); });

}  // namespace
}  // namespace wasinn
