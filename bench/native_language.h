// SPDX-License-Identifier: Apache-2.0
// The yardstick of language models: llama.cpp called directly, as its own simple example does it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "backends/llama/llama_api.h"

namespace wasinn::bench {

/// An answer. A plain value.
struct NativeAnswer {
  std::string text;
  std::uint64_t tokens = 0;
};

/// A model with one context. One thread.
class NativeLanguage {
 public:
  /// Opens the model with `threads` for each computation. After a host in this process has opened llama.cpp, because
  /// that is what finds the computations for this processor.
  NativeLanguage(const std::string& path, std::uint32_t ctx_size, int threads);
  NativeLanguage(const NativeLanguage&) = delete;
  NativeLanguage& operator=(const NativeLanguage&) = delete;
  ~NativeLanguage();

  /// The likeliest continuation of `prompt`, at most `most` tokens. What the cache holds of the prompt is kept.
  NativeAnswer continue_text(const std::string& prompt, std::uint64_t most);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Whether llama.cpp was fetched.
bool has_llama();

}  // namespace wasinn::bench
