// SPDX-License-Identifier: Apache-2.0
// Answers through the plug-in: pieces, ends, caches, options, cancelling, several at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "tests/llama/language_models.h"

namespace wasinn {
namespace {

using ::testing::HasSubstr;

constexpr wasinn_status kOk = WASINN_OK;
constexpr wasinn_status kEnd = WASINN_END_OF_SEQUENCE;
constexpr wasinn_status kFull = WASINN_CONTEXT_FULL;
constexpr wasinn_status kTooLong = WASINN_PROMPT_TOO_LONG;
constexpr wasinn_status kInvalid = WASINN_INVALID_ARGUMENT;
constexpr wasinn_status kTimeout = WASINN_TIMEOUT;

class LlamaAnswer : public ::testing::Test {
 protected:
  void SetUp() override {
    WASINN_NEEDS_LLAMA();
    plugin_ = std::make_unique<LlamaPlugin>();
    model_ = plugin_->model("llama_tiny");
  }

  std::unique_ptr<LlamaPlugin> plugin_;
  std::unique_ptr<OpenedModel> model_;
};

std::string with(const std::string& more) {
  return R"({"temp": 0, "n-predict": 20)" + more + "}";
}

TEST_F(LlamaAnswer, IsTheSameInPiecesAndAtOnce) {
  for (const std::string& prompt : twenty_prompts()) {
    const Answer whole = model_->start()->compute(prompt, with(""));
    ASSERT_EQ(whole.status, kOk) << whole.message;
    const Answer pieces = model_->start()->stream(prompt, with(""));
    EXPECT_EQ(pieces.status, kEnd);
    EXPECT_EQ(pieces.text, whole.text);
    EXPECT_EQ(pieces.number("output_tokens"), whole.number("output_tokens"));
  }
}

TEST_F(LlamaAnswer, ComesInPiecesThatCutNoCharacter) {
  // Only whole characters are allowed, most of them of several bytes, so that tokens of single bytes must be held back.
  const std::string options = R"({"temp": 1.2, "seed": 5, "n-predict": 60, "grammar": "root ::= [äöü€日]+"})";
  std::vector<std::string> pieces;
  const Answer answer = model_->start()->stream("a", options, &pieces);
  ASSERT_EQ(answer.status, kEnd) << answer.message;
  ASSERT_GT(pieces.size(), 5u);
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) EXPECT_TRUE(is_utf8(pieces[i])) << i;
  EXPECT_GT(answer.number("output_tokens"), static_cast<std::int64_t>(pieces.size()));
}

TEST_F(LlamaAnswer, SaysWhatThePromptHasBeforeItIsComputed) {
  const auto conversation = model_->start();
  const Answer preview = conversation->preview("the answer");
  ASSERT_EQ(preview.status, kOk) << preview.message;
  EXPECT_EQ(preview.text, "");
  const Answer answer = conversation->compute("the answer", with(""));
  EXPECT_EQ(preview.number("input_tokens"), answer.number("input_tokens"));
  EXPECT_GT(preview.number("input_tokens"), 1);
  const auto metadata = nlohmann::json::parse(answer.metadata);
  EXPECT_TRUE(metadata["llama_commit"].is_string());
  EXPECT_TRUE(metadata["llama_build_number"].is_number());
}

TEST_F(LlamaAnswer, EndsWhereTheModelEndsIt) {
  const auto ending = plugin_->model("llama_ends");
  bool ended = false;
  for (const std::string& prompt : twenty_prompts()) {
    const Answer answer = ending->start()->compute(prompt, R"({"temp": 0, "n-predict": 400, "ctx-size": 512})");
    ended = ended || (answer.status == kOk && answer.number("output_tokens") < 400);
  }
  EXPECT_TRUE(ended);
}

TEST_F(LlamaAnswer, KeepsSayingThatItHasEndedUntilItIsFinished) {
  const auto conversation = model_->start();
  const std::string options = R"({"temp": 0, "n-predict": 1})";
  Answer answer = conversation->step("a", options);
  while (answer.status == kOk) answer = conversation->step("a", options);
  EXPECT_EQ(answer.status, kEnd);
  EXPECT_EQ(conversation->step("a", options).status, kEnd);
  conversation->finish();
  EXPECT_EQ(conversation->step("a", options).status, kOk);
}

TEST_F(LlamaAnswer, InPiecesIsCountedUntilItIsFinished) {
  const auto conversation = model_->start();
  const std::string options = R"({"temp": 0, "n-predict": 3})";
  for (Answer piece = conversation->step("a", options); piece.status == kOk; piece = conversation->step("a", options)) {
    EXPECT_EQ(conversation->preview("a", options).number("output_tokens"), piece.number("output_tokens"));
  }
  const Answer counted = conversation->preview("a", options);
  EXPECT_EQ(counted.status, kOk) << counted.message;
  EXPECT_EQ(counted.number("output_tokens"), 3);
  EXPECT_GT(counted.number("input_tokens"), 0);
  conversation->finish();
  EXPECT_EQ(conversation->preview("a", options).number("output_tokens"), 0);
}

TEST_F(LlamaAnswer, HasItsCountsAtTheEndOfItsPieces) {
  const auto conversation = model_->start();
  const std::string options = R"({"temp": 0, "n-predict": 3})";
  Answer answer = conversation->step("a", options);
  while (answer.status == kOk) answer = conversation->step("a", options);
  ASSERT_EQ(answer.status, kEnd);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(answer.number("output_tokens"), 3);
}

TEST_F(LlamaAnswer, IsCountedWithItsTime) {
  const auto conversation = model_->start();
  const Answer first = conversation->compute("the first prompt", with(""));
  const Answer second = conversation->stream("the first prompt and more", with(""));
  const wasinn_text_counts counts = conversation->counts();
  EXPECT_EQ(counts.prompt_tokens,
            static_cast<std::uint64_t>(first.number("input_tokens") + second.number("input_tokens")));
  EXPECT_EQ(counts.cached_tokens, static_cast<std::uint64_t>(second.number("cached_tokens")));
  EXPECT_EQ(counts.answer_tokens, 40u);
  EXPECT_GT(counts.prompt_ns, 0u);
  EXPECT_GT(counts.answer_ns, 0u);
}

TEST_F(LlamaAnswer, IsShownAsItComesWhenTheOptionsAskForThat) {
  const auto conversation = model_->start();
  std::vector<std::string> shown;
  conversation->show_to(&shown);
  const Answer silent = conversation->compute("the", with(""));
  EXPECT_TRUE(shown.empty());
  const Answer aloud = conversation->compute("the", with(R"(, "stream-stdout": true)"));
  EXPECT_EQ(aloud.text, silent.text);
  EXPECT_GT(shown.size(), 3u);
  std::string together;
  for (const std::string& piece : shown) together += piece;
  EXPECT_EQ(together, aloud.text);
  shown.clear();
  conversation->show_to(nullptr);
  conversation->compute("the", with(R"(, "stream-stdout": true)"));
  EXPECT_TRUE(shown.empty());
}

TEST_F(LlamaAnswer, ToMessagesFollowsTheModelsOwnTemplate) {
  const auto verses = plugin_->load(file_bytes(WASINN_TEST_VERSES)).model;
  ASSERT_TRUE(verses);
  const std::string text = "<|im_start|>user\nIn the beginning<|im_end|>\n<|im_start|>assistant\n";
  const Answer plain = verses->start()->compute(text, with(""));
  ASSERT_EQ(plain.status, kOk) << plain.message;
  const std::string messages = R"([{"role": "user", "content": "In the beginning"}])";
  const auto conversation = verses->start();
  const Answer answer = conversation->compute(messages, with(R"(, "prompt-format": "messages")"));
  EXPECT_EQ(answer.status, kOk) << answer.message;
  EXPECT_EQ(answer.text, plain.text);
  EXPECT_EQ(answer.number("input_tokens"), plain.number("input_tokens"));
  EXPECT_NE(conversation->compute(messages, with("")).number("input_tokens"), plain.number("input_tokens"))
      << "the same bytes are another prompt without the option";
}

TEST_F(LlamaAnswer, ToMessagesNeedsMessagesAndATemplate) {
  const auto verses = plugin_->load(file_bytes(WASINN_TEST_VERSES)).model;
  ASSERT_TRUE(verses);
  const std::string options = with(R"(, "prompt-format": "messages")");
  for (const char* wrong : {"hello", "{}", "[]", "[1]", R"([{"role": "user"}])", R"([{"role": 1, "content": "a"}])",
                            R"([{"role": "user", "content": "a\u0000b"}])"}) {
    const Answer refused = verses->start()->compute(wrong, options);
    EXPECT_EQ(refused.status, kInvalid) << wrong;
    EXPECT_THAT(refused.message, HasSubstr("messages")) << wrong;
  }
  const Answer none = model_->start()->compute(R"([{"role": "user", "content": "a"}])", options);
  EXPECT_EQ(none.status, static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_THAT(none.message, HasSubstr("no chat template"));
}

TEST_F(LlamaAnswer, OfNoTokensIsEmpty) {
  const Answer answer = model_->start()->compute("a", R"({"n-predict": 0})");
  EXPECT_EQ(answer.status, kOk);
  EXPECT_EQ(answer.text, "");
  EXPECT_EQ(model_->start()->step("a", R"({"n-predict": 0})").status, kEnd);
}

TEST_F(LlamaAnswer, ThatFillsTheContextGivesWhatCameUntilThen) {
  const std::string options = R"({"temp": 0, "ctx-size": 32})";
  const Answer whole = model_->start()->compute("the", options);
  EXPECT_EQ(whole.status, kFull);
  EXPECT_FALSE(whole.text.empty());
  EXPECT_EQ(whole.number("input_tokens") + whole.number("output_tokens"), 32);
  EXPECT_THAT(whole.message, HasSubstr("context of 32 tokens is full"));
  const Answer pieces = model_->start()->stream("the", options);
  EXPECT_EQ(pieces.status, kFull);
  EXPECT_EQ(pieces.text, whole.text);
}

TEST_F(LlamaAnswer, HasNoRoomBesideALongPrompt) {
  for (const std::size_t size : {std::size_t{64}, std::size_t{5000}, std::size_t{1} << 20}) {
    const Answer answer = model_->start()->compute(std::string(size, 'z'), R"({"ctx-size": 32})");
    EXPECT_EQ(answer.status, kTooLong) << size;
    EXPECT_EQ(model_->start()->step(std::string(size, 'z'), R"({"ctx-size": 32})").status, kTooLong);
  }
  const Answer counted = model_->start()->preview(std::string(5000, 'z'), R"({"ctx-size": 32})");
  EXPECT_EQ(counted.status, kOk) << "guests shorten a prompt by its count: " << counted.message;
  EXPECT_GE(counted.number("input_tokens"), 5000);
}

// llama.cpp splits text for such vocabularies by regular expressions that recurse for each character.
TEST_F(LlamaAnswer, HasPromptsOfAnyLengthOfAnyCharacters) {
  const auto pairs = plugin_->model("llama_pairs");
  for (const std::string& unit :
       {std::string("a"), std::string(" "), std::string("1"), std::string("\n"), std::string("!"), std::string("ä"),
        std::string("\xff"), std::string(1, '\0'), std::string("a b!1 ")}) {
    for (const std::size_t size : {std::size_t{60000}, std::size_t{1} << 20}) {
      std::string prompt;
      while (prompt.size() + unit.size() <= size) prompt += unit;
      const Answer answer = pairs->start()->preview(prompt, R"({"ctx-size": 32768})");
      const bool fine = answer.status == kOk || (size > 60000 && answer.status == kInvalid);
      EXPECT_TRUE(fine) << unit << " " << size << ": " << answer.message;
      EXPECT_NE(model_->start()->preview(prompt, "{}").status, static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
    }
  }
}

TEST_F(LlamaAnswer, NeedsAPrompt) {
  const auto conversation = model_->start();
  EXPECT_EQ(conversation->compute("").status, kInvalid);
  EXPECT_EQ(conversation->step("").status, kInvalid);
  EXPECT_EQ(conversation->preview("").status, kInvalid);
  EXPECT_EQ(conversation->compute("a", "").status, kFull) << "options may be left out";
}

TEST_F(LlamaAnswer, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto say = [this](int seed) {
    const std::string options = R"({"temp": 1.5, "n-predict": 30, "seed": )" + std::to_string(seed) + "}";
    return model_->start()->compute("Once", options).text;
  };
  EXPECT_EQ(say(1), say(1));
  EXPECT_NE(say(1), say(2));
}

TEST_F(LlamaAnswer, EndsAtAReversePrompt) {
  const auto options = [](const std::string& more) {
    return R"({"temp": 0.9, "seed": 4, "n-predict": 20, "grammar": "root ::= [a-z ]+")" + more + "}";
  };
  const std::string free = model_->start()->compute("the", options("")).text;
  ASSERT_GT(free.size(), 6u);
  const std::string stop = free.substr(3, 2);
  const std::string stopping = options(R"(, "reverse-prompt": ["NEVER SAID", ")" + stop + "\"]");
  const Answer answer = model_->start()->compute("the", stopping);
  EXPECT_EQ(answer.status, kOk) << answer.message;
  EXPECT_LT(answer.text.size(), free.size());
  EXPECT_TRUE(free.starts_with(answer.text)) << answer.text;
  EXPECT_THAT(answer.text, HasSubstr(stop));
  EXPECT_EQ(model_->start()->stream("the", stopping).text, answer.text);
}

TEST_F(LlamaAnswer, TakesEachWayToChoose) {
  const auto conversation = model_->start();
  for (const char* more :
       {R"("mirostat": 1)", R"("mirostat": 2, "mirostat-eta": 0.2)", R"("top-k": 0, "top-p": 1)", R"("top-k": 1)",
        R"("repeat-penalty": 1.3, "presence-penalty": 0.5, "frequency-penalty": 0.5)", R"("min-p": 0.5)",
        R"("typ-p": 0.5)", R"("top-p": 0)", R"("temp": -1)", R"("repeat-penalty": 5, "temp": 0)", R"("typ-p": 0)"}) {
    const std::string options = R"({"n-predict": 12, "seed": 3, )" + std::string(more) + "}";
    const Answer answer = conversation->compute("Once", options);
    EXPECT_EQ(answer.status, kOk) << more << answer.message;
    EXPECT_EQ(answer.number("output_tokens"), 12) << more;
    EXPECT_EQ(conversation->compute("Once", options).text, answer.text) << more;
  }
}

TEST_F(LlamaAnswer, FollowsAGrammar) {
  const Answer answer =
      model_->start()->compute("x", R"({"temp": 0, "n-predict": 40, "grammar": "root ::= \"yes\" | \"no, never\""})");
  ASSERT_EQ(answer.status, kOk) << answer.message;
  EXPECT_TRUE(answer.text == "yes" || answer.text == "no, never") << answer.text;
}

TEST_F(LlamaAnswer, FollowsAJsonSchema) {
  const nlohmann::json schema =
      nlohmann::json::parse(R"({"type": "object", "required": ["size", "kind", "price", "count"], "properties": {
      "price": {"type": "number", "exclusiveMinimum": 0}, "count": {"type": "integer", "minimum": 0},
      "size": {"type": "integer"}, "kind": {"enum": ["a", "b\"c"]}, "on": {"type": "boolean"},
      "list": {"type": "array", "items": {"type": "null"}, "maxItems": 3},
      "text": {"type": "string", "maxLength": 5}}})");
  for (int seed = 1; seed < 6; ++seed) {
    const nlohmann::json options{{"temp", 0.9}, {"seed", seed}, {"n-predict", 300}, {"json-schema", schema}};
    const Answer answer = model_->start()->compute("x", options.dump());
    ASSERT_EQ(answer.status, kOk) << answer.message;
    // Random weights choose bytes that are no text.
    std::string text = answer.text;
    std::replace_if(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; }, '?');
    const auto json = nlohmann::json::parse(text, nullptr, false);
    ASSERT_TRUE(json.is_object()) << answer.text;
    EXPECT_TRUE(json["size"].is_number_integer());
    EXPECT_GT(json["price"], 0) << answer.text;
    EXPECT_TRUE(json["count"].is_number_unsigned()) << answer.text;
    EXPECT_TRUE(json["kind"] == "a" || json["kind"] == "b\"c");
  }
}

