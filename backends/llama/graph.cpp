// SPDX-License-Identifier: Apache-2.0
// Sizes of contexts, and text to tokens and back.
#include "graph.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "context.h"
#include "model_text.h"
#include "tokenizer.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

constexpr std::int64_t kUsualContext = 4096;
constexpr std::int64_t kUsualBatch = 2048;
constexpr std::int64_t kUsualMicroBatch = 512;

// llama.cpp makes contexts in steps of this many tokens.
constexpr std::uint32_t kContextStep = 256;

// Threads wait for each other many times for each token: with less to do in between they slow each other down.
constexpr std::uint64_t kWeightBytesOfAThread = std::uint64_t{64} << 20;

std::uint32_t as_size(std::int64_t size) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, size));
}

}  // namespace

LlamaGraph::LlamaGraph(const Shared& shared, Owned<Model> model, Options options)
    : Graph(describe_model(shared.library.functions, model.get())),
      shared_(shared),
      model_(std::move(model)),
      vocab_(functions().model_get_vocab(model_.get())),
      options_(std::move(options)) {
  const auto refuse = [](const char* why) {
    throw Failure(WASINN_UNSUPPORTED_OPERATION, "this model cannot be served: " + std::string(why));
  };
  if (functions().vocab_type(vocab_) == kNoVocabulary) refuse("it has no vocabulary, so that no text goes in or out");
  if (functions().vocab_n_tokens(vocab_) <= 0) refuse("its vocabulary is empty");
  if (functions().model_is_diffusion(model_.get())) refuse("it writes by diffusion");
  if (functions().model_has_encoder(model_.get()) && functions().model_has_decoder(model_.get())) {
    refuse("it has an encoder besides its decoder");
  }
  measure_cache();
  measure_pieces();
}

std::unique_ptr<wasinn::sdk::Context> LlamaGraph::create_context() const {
  return std::make_unique<LlamaContext>(*this);
}

void LlamaGraph::measure_cache() {
  const double heads = std::max(1, functions().model_n_head(model_.get()));
  const double usual_length = functions().model_n_embd(model_.get()) / heads;
  const double key_length = architecture_number(functions(), model_.get(), "attention.key_length");
  const double value_length = architecture_number(functions(), model_.get(), "attention.value_length");
  const double lengths =
      (key_length > 0 ? key_length : usual_length) + (value_length > 0 ? value_length : usual_length);
  // Two bytes for each number.
  cache_bytes_per_token_ = 2.0 * lengths * std::max(1, functions().model_n_head_kv(model_.get())) *
                           std::max(1, functions().model_n_layer(model_.get()));
}

void LlamaGraph::measure_pieces() {
  std::string buffer;
  for (Token token = 0; token < functions().vocab_n_tokens(vocab_); ++token) {
    longest_piece_ = std::max(longest_piece_, piece_of(token, buffer).size());
  }
}

CacheShape LlamaGraph::shape_for(const Options& options) const noexcept {
  const Limits& limits = shared_.limits;
  const std::int64_t trained = functions().model_n_ctx_train(model_.get());
  const std::int64_t usual = std::min({trained > 0 ? trained : kUsualContext, kUsualContext, limits.ctx_size});
  CacheShape shape;
  shape.ctx_size = as_size(options.ctx_size > 0 ? options.ctx_size : usual);
  const std::int64_t batch = options.batch_size > 0 ? options.batch_size : std::min(kUsualBatch, limits.batch_size);
  shape.batch_size = std::min(as_size(batch), shape.ctx_size);
  const std::int64_t micro = options.ubatch_size > 0 ? options.ubatch_size : kUsualMicroBatch;
  // An embedding is made of all tokens at once.
  shape.ubatch_size = options.embedding ? shape.batch_size : std::min(as_size(micro), shape.batch_size);
  shape.flash_attn = static_cast<int>(options.flash_attn);
  shape.embedding = options.embedding;
  shape.pooling_type = options.embedding ? static_cast<int>(options.pooling_type) : kPoolingUnspecified;
  return shape;
}

std::int64_t LlamaGraph::usual_threads() const noexcept {
  const std::uint64_t busy = functions().model_size(model_.get()) / kWeightBytesOfAThread + 1;
  return std::min(limits().threads, static_cast<std::int64_t>(busy));
}

std::uint64_t LlamaGraph::cache_bytes(const CacheShape& shape) const noexcept {
  const double tokens = std::ceil(static_cast<double>(shape.ctx_size) / kContextStep) * kContextStep;
  const double vocabulary = functions().vocab_n_tokens(vocab_);
  const double row = vocabulary + 16.0 * functions().model_n_embd(model_.get()) + tokens;
  const double bytes = tokens * cache_bytes_per_token_ + 4.0 * row * shape.ubatch_size;
  return bytes < 1e18 ? static_cast<std::uint64_t>(bytes) : std::numeric_limits<std::uint64_t>::max();
}

std::vector<Token> LlamaGraph::tokenize(std::string_view text, std::size_t most) const {
  const std::size_t least = text.size() / longest_piece_;
  if (least > most || text.size() > std::numeric_limits<std::int32_t>::max() / 8) {
    throw Failure(WASINN_PROMPT_TOO_LONG, "a prompt of " + std::to_string(text.size()) + " bytes has at least " +
                                              std::to_string(least) + " tokens, and the context has room for " +
                                              std::to_string(most));
  }
  return llama::tokenize(functions(), vocab_, text);
}

std::string_view LlamaGraph::piece_of(Token token, std::string& buffer) const {
  if (buffer.size() < 64) buffer.resize(64);
  const auto write = [&] {
    return functions().token_to_piece(vocab_, token, buffer.data(), static_cast<std::int32_t>(buffer.size()), 0, true);
  };
  std::int32_t size = write();
  if (size < 0) {
    buffer.resize(static_cast<std::size_t>(-static_cast<std::int64_t>(size)));
    size = write();
  }
  return std::string_view(buffer).substr(0, static_cast<std::size_t>(std::max(0, size)));
}

}  // namespace llama
