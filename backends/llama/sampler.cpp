// SPDX-License-Identifier: Apache-2.0
// Chains of samplers in the order in which llama.cpp's own programs have them.
#include "sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <wasinn/plugin.hpp>

#include "log.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

constexpr float kImpossible = -std::numeric_limits<float>::infinity();
constexpr std::int32_t kMirostatTokens = 100;

float as_float(double value) {
  return static_cast<float>(value);
}

}  // namespace

TokenChooser::TokenChooser(const Functions& functions, const Vocab* vocab, const Options& options)
    : functions_(functions),
      chain_(functions.sampler_chain_init({true}), {functions.sampler_free}),
      candidates_(static_cast<std::size_t>(functions.vocab_n_tokens(vocab))) {
  if (!options.grammar.empty()) {
    const ErrorCollector errors;
    grammar_ = Owned<Sampler>(functions.sampler_init_grammar(vocab, options.grammar.c_str(), "root"),
                              {functions.sampler_free});
    if (!grammar_)
      throw Failure(WASINN_INVALID_ARGUMENT, "option grammar: llama.cpp does not take it: " + errors.text());
  }
  const bool penalises =
      options.repeat_last_n > 0 &&
      (options.repeat_penalty != 1.0 || options.frequency_penalty != 0.0 || options.presence_penalty != 0.0);
  if (penalises) {
    add(functions.sampler_init_penalties(
        static_cast<std::int32_t>(candidates_.size()), static_cast<std::int32_t>(options.repeat_last_n),
        as_float(options.repeat_penalty), as_float(options.frequency_penalty), as_float(options.presence_penalty)));
  }
  if (options.temp <= 0) {
    add(functions.sampler_init_greedy());
  } else {
    add_random(options);
  }
}

void TokenChooser::add(Sampler* sampler) {
  functions_.sampler_chain_add(chain_.get(), sampler);
}

void TokenChooser::add_random(const Options& options) {
  const auto seed = static_cast<std::uint32_t>(options.seed);
  if (options.mirostat != 0) {
    add(functions_.sampler_init_temp(as_float(options.temp)));
    add(options.mirostat == 1 ? functions_.sampler_init_mirostat(static_cast<std::int32_t>(candidates_.size()), seed,
                                                                 as_float(options.mirostat_tau),
                                                                 as_float(options.mirostat_eta), kMirostatTokens)
                              : functions_.sampler_init_mirostat_v2(seed, as_float(options.mirostat_tau),
                                                                    as_float(options.mirostat_eta)));
    return;
  }
  add(functions_.sampler_init_top_k(static_cast<std::int32_t>(options.top_k)));
  add(functions_.sampler_init_typical(as_float(options.typ_p), 1));
  add(functions_.sampler_init_top_p(as_float(options.top_p), 1));
  add(functions_.sampler_init_min_p(as_float(options.min_p), 1));
  add(functions_.sampler_init_temp(as_float(options.temp)));
  add(functions_.sampler_init_dist(seed));
}

void TokenChooser::fill(const float* logits) {
  for (std::size_t i = 0; i < candidates_.size(); ++i) candidates_[i] = {static_cast<Token>(i), logits[i], 0.0f};
}

// Samplers sort, and what cannot be compared has no order.
void TokenChooser::refuse_wrong_logits(const float* logits) const {
  float largest = kImpossible;
  bool comparable = true;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    comparable = comparable && logits[i] == logits[i];
    largest = std::max(largest, logits[i]);
  }
  if (comparable && std::isfinite(largest)) return;
  throw Failure(WASINN_RUNTIME_ERROR, "the model gives no number for what follows: its weights are damaged");
}

Token TokenChooser::pick() {
  TokenDataArray all{candidates_.data(), candidates_.size(), -1, false};
  functions_.sampler_apply(chain_.get(), &all);
  const bool chosen = all.selected >= 0 && static_cast<std::size_t>(all.selected) < all.size;
  if (!chosen) throw Failure(WASINN_RUNTIME_ERROR, "llama.cpp chose no token");
  return all.data[all.selected].id;
}

bool TokenChooser::grammar_allows(Token token) {
  TokenData one{token, 1.0f, 0.0f};
  TokenDataArray array{&one, 1, -1, false};
  functions_.sampler_apply(grammar_.get(), &array);
  return one.logit != kImpossible;
}

Token TokenChooser::choose(const float* logits) {
  refuse_wrong_logits(logits);
  fill(logits);
  Token token = pick();
  if (grammar_ && !grammar_allows(token)) {
    // To look at one token is cheap, to look at all is not: so that is done only when the first choice is wrong.
    fill(logits);
    TokenDataArray all{candidates_.data(), candidates_.size(), -1, false};
    functions_.sampler_apply(grammar_.get(), &all);
    const auto possible = [](const TokenData& data) { return data.logit != kImpossible; };
    if (std::none_of(candidates_.begin(), candidates_.end(), possible)) return kNoToken;
    token = pick();
    if (!grammar_allows(token)) return kNoToken;
  }
  if (grammar_) functions_.sampler_accept(grammar_.get(), token);
  functions_.sampler_accept(chain_.get(), token);
  return token;
}

}  // namespace llama
