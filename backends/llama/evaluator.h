// SPDX-License-Identifier: Apache-2.0
// Evaluator: tokens into a model, with the cache of what was evaluated before.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

#include "cache_pool.h"
#include "graph.h"
#include "options.h"

namespace llama {

/// The place of one wasinn context in the pool of caches, and what can be done with a cache there. One thread at a
/// time. After an exception the cache is as it must be for the next use.
class Evaluator {
 public:
  /// Both live longer. A computation ends early while `cancelled` is true.
  Evaluator(const LlamaGraph& graph, const std::atomic<bool>& cancelled);

  /// Takes the cache, or makes one of the right size; nobody drops it until `give_back`. Throws Failure with
  /// WASINN_TOO_LARGE when there is no memory for it.
  void take(const Options& options);
  void give_back() noexcept;

  /// Evaluates those of `tokens` whose keys and values are not in the cache yet, the last one always; after it
  /// `logits` are those of what follows. Returns how many were in the cache.
  std::size_t evaluate_prompt(std::span<const Token> tokens);

  void evaluate_next(Token token);

  /// One for each token of the vocabulary; until the next evaluation. Throws Failure when there are none.
  const float* logits();

  /// The embedding of `tokens`; until the next evaluation. Throws Failure.
  std::span<const float> embed(std::span<const Token> tokens);

 private:
  NativeContext* native() const { return cache_->native.get(); }
  Cache make(const CacheShape& shape) const;
  std::size_t keep_common(std::span<const Token> tokens);
  void forget();
  void evaluate(std::span<const Token> tokens);
  void run(std::span<const Token> tokens, bool encode);
  template <class Action>
  auto protected_from_damage(Action&& action);

  const LlamaGraph& graph_;
  const Functions& functions_;
  const std::atomic<bool>& cancelled_;
  CachePool::Place place_;
  Cache* cache_ = nullptr;  // while it is taken
};

}  // namespace llama
