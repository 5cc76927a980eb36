// SPDX-License-Identifier: Apache-2.0
// The part of llama.cpp's C interface that this backend calls, as version 0.5.0 has it.
//
// Written after include/llama.h, ggml/include/ggml.h and ggml/include/ggml-backend.h of llama.cpp 0.5.0 (with ggml
// 0.25.3), MIT licence. Structs are passed by value and change from release to release, so the library that is opened
// must say of itself that it is exactly this version, and give the default parameters that this version has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace llama {

inline constexpr const char* kVersion = "0.5.0-dev";  // what the library of release 0.5.0 says of itself

struct Model;
struct NativeContext;
struct Vocab;
struct Sampler;
struct Memory;

using Token = std::int32_t;
using Position = std::int32_t;

inline constexpr Token kNoToken = -1;
inline constexpr std::uint32_t kRandomSeed = 0xffffffff;
inline constexpr int kNoVocabulary = 0;

enum LogLevel : int { kLogNone = 0, kLogDebug, kLogInfo, kLogWarning, kLogError, kLogContinued };
enum PoolingType : int {
  kPoolingUnspecified = -1,
  kPoolingNone,
  kPoolingMean,
  kPoolingCls,
  kPoolingLast,
  kPoolingRank
};
enum FlashAttention : int { kFlashAuto = -1, kFlashOff, kFlashOn };
enum LoadMode : int { kLoadAuto = -1, kLoadRead, kLoadMap, kLoadLock, kLoadMapAndLock };

struct TokenData {
  Token id;
  float logit;
  float probability;
};

struct TokenDataArray {
  TokenData* data;
  std::size_t size;
  std::int64_t selected;  // an index of data
  bool sorted;
};

struct Batch {
  std::int32_t n_tokens;
  Token* token;
  float* embd;
  Position* pos;
  std::int32_t* n_seq_id;
  std::int32_t** seq_id;
  std::int8_t* logits;
};

struct ModelParams {
  void* devices;
  const void* tensor_buft_overrides;
  std::int32_t n_gpu_layers;
  int split_mode;
  int load_mode;
  int lazy_mode;
  std::int32_t main_gpu;
  const float* tensor_split;
  bool (*progress_callback)(float progress, void* user_data);
  void* progress_callback_user_data;
  const void* kv_overrides;
  bool vocab_only;
  bool check_tensors;
  bool use_extra_bufts;
  bool no_host;
  bool no_alloc;
  bool load_mtp;
};

struct ContextParams {
  std::uint32_t n_ctx;
  std::uint32_t n_batch;
  std::uint32_t n_ubatch;
  std::uint32_t n_seq_max;
  std::uint32_t n_rs_seq;
  std::uint32_t n_outputs_max;
  std::uint32_t n_outputs_max_per_seq;
  std::int32_t n_threads;
  std::int32_t n_threads_batch;
  int ctx_type;
  int rope_scaling_type;
  int pooling_type;
  int attention_type;
  int flash_attn_type;
  float rope_freq_base;
  float rope_freq_scale;
  float yarn_ext_factor;
  float yarn_attn_factor;
  float yarn_beta_fast;
  float yarn_beta_slow;
  std::uint32_t yarn_orig_ctx;
  float defrag_thold;
  void* cb_eval;
  void* cb_eval_user_data;
  int type_k;
  int type_v;
  bool (*abort_callback)(void* data);
  void* abort_callback_data;
  bool embeddings;
  bool offload_kqv;
  bool no_perf;
  bool op_offload;
  bool swa_full;
  bool kv_unified;
  void* samplers;
  std::size_t n_samplers;
  void* ctx_other;
};

struct SamplerChainParams {
  bool no_perf;
};

struct ChatMessage {
  const char* role;
  const char* content;
};

using LogCallback = void (*)(int level, const char* text, void* user_data);
using AbortCallback = void (*)(const char* message);

