// SPDX-License-Identifier: Apache-2.0
// Limits: what the operator allows guests to ask of language models.
#pragma once

#include <cstdint>

#include <wasinn/plugin.hpp>

namespace llama {

/// A plain value.
struct Limits {
  std::int64_t ctx_size = 32768;                       ///< most tokens of one context
  std::int64_t batch_size = 4096;                      ///< most tokens of one batch
  std::int64_t n_predict = 32768;                      ///< most tokens of one answer; longer ones end there
  std::uint64_t cache_bytes = std::uint64_t{4} << 30;  ///< for the caches of all contexts together
  std::int64_t threads = 1;                            ///< most threads of one computation
  bool grammar = true;                                 ///< whether guests may constrain answers by grammars

  /// What the operator decided. Throws WASINN_INVALID_ARGUMENT for keys and values that there are not.
  static Limits from(const wasinn::sdk::Host& host);
};

}  // namespace llama
