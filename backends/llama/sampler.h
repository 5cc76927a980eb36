// SPDX-License-Identifier: Apache-2.0
// TokenChooser: the choice of the next token by the options of an answer.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <wasinn/owned.hpp>

#include "llama_api.h"
#include "options.h"

namespace llama {

using wasinn::sdk::Owned;

/// The state of choosing during one answer. One thread at a time.
class TokenChooser {
 public:
  /// Throws Failure with WASINN_INVALID_ARGUMENT for a grammar that llama.cpp does not take. `functions` and `vocab`
  /// live longer.
  TokenChooser(const Functions& functions, const Vocab* vocab, const Options& options);

  /// The token that follows, by the logits of all tokens (one per token of the vocabulary); kNoToken when the grammar
  /// allows none. Throws Failure when the model gives no numbers.
  Token choose(const float* logits);

 private:
  void add(Sampler* sampler);
  void add_random(const Options& options);
  void fill(const float* logits);
  Token pick();
  bool grammar_allows(Token token);
  void refuse_wrong_logits(const float* logits) const;

  const Functions& functions_;
  Owned<Sampler> chain_;
  Owned<Sampler> grammar_;
  std::vector<TokenData> candidates_;
};

}  // namespace llama
