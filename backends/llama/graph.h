// SPDX-License-Identifier: Apache-2.0
// LlamaGraph: one language model in memory, shared by all contexts.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "bounds.h"
#include "cache_pool.h"
#include "library.h"
#include "options.h"

namespace llama {

using wasinn::sdk::Owned;

/// What graphs share: all of it lives as long as the backend.
struct Shared {
  const wasinn::sdk::Host& host;
  const Library& library;
  const Limits& limits;
  CachePool& pool;
};

/// A loaded model. Immutable; any thread.
class LlamaGraph : public wasinn::sdk::Graph {
 public:
  /// `options` are those of the load. Throws Failure with WASINN_UNSUPPORTED_OPERATION for a model that makes no text.
  LlamaGraph(const Shared& shared, Owned<Model> model, Options options);

  std::unique_ptr<wasinn::sdk::Context> create_context() const override;

  const Functions& functions() const noexcept { return shared_.library.functions; }
  const Library& library() const noexcept { return shared_.library; }
  const Limits& limits() const noexcept { return shared_.limits; }
  const wasinn::sdk::Host& host() const noexcept { return shared_.host; }
  CachePool& pool() const noexcept { return shared_.pool; }

  // llama.cpp wants it writable and does not write: contexts on several threads share one model.
  Model* model() const noexcept { return model_.get(); }
  const Vocab* vocab() const noexcept { return vocab_; }
  const Options& options() const noexcept { return options_; }

  /// What a llama.cpp context for `options` is made with, sizes filled in.
  CacheShape shape_for(const Options& options) const noexcept;

  /// Threads of a computation that nobody gave a number: as many as the model has work for, at most the host's.
  std::int64_t usual_threads() const noexcept;

  /// About how much memory such a context takes.
  std::uint64_t cache_bytes(const CacheShape& shape) const noexcept;

  /// Throws Failure with WASINN_PROMPT_TOO_LONG when the text has more than `most` tokens for sure, and what
  /// `llama::tokenize` throws.
  std::vector<Token> tokenize(std::string_view text, std::size_t most) const;

  /// The bytes that `token` stands for, in `buffer`, whose memory is kept.
  std::string_view piece_of(Token token, std::string& buffer) const;

 private:
  void measure_cache();
  void measure_pieces();

  Shared shared_;
  Owned<Model> model_;
  const Vocab* vocab_;
  Options options_;
  double cache_bytes_per_token_ = 0;
  std::size_t longest_piece_ = 1;
};

}  // namespace llama
