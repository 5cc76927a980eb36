// SPDX-License-Identifier: Apache-2.0
// The loop of llama.cpp's own simple example.
#include "tests/llama/native_llama.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/llama/language_models.h"

namespace wasinn {
namespace {

llama::Functions find_functions() {
  void* handle = dlopen((llama_folder() + "/libllama.v0.5.0.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  llama::Functions functions;
#define WASINN_FIND(result, name, parameters) \
  functions.name = reinterpret_cast<decltype(functions.name)>(dlsym(handle, "llama_" #name));
  WASINN_LLAMA_FUNCTIONS(WASINN_FIND)
#undef WASINN_FIND
  if (handle == nullptr || functions.decode == nullptr) {
    std::fprintf(stderr, "no llama.cpp in %s\n", llama_folder().c_str());
    std::abort();
  }
  return functions;
}

}  // namespace

const llama::Functions& native_functions() {
  static const llama::Functions functions = find_functions();
  return functions;
}

NativeLlama::NativeLlama(const std::string& path, std::uint32_t ctx_size, bool embeddings, int pooling)
    : functions_(native_functions()),
      model_(functions_.model_load_from_file(path.c_str(), functions_.model_default_params())) {
  llama::ContextParams params = functions_.context_default_params();
  params.n_ctx = ctx_size;
  params.n_threads = params.n_threads_batch = 1;
  params.embeddings = embeddings;
  params.pooling_type = pooling;
  if (embeddings) params.n_batch = params.n_ubatch = ctx_size;
  context_ = functions_.init_from_model(model_, params);
}

NativeLlama::~NativeLlama() {
  functions_.free(context_);
  functions_.model_free(model_);
}

std::vector<llama::Token> NativeLlama::tokenize(const std::string& text) const {
  std::vector<llama::Token> tokens(text.size() + 8);
  const auto size = static_cast<std::int32_t>(tokens.size());
  const std::int32_t count =
      functions_.tokenize(functions_.model_get_vocab(model_), text.data(), static_cast<std::int32_t>(text.size()),
                          tokens.data(), size, true, true);
  tokens.resize(static_cast<std::size_t>(count));
  return tokens;
}

std::string NativeLlama::text_of(const std::vector<llama::Token>& tokens) const {
  std::string text;
  for (const llama::Token token : tokens) {
    char piece[64];
    const std::int32_t size =
        functions_.token_to_piece(functions_.model_get_vocab(model_), token, piece, sizeof piece, 0, true);
    text.append(piece, static_cast<std::size_t>(size));
  }
  return text;
}

void NativeLlama::evaluate(std::vector<llama::Token> tokens) {
  const auto batch = functions_.batch_get_one(tokens.data(), static_cast<std::int32_t>(tokens.size()));
  if (functions_.decode(context_, batch) != 0) std::abort();
  held_.insert(held_.end(), tokens.begin(), tokens.end());
}

void NativeLlama::forget() {
  functions_.memory_clear(functions_.get_memory(context_), true);
  held_.clear();
}

std::vector<llama::Token> NativeLlama::greedy(const std::string& prompt, int count) {
  return sample(prompt, count, functions_.sampler_init_greedy());
}

std::vector<llama::Token> NativeLlama::greedy_on(const std::string& prompt, int count) {
  const std::vector<llama::Token> tokens = tokenize(prompt);
  const auto differs = std::mismatch(held_.begin(), held_.end(), tokens.begin(), tokens.end() - 1).first;
  const auto kept = differs - held_.begin();
  functions_.memory_seq_rm(functions_.get_memory(context_), 0, static_cast<std::int32_t>(kept), -1);
  held_.erase(differs, held_.end());
  return answer({tokens.begin() + kept, tokens.end()}, count, functions_.sampler_init_greedy());
}

std::vector<llama::Token> NativeLlama::sample(const std::string& prompt, int count, llama::Sampler* sampler) {
  forget();
  return answer(tokenize(prompt), count, sampler);
}

std::vector<llama::Token> NativeLlama::answer(std::vector<llama::Token> next, int count, llama::Sampler* sampler) {
  const llama::Vocab* vocab = functions_.model_get_vocab(model_);
  std::vector<llama::Token> answer;
  using Sample = llama::Token (*)(llama::Sampler*, llama::NativeContext*, std::int32_t);
  void* handle = dlopen((llama_folder() + "/libllama.v0.5.0.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  const auto choose = reinterpret_cast<Sample>(dlsym(handle, "llama_sampler_sample"));
  while (static_cast<int>(answer.size()) < count) {
    evaluate(next);
    const llama::Token token = choose(sampler, context_, -1);
    if (functions_.vocab_is_eog(vocab, token)) break;
    answer.push_back(token);
    next.assign(1, token);
  }
  functions_.sampler_free(sampler);
  return answer;
}

std::vector<float> NativeLlama::embed(const std::string& text) {
  forget();
  evaluate(tokenize(text));
  const float* values = functions_.pooling_type(context_) == llama::kPoolingNone
                            ? functions_.get_embeddings_ith(context_, -1)
                            : functions_.get_embeddings_seq(context_, 0);
  return {values, values + functions_.model_n_embd_out(model_)};
}

}  // namespace wasinn