TEST_F(LlamaAnswer, OfAContinuedPromptEvaluatesTheNewPartAlone) {
  const auto conversation = model_->start();
  const Answer first = conversation->compute("the first prompt and", with(""));
  EXPECT_EQ(first.number("cached_tokens"), 0);
  const Answer again = conversation->compute("the first prompt and", with(""));
  EXPECT_EQ(again.number("cached_tokens"), first.number("input_tokens") - 1);
  EXPECT_EQ(again.text, first.text);
  const Answer longer = conversation->compute("the first prompt and more", with(""));
  EXPECT_GE(longer.number("cached_tokens"), first.number("input_tokens") - 2);
  const Answer other = conversation->compute("something else", with(""));
  EXPECT_LE(other.number("cached_tokens"), 2);
  EXPECT_EQ(model_->start()->compute("the first prompt and", with("")).number("cached_tokens"), 0)
      << "another context begins with nothing";
}

TEST_F(LlamaAnswer, AfterAnotherContextSizeBeginsAnew) {
  const auto conversation = model_->start();
  conversation->compute("the first prompt", with(R"(, "ctx-size": 256)"));
  EXPECT_EQ(conversation->compute("the first prompt", with(R"(, "ctx-size": 512)")).number("cached_tokens"), 0);
}

TEST_F(LlamaAnswer, IsCutOffByCancellingAndTheNextOneWorks) {
  const auto wide = plugin_->model("llama_wide");
  const auto conversation = wide->start();
  const std::string options = R"({"temp": 0, "n-predict": 20000, "ctx-size": 30000})";
  const std::string expected = conversation->compute("the", with("")).text;
  for (const bool streaming : {false, true}) {
    std::thread watcher([&conversation] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      conversation->cancel(true);
    });
    const auto begin = std::chrono::steady_clock::now();
    const Answer answer = streaming ? conversation->stream("the", options) : conversation->compute("the", options);
    watcher.join();
    EXPECT_EQ(answer.status, kTimeout) << answer.message;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
    EXPECT_EQ(conversation->compute("the", with("")).status, kTimeout) << "until it is taken back";
    conversation->cancel(false);
    EXPECT_EQ(conversation->compute("the", with("")).text, expected);
  }
}

