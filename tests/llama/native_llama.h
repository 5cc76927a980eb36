// SPDX-License-Identifier: Apache-2.0
// For tests: llama.cpp called directly, in the plainest way.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "llama_api.h"

namespace wasinn {

/// Functions of the library that the plug-in opened before. Aborts the test program when it is not there.
const llama::Functions& native_functions();

/// A model with one context, one thread.
class NativeLlama {
 public:
  explicit NativeLlama(const std::string& path, std::uint32_t ctx_size = 512, bool embeddings = false,
                       int pooling = llama::kPoolingUnspecified);
  NativeLlama(const NativeLlama&) = delete;
  NativeLlama& operator=(const NativeLlama&) = delete;
  ~NativeLlama();

  std::vector<llama::Token> tokenize(const std::string& text) const;
  std::string text_of(const std::vector<llama::Token>& tokens) const;

  /// Up to `count` tokens, the likeliest each time, after a fresh start with `prompt`; ends before an end token.
  std::vector<llama::Token> greedy(const std::string& prompt, int count);

  /// The same, but evaluates only what follows the beginning that `prompt` shares with what was evaluated last.
  std::vector<llama::Token> greedy_on(const std::string& prompt, int count);

  /// Lets the next `greedy_on` have a fresh start.
  void forget();

  /// The same with this sampler, which it takes over.
  std::vector<llama::Token> sample(const std::string& prompt, int count, llama::Sampler* sampler);

  std::vector<float> embed(const std::string& text);

 private:
  void evaluate(std::vector<llama::Token> tokens);
  std::vector<llama::Token> answer(std::vector<llama::Token> next, int count, llama::Sampler* sampler);

  const llama::Functions& functions_;
  llama::Model* model_;
  llama::NativeContext* context_;
  std::vector<llama::Token> held_;  // what was evaluated since the last `forget`
};

}  // namespace wasinn
