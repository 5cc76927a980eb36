// SPDX-License-Identifier: Apache-2.0
// Batches, and how much of a cache a prompt can use again.
#include "evaluator.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "log.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

constexpr std::int32_t kSequence = 0;
constexpr std::int32_t kAborted = 2;

bool is_cancelled(void* flag) noexcept {
  return *static_cast<const std::atomic<bool>*>(flag);
}

[[noreturn]] void fail(const std::string& what, const std::string& errors) {
  throw std::runtime_error(what + (errors.empty() ? "" : ": " + errors));
}

}  // namespace

Evaluator::Evaluator(const LlamaGraph& graph, const std::atomic<bool>& cancelled)
    : graph_(graph), functions_(graph.functions()), cancelled_(cancelled), place_(graph.pool()) {}

// A failure of llama.cpp leaves a context that nobody can vouch for, so it goes; our own failures leave a good one.
template <class Action>
auto Evaluator::protected_from_damage(Action&& action) {
  try {
    return action();
  } catch (const Failure&) {
    throw;
  } catch (...) {
    cache_ = nullptr;
    graph_.pool().discard(place_);
    throw;
  }
}

void Evaluator::take(const Options& options) {
  const CacheShape shape = graph_.shape_for(options);
  cache_ = graph_.pool().take(place_);
  try {
    if (cache_ == nullptr || cache_->shape != shape) {
      cache_ = nullptr;
      cache_ = &graph_.pool().renew(place_, graph_.cache_bytes(shape), [&] { return make(shape); });
    }
  } catch (...) {
    give_back();
    throw;
  }
  const auto threads = [this](std::int64_t wanted) {
    return static_cast<std::int32_t>(wanted > 0 ? wanted : graph_.usual_threads());
  };
  const std::int64_t batch = options.threads_batch > 0 ? options.threads_batch : options.threads;
  functions_.set_n_threads(native(), threads(options.threads), threads(batch));
}

void Evaluator::give_back() noexcept {
  cache_ = nullptr;
  graph_.pool().give_back(place_);
}

Cache Evaluator::make(const CacheShape& shape) const {
  ContextParams params = functions_.context_default_params();
  params.n_ctx = shape.ctx_size;
  params.n_batch = shape.batch_size;
  params.n_ubatch = shape.ubatch_size;
  params.flash_attn_type = shape.flash_attn;
  params.pooling_type = shape.pooling_type;
  params.embeddings = shape.embedding;
  params.abort_callback = is_cancelled;
  params.abort_callback_data = const_cast<std::atomic<bool>*>(&cancelled_);
  const ErrorCollector errors;
  Cache cache;
  cache.native = Owned<NativeContext>(functions_.init_from_model(graph_.model(), params), {functions_.free});
  if (!cache.native) fail("llama.cpp makes no context of " + std::to_string(shape.ctx_size) + " tokens", errors.text());
  cache.shape = shape;
  return cache;
}

void Evaluator::forget() {
  cache_->tokens.clear();
  if (Memory* memory = functions_.get_memory(native())) functions_.memory_clear(memory, true);
}

std::size_t Evaluator::keep_common(std::span<const Token> tokens) {
  std::vector<Token>& held = cache_->tokens;
  const auto differs = std::mismatch(held.begin(), held.end(), tokens.begin(), tokens.end());
  const std::size_t common = std::min(static_cast<std::size_t>(differs.first - held.begin()), tokens.size() - 1);
  Memory* memory = functions_.get_memory(native());
  if (memory == nullptr) fail("this model makes embeddings only; option embedding must be true", "");
  const bool shortened = common < held.size();
  const auto end = static_cast<Position>(common);
  if (common == 0 || (shortened && !functions_.memory_seq_rm(memory, kSequence, end, -1))) {
    forget();
    return 0;
  }
  held.resize(common);
  // Memories that forget by themselves cannot go back.
  const bool whole = functions_.memory_seq_pos_max(memory, kSequence) == end - 1 &&
                     (!shortened || functions_.memory_seq_pos_min(memory, kSequence) == 0);
  if (whole) return common;
  forget();
  return 0;
}

std::size_t Evaluator::evaluate_prompt(std::span<const Token> tokens) {
  return protected_from_damage([&] {
    const ErrorCollector errors;
    const std::size_t common = keep_common(tokens);
    evaluate(tokens.subspan(common));
    return common;
  });
}

void Evaluator::evaluate_next(Token token) {
  protected_from_damage([&] {
    const ErrorCollector errors;
    evaluate({&token, 1});
  });
}

void Evaluator::evaluate(std::span<const Token> tokens) {
  const std::size_t step = cache_->shape.batch_size;
  while (!tokens.empty()) {
    const auto batch = tokens.first(std::min(step, tokens.size()));
    run(batch, false);
    cache_->tokens.insert(cache_->tokens.end(), batch.begin(), batch.end());
    tokens = tokens.subspan(batch.size());
  }
}

void Evaluator::run(std::span<const Token> tokens, bool encode) {
  // llama.cpp only reads them.
  auto* first = const_cast<Token*>(tokens.data());
  const Batch batch = functions_.batch_get_one(first, static_cast<std::int32_t>(tokens.size()));
  const ErrorCollector errors;
  const std::int32_t code = cancelled_ ? kAborted
                            : encode   ? functions_.encode(native(), batch)
                                       : functions_.decode(native(), batch);
  if (code == 0) return;
  if (!cancelled_) fail("llama.cpp cannot evaluate " + std::to_string(tokens.size()) + " tokens", errors.text());
  // What was evaluated of the batch is in the memory, and nobody says how much that is.
  forget();
  throw Failure(WASINN_TIMEOUT, "the computation was cancelled");
}

const float* Evaluator::logits() {
  return protected_from_damage([&] {
    const ErrorCollector errors;
    const float* found = functions_.get_logits_ith(native(), -1);
    if (found == nullptr) fail("llama.cpp gives no logits", errors.text());
    return found;
  });
}

std::span<const float> Evaluator::embed(std::span<const Token> tokens) {
  return protected_from_damage([&]() -> std::span<const float> {
    const ErrorCollector errors;
    forget();
    const Model* model = graph_.model();
    run(tokens, functions_.model_has_encoder(model) && !functions_.model_has_decoder(model));
    const bool pooled = functions_.pooling_type(native()) != kPoolingNone;
    const float* found =
        pooled ? functions_.get_embeddings_seq(native(), kSequence) : functions_.get_embeddings_ith(native(), -1);
    if (found == nullptr) fail("llama.cpp gives no embedding", errors.text());
    return {found, static_cast<std::size_t>(functions_.model_n_embd_out(model))};
  });
}

}  // namespace llama