// All threads of this process; llama.cpp starts those of a computation with it.
std::size_t threads_now() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

/// Most threads that this process has while a model answers, beside those it has anyway.
std::size_t threads_of_an_answer(OpenedModel& model, const std::string& options) {
  const std::size_t before = threads_now();
  std::atomic<bool> done = false;
  std::size_t most = before + 1;
  std::thread watcher([&] {
    while (!done) most = std::max(most, threads_now());  // they come and go with each token
  });
  const Answer answer = model.start()->compute("the", options);
  done = true;
  watcher.join();
  EXPECT_EQ(answer.status, kOk) << answer.message;
  return most - before - 1;  // without the watcher
}

TEST_F(LlamaAnswer, RunsOnNoMoreThreadsThanTheHostGivesAndASmallModelNeeds) {
  for (const std::size_t given : {std::size_t{1}, std::size_t{2}}) {
    const LlamaPlugin plugin({}, {}, static_cast<std::uint32_t>(given));
    const auto model = plugin.model("llama_wide");
    EXPECT_EQ(threads_of_an_answer(*model, R"({"temp": 0, "n-predict": 40, "threads": 64})"), given - 1);
    EXPECT_EQ(threads_of_an_answer(*model, R"({"temp": 0, "n-predict": 40})"), 0u) << "it has less than 64 MiB";
  }
}

