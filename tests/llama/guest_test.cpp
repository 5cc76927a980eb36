// SPDX-License-Identifier: Apache-2.0
// The calls of guests that are in use, in their order, against the ABI of core modules with llama.cpp behind it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/abi/plain_guest.h"
#include "tests/llama/language_models.h"

namespace wasinn {
namespace {

using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using witx::Errno;

constexpr std::size_t kGuestMemory = 16u << 20;
constexpr std::uint32_t kPrompt = 0, kOptions = 1, kText = 0, kMetadata = 1;

/// A guest with the buffers that such guests have: as large as any answer, and never asking for a size.
class ChatGuest {
 public:
  explicit ChatGuest(Host& host) : guest_(host, kGuestMemory), buffer_(guest_.place(std::string(kBuffer, '.'))) {
    written_ = guest_.place_numbers({0});
  }

  /// Loads the graph `llm` and opens a context on it.
  void begin(std::string_view options) {
    load(options);
    EXPECT_EQ(call("init_execution_context", {graph_, written_}), Errno::Success);
    context_ = guest_.number_at(written_);
  }

  /// `dimension` means nothing: guests give the length or 1.
  void set(std::uint32_t index, std::string_view text, std::uint32_t dimension) {
    const Pointer tensor = guest_.place_tensor({dimension}, kU8, bytes_of(text));
    ASSERT_EQ(call("set_input", {context_, index, tensor}), Errno::Success);
  }
  void set(std::uint32_t index, std::string_view text) { set(index, text, static_cast<std::uint32_t>(text.size())); }

  std::string get(std::uint32_t index, std::string_view function = "get_output") {
    EXPECT_EQ(call(function, {context_, index, buffer_, kBuffer, written_}), Errno::Success) << function << index;
    return guest_.text_at(buffer_, guest_.number_at(written_));
  }

  std::uint64_t number(const char* key) { return nlohmann::json::parse(get(kMetadata)).at(key); }

  Errno compute() { return call("compute", {context_}); }

  Errno step() { return call("compute_single", {context_}); }

  /// Computes piece by piece and collects the text; returns what ended it.
  Errno stream(std::string& text) {
    Errno answer = Errno::Success;
    while ((answer = step()) == Errno::Success) text += get(kText, "get_output_single");
    return answer;
  }

  Errno finish() { return call("fini_single", {context_}); }
  Errno unload() { return call("unload", {graph_}); }

 private:
  static constexpr std::uint32_t kBuffer = 4096 * 6;

  void load(std::string_view options) {
    const Pointer name = guest_.place("llm");
    const Pointer config = guest_.place(options);
    ASSERT_EQ(call("load_by_name_with_config", {name, 3, config, static_cast<std::uint32_t>(options.size()), written_}),
              Errno::Success);
    graph_ = guest_.number_at(written_);
  }

  Errno call(std::string_view function, std::initializer_list<std::uint32_t> arguments) {
    return guest_.call(function, arguments);
  }

  PlainGuest guest_;
  Pointer buffer_;
  Pointer written_ = 0;
  std::uint32_t graph_ = 0;
  std::uint32_t context_ = 0;
};

class LlamaGuest : public ::testing::Test {
 protected:
  void SetUp() override {
    WASINN_NEEDS_LLAMA();
    plain::HostSetup setup;
    setup.backends = {"llama"};
    NamedGraph graph;
    graph.name = "llm";
    graph.files = {model_path("llama_tiny")};
    graph.encoding = Encoding::Ggml;
    setup.graphs.push_back(graph);
    host_ = plain::make_host(std::move(setup));
  }