// NAME(function pointer's result, name in the library without its prefix, parameters): one line a function.
#define WASINN_LLAMA_FUNCTIONS(NAME)                                                                        \
  NAME(const char*, version, (void))                                                                        \
  NAME(void, log_set, (LogCallback, void*))                                                                 \
  NAME(void, backend_init, (void))                                                                          \
  NAME(ModelParams, model_default_params, (void))                                                           \
  NAME(ContextParams, context_default_params, (void))                                                       \
  NAME(Model*, model_load_from_file, (const char*, ModelParams))                                            \
  NAME(void, model_free, (Model*))                                                                          \
  NAME(NativeContext*, init_from_model, (Model*, ContextParams))                                            \
  NAME(void, free, (NativeContext*))                                                                        \
  NAME(std::uint32_t, n_ctx, (const NativeContext*))                                                        \
  NAME(std::uint32_t, n_batch, (const NativeContext*))                                                      \
  NAME(Memory*, get_memory, (const NativeContext*))                                                         \
  NAME(int, pooling_type, (const NativeContext*))                                                           \
  NAME(void, set_n_threads, (NativeContext*, std::int32_t, std::int32_t))                                   \
  NAME(const Vocab*, model_get_vocab, (const Model*))                                                       \
  NAME(std::int32_t, model_n_ctx_train, (const Model*))                                                     \
  NAME(std::int32_t, model_n_embd, (const Model*))                                                          \
  NAME(std::int32_t, model_n_embd_out, (const Model*))                                                      \
  NAME(std::int32_t, model_n_layer, (const Model*))                                                         \
  NAME(std::int32_t, model_n_head, (const Model*))                                                          \
  NAME(std::int32_t, model_n_head_kv, (const Model*))                                                       \
  NAME(std::int32_t, model_meta_val_str, (const Model*, const char*, char*, std::size_t))                   \
  NAME(std::int32_t, model_desc, (const Model*, char*, std::size_t))                                        \
  NAME(std::uint64_t, model_size, (const Model*))                                                           \
  NAME(std::uint64_t, model_n_params, (const Model*))                                                       \
  NAME(const char*, model_chat_template, (const Model*, const char*))                                       \
  NAME(std::int32_t, chat_apply_template,                                                                   \
       (const char*, const ChatMessage*, std::size_t, bool, char*, std::int32_t))                           \
  NAME(bool, model_has_encoder, (const Model*))                                                             \
  NAME(bool, model_has_decoder, (const Model*))                                                             \
  NAME(bool, model_is_diffusion, (const Model*))                                                            \
  NAME(int, vocab_type, (const Vocab*))                                                                     \
  NAME(std::int32_t, vocab_n_tokens, (const Vocab*))                                                        \
  NAME(bool, vocab_is_eog, (const Vocab*, Token))                                                           \
  NAME(std::int32_t, tokenize, (const Vocab*, const char*, std::int32_t, Token*, std::int32_t, bool, bool)) \
  NAME(std::int32_t, token_to_piece, (const Vocab*, Token, char*, std::int32_t, std::int32_t, bool))        \
  NAME(void, memory_clear, (Memory*, bool))                                                                 \
  NAME(bool, memory_seq_rm, (Memory*, std::int32_t, Position, Position))                                    \
  NAME(Position, memory_seq_pos_min, (Memory*, std::int32_t))                                               \
  NAME(Position, memory_seq_pos_max, (Memory*, std::int32_t))                                               \
  NAME(Batch, batch_get_one, (Token*, std::int32_t))                                                        \
  NAME(std::int32_t, encode, (NativeContext*, Batch))                                                       \
  NAME(std::int32_t, decode, (NativeContext*, Batch))                                                       \
  NAME(float*, get_logits_ith, (NativeContext*, std::int32_t))                                              \
  NAME(float*, get_embeddings_ith, (NativeContext*, std::int32_t))                                          \
  NAME(float*, get_embeddings_seq, (NativeContext*, std::int32_t))                                          \
  NAME(SamplerChainParams, sampler_chain_default_params, (void))                                            \
  NAME(Sampler*, sampler_chain_init, (SamplerChainParams))                                                  \
  NAME(void, sampler_chain_add, (Sampler*, Sampler*))                                                       \
  NAME(void, sampler_accept, (Sampler*, Token))                                                             \
  NAME(void, sampler_apply, (Sampler*, TokenDataArray*))                                                    \
  NAME(void, sampler_free, (Sampler*))                                                                      \
  NAME(Sampler*, sampler_init_greedy, (void))                                                               \
  NAME(Sampler*, sampler_init_dist, (std::uint32_t))                                                        \
  NAME(Sampler*, sampler_init_top_k, (std::int32_t))                                                        \
  NAME(Sampler*, sampler_init_top_p, (float, std::size_t))                                                  \
  NAME(Sampler*, sampler_init_min_p, (float, std::size_t))                                                  \
  NAME(Sampler*, sampler_init_typical, (float, std::size_t))                                                \
  NAME(Sampler*, sampler_init_temp, (float))                                                                \
  NAME(Sampler*, sampler_init_mirostat, (std::int32_t, std::uint32_t, float, float, std::int32_t))          \
  NAME(Sampler*, sampler_init_mirostat_v2, (std::uint32_t, float, float))                                   \
  NAME(Sampler*, sampler_init_penalties, (std::int32_t, std::int32_t, float, float, float))                 \
  NAME(Sampler*, sampler_init_grammar, (const Vocab*, const char*, const char*))

/// The functions `llama_...` of an opened library, and those of ggml that are called directly. A plain value.
struct Functions {
#define WASINN_LLAMA_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  WASINN_LLAMA_FUNCTIONS(WASINN_LLAMA_MEMBER)
#undef WASINN_LLAMA_MEMBER
  void (*ggml_backend_load_all_from_path)(const char*) = nullptr;
  std::size_t (*ggml_backend_dev_count)() = nullptr;
  void* (*ggml_backend_dev_get)(std::size_t) = nullptr;
  const char* (*ggml_backend_dev_name)(void*) = nullptr;
  int (*ggml_backend_dev_type)(void*) = nullptr;
  AbortCallback (*ggml_set_abort_callback)(AbortCallback) = nullptr;
  const char* (*ggml_commit)() = nullptr;
};

}  // namespace llama
