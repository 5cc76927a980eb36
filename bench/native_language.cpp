// SPDX-License-Identifier: Apache-2.0
// The loop of a native program that keeps its chat's history in the cache.
#include "bench/native_language.h"

#include <dlfcn.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "bench/workload.h"

namespace wasinn::bench {
namespace {

constexpr const char* kLibrary = WASINN_BENCH_LLAMA "/lib/libllama.v0.5.0.so";

using ChooseToken = llama::Token (*)(llama::Sampler*, llama::NativeContext*, std::int32_t index);

struct Library {
  llama::Functions functions;
  ChooseToken choose_token;
};

Library open_library() {
  void* handle = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) give_up(dlerror());
  Library library{};
#define WASINN_FIND(result, name, parameters) \
  library.functions.name = reinterpret_cast<decltype(library.functions.name)>(dlsym(handle, "llama_" #name));
  WASINN_LLAMA_FUNCTIONS(WASINN_FIND)
#undef WASINN_FIND
  library.choose_token = reinterpret_cast<ChooseToken>(dlsym(handle, "llama_sampler_sample"));
  return library;
}

}  // namespace

bool has_llama() { return std::filesystem::exists(kLibrary); }

struct NativeLanguage::Parts {
  Parts(const std::string& path, std::uint32_t ctx_size, int threads)
      : library(open_library()),
        api(library.functions),
        model(api.model_load_from_file(path.c_str(), api.model_default_params())),
        sampler(api.sampler_init_greedy()) {
    if (model == nullptr) give_up("llama.cpp does not load " + path);
    llama::ContextParams params = api.context_default_params();
    params.n_ctx = ctx_size;
    params.n_threads = params.n_threads_batch = threads;
    context = api.init_from_model(model, params);
    vocab = api.model_get_vocab(model);
  }

  ~Parts() {
    api.sampler_free(sampler);
    api.free(context);
    api.model_free(model);
  }

  std::vector<llama::Token> tokenize(const std::string& text) const {
    std::vector<llama::Token> tokens(text.size() + 8);
    const auto size = static_cast<std::int32_t>(text.size());
    tokens.resize(static_cast<std::size_t>(api.tokenize(vocab, text.data(), size, tokens.data(),
                                                        static_cast<std::int32_t>(tokens.size()), true, true)));
    return tokens;
  }

  void evaluate(std::vector<llama::Token>& tokens) {
    if (api.decode(context, api.batch_get_one(tokens.data(), static_cast<std::int32_t>(tokens.size()))) != 0) {
      give_up("llama.cpp does not evaluate");
    }
    held.insert(held.end(), tokens.begin(), tokens.end());
  }

  /// Leaves in the cache what `tokens` begin with, and out of `tokens` what is in the cache.
  void drop_common(std::vector<llama::Token>& tokens) {
    const auto differs = std::mismatch(held.begin(), held.end(), tokens.begin(), tokens.end() - 1);
    const auto common = static_cast<llama::Position>(differs.first - held.begin());
    api.memory_seq_rm(api.get_memory(context), 0, common, -1);
    held.erase(differs.first, held.end());
    tokens.erase(tokens.begin(), differs.second);
  }

  void append_piece(llama::Token token, std::string& text) const {
    char piece[256];
    const std::int32_t size = api.token_to_piece(vocab, token, piece, sizeof piece, 0, true);
    text.append(piece, static_cast<std::size_t>(std::max(size, 0)));
  }

  Library library;
  const llama::Functions& api;
  llama::Model* model;
  llama::Sampler* sampler;
  llama::NativeContext* context = nullptr;
  const llama::Vocab* vocab = nullptr;
  std::vector<llama::Token> held;  // whose keys and values are in the cache
};

NativeLanguage::NativeLanguage(const std::string& path, std::uint32_t ctx_size, int threads)
    : parts_(std::make_unique<Parts>(path, ctx_size, threads)) {}

NativeLanguage::~NativeLanguage() = default;

NativeAnswer NativeLanguage::continue_text(const std::string& prompt, std::uint64_t most) {
  NativeAnswer answer;
  std::vector<llama::Token> next = parts_->tokenize(prompt);
  parts_->drop_common(next);
  while (answer.tokens < most) {
    parts_->evaluate(next);
    const llama::Token token = parts_->library.choose_token(parts_->sampler, parts_->context, -1);
    if (parts_->api.vocab_is_eog(parts_->vocab, token)) break;
    parts_->append_piece(token, answer.text);
    ++answer.tokens;
    next.assign(1, token);
  }
  return answer;
}

}  // namespace wasinn::bench