  std::unique_ptr<Host> host_;
};

TEST_F(LlamaGuest, StreamsAConversationAndCountsEachAnswerBeforeItIsFinished) {
  ChatGuest guest(*host_);
  guest.begin(R"({"enable-log": false, "llama3": false, "n-gpu-layers": 0, "ctx-size": 400, "temp": 0,)"
              R"("n-predict": 30, "threads": 1})");
  std::string history;
  std::uint64_t last = 0;
  Errno answer = Errno::EndOfSequence;
  for (int turn = 0; turn < 20 && answer == Errno::EndOfSequence; ++turn) {
    history += " [INST] the question [/INST]";
    guest.set(kPrompt, history);
    EXPECT_GT(guest.number("input_tokens"), last);
    last = guest.number("input_tokens");
    std::string text;
    answer = guest.stream(text);
    EXPECT_EQ(guest.number("input_tokens"), last);
    if (answer == Errno::EndOfSequence) {
      EXPECT_EQ(guest.number("output_tokens"), 30u);
    }
    EXPECT_EQ(guest.finish(), Errno::Success);
    history += " " + text;
  }
  EXPECT_TRUE(answer == Errno::ContextFull || answer == Errno::PromptTooLong);
  std::string text;
  guest.set(kPrompt, "again");
  EXPECT_EQ(guest.stream(text), Errno::EndOfSequence);
  EXPECT_FALSE(text.empty());
  EXPECT_EQ(guest.finish(), Errno::Success);
}

// Older guests never call fini_single, and some leave an answer in its middle.
TEST_F(LlamaGuest, BeginsAnewWithAnotherPromptWithoutFinishing) {
  ChatGuest guest(*host_);
  guest.begin(R"({"ctx-size": 512, "temp": 0, "n-predict": 8, "threads": 1})");
  std::string first, second, again;
  guest.set(kPrompt, "the first", 1);
  EXPECT_EQ(guest.stream(first), Errno::EndOfSequence);
  EXPECT_EQ(guest.number("output_tokens"), 8u);
  guest.set(kPrompt, "another", 1);
  EXPECT_EQ(guest.stream(second), Errno::EndOfSequence);
  EXPECT_NE(second, first);
  guest.set(kPrompt, "another", 1);
  EXPECT_EQ(guest.step(), Errno::Success);
  guest.set(kPrompt, "the first", 1);
  EXPECT_EQ(guest.stream(again), Errno::EndOfSequence);
  EXPECT_EQ(again, first);
}

TEST_F(LlamaGuest, FinishesAPromptThatIsTooLong) {
  ChatGuest guest(*host_);
  guest.begin(R"({"ctx-size": 64, "threads": 1})");
  guest.set(kPrompt, std::string(500, 'z'));
  EXPECT_GE(guest.number("input_tokens"), 500u) << "guests shorten a prompt by its count";
  std::string text;
  EXPECT_EQ(guest.stream(text), Errno::PromptTooLong);
  EXPECT_EQ(guest.finish(), Errno::Success);
  EXPECT_EQ(guest.compute(), Errno::PromptTooLong);
  EXPECT_EQ(guest.get(kText), "") << "guests read it and go on";
}

// The options are those of a server of chats; what has no meaning here is passed over.
TEST_F(LlamaGuest, GivesItsOptionsAgainWithEachPromptAndReadsCountsAfterIt) {
  ChatGuest guest(*host_);
  const std::string options =
      R"({"enable-log":false,"enable-debug-log":false,"embedding":false,"n-predict":-1,"reverse-prompt":"</s>",)"
      R"("n-gpu-layers":100,"main-gpu":0,"tensor-split":"0.5,0.5","use-mmap":true,"split-mode":"layer",)"
      R"("ctx-size":512,"batch-size":512,"ubatch-size":512,"threads":1,"temp":1.0,"top-p":1.0,"repeat-penalty":1.1,)"
      R"("presence-penalty":0.0,"frequency-penalty":0.0,"grammar":"","include_usage":true})";
  guest.begin(options);
  for (const char* count : {"3", "5"}) {
    std::string updated = options;
    updated.replace(updated.find("-1"), 2, count);
    guest.set(kOptions, updated, 1);
    guest.set(kPrompt, "the user's words", 1);
    const std::uint64_t before = guest.number("input_tokens");
    EXPECT_EQ(guest.compute(), Errno::Success);
    EXPECT_FALSE(guest.get(kText).empty());
    EXPECT_EQ(guest.number("input_tokens"), before);
    EXPECT_EQ(std::to_string(guest.number("output_tokens")), count);
  }
}

TEST_F(LlamaGuest, EmbedsOneTextAfterTheOther) {
  ChatGuest guest(*host_);
  guest.begin(R"({"enable-log": true, "embedding": true, "ctx-size": 512, "batch-size": 512, "threads": 1})");
  std::string last;
  for (const char* text : {"one", "another", "a third text"}) {
    guest.set(kPrompt, text);
    EXPECT_GT(guest.number("input_tokens"), 1u);
    ASSERT_EQ(guest.compute(), Errno::Success);
    const std::string output = guest.get(kText);
    const auto embedding = nlohmann::json::parse(output);
    EXPECT_EQ(embedding["embedding"].size(), embedding["n_embedding"].get<std::size_t>());
    EXPECT_NE(output, last);
    last = output;
    EXPECT_EQ(guest.number("output_tokens"), 0u);
  }
}

TEST_F(LlamaGuest, LoadsAndUnloadsAgainAndAgainWithoutEndingItsContexts) {
  ChatGuest guest(*host_);
  std::string first;
  for (int i = 0; i < 5; ++i) {
    guest.begin(R"({"enable-log": false, "n-gpu-layers": 0, "temp": 0, "n-predict": 12, "threads": 1})");
    guest.set(kPrompt, "Once upon a time");
    EXPECT_EQ(guest.compute(), Errno::Success);
    const std::string text = guest.get(kText);
    EXPECT_EQ(text, i == 0 ? text : first);
    first = text;
    EXPECT_EQ(guest.unload(), Errno::Success);
  }
}

TEST_F(LlamaGuest, IsToldTheSameAloneAndBesideAnother) {
  constexpr const char* kGreedy = R"({"temp": 0, "n-predict": 40, "ctx-size": 512, "threads": 1})";
  const auto converse = [this](const std::string& word) {
    ChatGuest guest(*host_);
    guest.begin(kGreedy);
    std::string history;
    for (int turn = 0; turn < 6; ++turn) {
      history += word;
      guest.set(kPrompt, history);
      if (turn % 2 == 0) {
        EXPECT_EQ(guest.compute(), Errno::Success);
        history += guest.get(kText);
      } else {
        EXPECT_EQ(guest.stream(history), Errno::EndOfSequence);
        EXPECT_EQ(guest.finish(), Errno::Success);
      }
    }
    return history;
  };
  const std::vector<std::string> words{"the ", "another ", "x"};
  std::vector<std::string> alone(words.size()), together(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) alone[i] = converse(words[i]);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < words.size(); ++i) threads.emplace_back([&, i] { together[i] = converse(words[i]); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(together, alone);
}

}  // namespace
}  // namespace wasinn
