// SPDX-License-Identifier: Apache-2.0
// llama.cpp's tokenizer on a stack that is large enough for it.
#include "tokenizer.h"

#include <pthread.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <limits>
#include <string>

#include <wasinn/plugin.hpp>

#include "log.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

constexpr int kBytePairs = 2;
constexpr std::size_t kShortBytes = 2048;
// About 400 bytes for each character were seen.
constexpr std::size_t kStackBytes = kMostUnbrokenBytes * 2048;

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

std::size_t longest_unbroken(std::string_view text) {
  std::size_t longest = 0;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= text.size(); ++i) {
    if (i < text.size() && is_blank(text[i]) == is_blank(text[begin])) continue;
    longest = std::max(longest, i - begin);
    begin = i;
  }
  return longest;
}

std::vector<Token> tokenize_here(const Functions& functions, const Vocab* vocab, std::string_view text) {
  const ErrorCollector errors;
  const auto length = static_cast<std::int32_t>(text.size());
  std::vector<Token> tokens(text.size() + 8);
  std::int32_t count = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    count = functions.tokenize(vocab, text.data(), length, tokens.data(), static_cast<std::int32_t>(tokens.size()),
                               true, true);
    if (count >= 0 || count == std::numeric_limits<std::int32_t>::min()) break;
    tokens.resize(static_cast<std::size_t>(-count));
  }
  if (count < 0) throw Failure(WASINN_INVALID_ARGUMENT, "the prompt cannot be split into tokens");
  tokens.resize(static_cast<std::size_t>(count));
  return tokens;
}

// Runs `action` on a thread with a stack of kStackBytes, of which only what is used takes memory.
void run_on_large_stack(const std::function<void()>& action) {
  struct Job {
    const std::function<void()>& action;
    std::exception_ptr failure;
  } job{action, nullptr};
  const auto body = [](void* given) -> void* {
    auto* running = static_cast<Job*>(given);
    try {
      running->action();
    } catch (...) {
      running->failure = std::current_exception();
    }
    return nullptr;
  };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  const int code = pthread_create(&thread, &attributes, body, &job);
  pthread_attr_destroy(&attributes);
  if (code != 0) throw Failure(WASINN_RUNTIME_ERROR, "no thread for splitting the prompt into tokens");
  pthread_join(thread, nullptr);
  if (job.failure) std::rethrow_exception(job.failure);
}

}  // namespace

std::vector<Token> tokenize(const Functions& functions, const Vocab* vocab, std::string_view text) {
  const bool recurses = functions.vocab_type(vocab) == kBytePairs;
  if (!recurses || text.size() <= kShortBytes) return tokenize_here(functions, vocab, text);
  if (longest_unbroken(text) > kMostUnbrokenBytes) {
    throw Failure(WASINN_INVALID_ARGUMENT,
                  "the prompt has more than 64 KiB without a change between blanks and others");
  }
  std::vector<Token> tokens;
  run_on_large_stack([&] { tokens = tokenize_here(functions, vocab, text); });
  return tokens;
}

}  // namespace llama
