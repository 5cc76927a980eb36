// SPDX-License-Identifier: Apache-2.0
// Embeddings as the JSON that guests read.
#pragma once

#include <span>
#include <string>

namespace llama {

/// {"n_embedding": N, "embedding": [...]}; its numbers read back bit for bit, as float or as double. `normalize` scales
/// to a Euclidean length of one, in the way of llama.cpp's own programs. Throws Failure for values that are no numbers.
std::string embedding_json(std::span<const float> values, bool normalize);

}  // namespace llama
