// SPDX-License-Identifier: Apache-2.0
// Options: what a guest asks of a model, a context and an answer, as JSON with the keys that guests use.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bounds.h"
#include "llama_api.h"

namespace llama {

/// A plain value. Sizes of 0 mean: as the model or the operator has it.
struct Options {
  // Of the context; another value makes a new one.
  std::int64_t ctx_size = 0;
  std::int64_t batch_size = 0;
  std::int64_t ubatch_size = 0;
  std::int64_t flash_attn = kFlashAuto;
  bool embedding = false;
  std::int64_t pooling_type = kPoolingUnspecified;

  // Of a computation.
  std::int64_t threads = 0;
  std::int64_t threads_batch = 0;
  std::int64_t embd_normalize = 2;  ///< of embeddings: -1 as they are, 2 to a length of one

  // Of the model's memory; only with a load.
  bool use_mmap = true;
  bool use_mlock = false;

  // Of a prompt and its answer.
  bool messages = false;          ///< the prompt is a JSON array of messages, for the model's chat template
  bool stream_to_stdout = false;  ///< computations show the answer as it comes
  std::int64_t n_predict = -1;  ///< -1: until the model ends it
  double temp = 0.8;            ///< 0 and less: always the likeliest token
  double top_p = 0.95;
  std::int64_t top_k = 40;
  double min_p = 0.05;
  double typ_p = 1.0;
  double repeat_penalty = 1.0;
  double presence_penalty = 0.0;
  double frequency_penalty = 0.0;
  std::int64_t repeat_last_n = 64;
  std::int64_t mirostat = 0;
  double mirostat_eta = 0.1;
  double mirostat_tau = 5.0;
  std::int64_t seed = kRandomSeed;
  std::string grammar;                       ///< in llama.cpp's notation; a JSON schema becomes one
  std::vector<std::string> reverse_prompts;  ///< an answer ends with the first of these in it

  /// `base` with what the JSON object `text` says. `log` gets a line for each key that is not known or has no effect.
  /// Throws Failure: WASINN_INVALID_ARGUMENT naming the key, its range and what was found; WASINN_SECURITY for keys
  /// that name files; WASINN_UNSUPPORTED_OPERATION for schemas that no grammar is made of.
  static Options from(std::string_view text, const Options& base, const Limits& limits,
                      const std::function<void(const std::string&)>& log);
};

}  // namespace llama
