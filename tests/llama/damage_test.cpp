// SPDX-License-Identifier: Apache-2.0
// Damaged models behind the host's check: an error or a model that works, in a process that lives on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"
#include "tests/llama/language_models.h"

namespace wasinn {
namespace {

constexpr int kWorked = 0;
constexpr int kChecked = 1;  // refused by the host's check
constexpr int kRefused = 2;  // refused by the framework
constexpr int kFailed = 3;   // loaded, and failed to answer
constexpr int kWrong = 4;    // another code than a damaged model may have

// Loads `bytes` as the host does and asks for an answer.
int try_model(const LlamaPlugin& plugin, const std::string& bytes) {
  const ByteView part = bytes_of(bytes);
  if (!check_model(Encoding::Ggml, {&part, 1}, ModelOrigin::Guest)) return kChecked;
  const Loaded loaded = plugin.load(bytes);
  if (!loaded.model) {
    const bool fits = loaded.status == WASINN_INVALID_ENCODING || loaded.status == WASINN_UNSUPPORTED_OPERATION;
    return fits ? kRefused : kWrong;
  }
  const auto conversation = loaded.model->start();
  const Answer answer =
      conversation->compute("the <0x41> and", R"({"temp": 0.7, "seed": 1, "n-predict": 4, "ctx-size": 64})");
  const Answer embedding = conversation->compute("the and", R"({"embedding": true, "ctx-size": 64})");
  return answer.status == WASINN_OK && embedding.status == WASINN_OK ? kWorked : kFailed;
}

// The same in a process of its own: its end by a signal must not be this one's.
int outcome_of(const LlamaPlugin& plugin, const std::string& bytes) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit memory{std::uint64_t{6} << 30, std::uint64_t{6} << 30};
    setrlimit(RLIMIT_AS, &memory);
    alarm(60);
    _exit(try_model(plugin, bytes));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string key_of(const std::string& name) {
  const std::uint64_t size = name.size();
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + name;
}

std::size_t repeats() {
  const char* wanted = std::getenv("WASINN_TEST_DAMAGES");
  return wanted == nullptr ? 60 : static_cast<std::size_t>(std::atoll(wanted));
}

class LlamaDamage : public ::testing::Test {
 protected:
  void SetUp() override { WASINN_NEEDS_LLAMA(); }

  void expect_harmless(const std::string& bytes, const std::string& what) {
    const int outcome = outcome_of(plugin_, bytes);
    EXPECT_GE(outcome, 0) << what << " ended the process by signal " << -outcome;
    EXPECT_NE(outcome, kWrong) << what;
    if (outcome >= 0 && outcome <= kWrong) ++counts_[outcome];
  }

  ~LlamaDamage() override {
    std::printf("worked %d, checked %d, refused %d, failed %d\n", counts_[0], counts_[1], counts_[2], counts_[3]);
  }

  const LlamaPlugin plugin_;
  int counts_[5] = {};
};

TEST_F(LlamaDamage, OfANumberInTheHeadIsHarmless) {
  const std::string model = model_bytes("llama_tiny");
  for (const char* name :
       {"general.file_type", "llama.context_length", "llama.embedding_length", "llama.block_count",
        "llama.feed_forward_length", "llama.rope.dimension_count", "llama.attention.head_count",
        "llama.attention.head_count_kv", "llama.attention.layer_norm_rms_epsilon", "llama.vocab_size",
        "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id", "tokenizer.ggml.unknown_token_id"}) {
    const std::size_t value = model.find(key_of(name)) + 8 + std::strlen(name) + 4;
    for (const std::uint32_t number :
         {0u, 1u, 2u, 3u, 63u, 128u, 365u, 1u << 16, 1u << 24, 0x7fffffffu, 0xffffffffu, 0x7fc00000u, 0x7f800000u}) {
      std::string bytes = model;
      std::memcpy(bytes.data() + value, &number, sizeof number);
      expect_harmless(bytes, std::string(name) + " = " + std::to_string(number));
    }
  }
}

TEST_F(LlamaDamage, OfAKindOfValueOrTensorIsHarmless) {
  const std::string model = model_bytes("llama_tiny");
  for (const char* name : {"llama.context_length", "llama.attention.head_count", "tokenizer.ggml.model",
                           "general.architecture", "tokenizer.ggml.bos_token_id", "llama.embedding_length"}) {
    const std::size_t kind = model.find(key_of(name)) + 8 + std::strlen(name);
    for (const std::uint32_t number : {0u, 5u, 6u, 8u, 9u, 10u}) {
      std::string bytes = model;
      std::memcpy(bytes.data() + kind, &number, sizeof number);
      expect_harmless(bytes, std::string(name) + " of kind " + std::to_string(number));
    }
  }
  for (const char* name : {"token_embd.weight", "output.weight", "blk.0.attn_q.weight", "blk.1.ffn_norm.weight"}) {
    const std::size_t at = model.find(key_of(name));
    std::string bytes = model;
    bytes[at + 8] = 'X';
    expect_harmless(bytes, std::string(name) + " by another name");
    for (const std::uint32_t type : {1u, 2u, 8u, 24u, 26u, 28u, 30u}) {
      bytes = model;
      const bool vector = std::string(name).find("norm") != std::string::npos;
      std::memcpy(bytes.data() + at + 8 + std::strlen(name) + 4 + (vector ? 8 : 16), &type, sizeof type);
      expect_harmless(bytes, std::string(name) + " of type " + std::to_string(type));
    }
  }
}

TEST_F(LlamaDamage, OfBytesAnywhereIsHarmless) {
  const std::string model = model_bytes("llama_tiny");
  for (const std::string& bytes : testing::flipped(model, repeats(), 11)) expect_harmless(bytes, "flipped bytes");
  // Most of a file is weights; what is before them decides.
  const std::string head = model.substr(0, 12000);
  std::size_t number = 0;
  for (const std::string& bytes : testing::flipped(head, repeats() * 3, 12)) {
    expect_harmless(bytes + model.substr(head.size()), "flipped bytes in the head, number " + std::to_string(number++));
  }
}

TEST_F(LlamaDamage, AfterWhichTheNextLoadWorks) {
  const std::string model = model_bytes("llama_tiny");
  for (const std::string& piece : testing::cut_off(model)) EXPECT_FALSE(plugin_.load(piece).model);
  EXPECT_FALSE(plugin_.load(testing::random_bytes(5000, 1)).model);
  EXPECT_FALSE(plugin_.load("").model);
  EXPECT_EQ(try_model(plugin_, model), kWorked);
}

TEST_F(LlamaDamage, OfWeightsThatAreNoNumbersIsToldByTheAnswer) {
  std::string model = model_bytes("llama_tiny");
  const std::uint32_t nan = 0x7fc00000;
  for (std::size_t at = model.size() - 4000 * sizeof nan; at < model.size(); at += sizeof nan) {
    std::memcpy(model.data() + at, &nan, sizeof nan);
  }
  const Loaded loaded = plugin_.load(model);
  ASSERT_TRUE(loaded.model) << loaded.message;
  const Answer answer = loaded.model->start()->compute("a", R"({"temp": 1, "seed": 1, "n-predict": 4})");
  EXPECT_EQ(answer.status, static_cast<wasinn_status>(WASINN_RUNTIME_ERROR));
  EXPECT_THAT(answer.message, ::testing::HasSubstr("weights are damaged"));
}

}  // namespace
}  // namespace wasinn