TEST_F(LlamaAnswer, OfOneContextIsNotThatOfAnotherAtTheSameTime) {
  const std::vector<std::string> prompts{"the", "Once upon a time", "a b c d", "in"};
  std::vector<std::string> expected;
  for (const std::string& prompt : prompts) expected.push_back(model_->start()->compute(prompt, with("")).text);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    threads.emplace_back([&, i] {
      const auto conversation = model_->start();
      for (int round = 0; round < 5; ++round) {
        const Answer answer =
            round % 2 == 0 ? conversation->compute(prompts[i], with("")) : conversation->stream(prompts[i], with(""));
        wrong += answer.text == expected[i] ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(LlamaAnswer, LosesTheLeastRecentlyUsedCacheWhenTheyAreFull) {
  const std::string options = with(R"(, "ctx-size": 256, "batch-size": 8)");
  // One context of this size takes about 180 KiB; two of them fit.
  const LlamaPlugin small(BackendOptions{{"cache-bytes", "400000"}});
  const auto model = small.model("llama_tiny");
  const auto one = model->start();
  const auto two = model->start();
  const auto three = model->start();
  const std::string text = one->compute("the first prompt", options).text;
  two->compute("the first prompt", options);
  EXPECT_GT(one->compute("the first prompt", options).number("cached_tokens"), 0);
  EXPECT_EQ(three->compute("the first prompt", options).number("cached_tokens"), 0) << "takes the place of two";
  EXPECT_GT(one->compute("the first prompt", options).number("cached_tokens"), 0);
  const Answer again = two->compute("the first prompt", options);
  EXPECT_EQ(again.number("cached_tokens"), 0);
  EXPECT_EQ(again.text, text);
}

TEST_F(LlamaAnswer, HasNoPlaceWhileOthersAreInUseOrTooLarge) {
  const std::string options = with(R"(, "ctx-size": 256, "batch-size": 8)");
  const LlamaPlugin small(BackendOptions{{"cache-bytes", "250000"}});
  const auto model = small.model("llama_tiny");
  const auto one = model->start();
  const auto two = model->start();
  ASSERT_EQ(one->step("the", options).status, kOk);
  const Answer refused = two->compute("the", options);
  EXPECT_EQ(refused.status, static_cast<wasinn_status>(WASINN_TOO_LARGE)) << refused.message;
  one->finish();
  EXPECT_EQ(two->compute("the", options).status, kOk);
  EXPECT_EQ(two->compute("the", with(R"(, "ctx-size": 8192)")).status, static_cast<wasinn_status>(WASINN_TOO_LARGE));
  EXPECT_EQ(two->compute("the", options).status, kOk);
}

TEST_F(LlamaAnswer, AsAnEmbeddingIsALengthOfOneUnlessItIsWantedAsItIs) {
  const auto conversation = model_->start();
  const Answer answer = conversation->compute("the and", R"({"embedding": true})");
  ASSERT_EQ(answer.status, kOk) << answer.message;
  double sum = 0;
  const auto json = nlohmann::json::parse(answer.text);
  for (const double value : json["embedding"]) sum += value * value;
  EXPECT_NEAR(sum, 1.0, 1e-5);
  EXPECT_EQ(json["n_embedding"], 64);
  EXPECT_NE(conversation->compute("the and", R"({"embedding": true, "embd-normalize": -1})").text, answer.text);
  EXPECT_EQ(conversation->compute("the and", R"({"embedding": true})").text, answer.text);
  EXPECT_EQ(conversation->step("the", R"({"embedding": true})").status,
            static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION));
  EXPECT_EQ(conversation->compute(std::string(700, 'z'), R"({"embedding": true})").status, kTooLong);
  EXPECT_EQ(conversation->compute("the", with("")).status, kOk) << "text after embeddings";
}

}  // namespace
}  // namespace wasinn
