// SPDX-License-Identifier: Apache-2.0
// The GGUF format as far as the host looks into it: enough that every count, text and tensor lies in the file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::gguf {

/// Most keys and tensors of a file, most bytes of a key, and most blocks (layers) that a model may have.
inline constexpr std::uint64_t kMaxKeys = 1 << 16;
inline constexpr std::uint64_t kMaxTensors = 1 << 16;
inline constexpr std::uint64_t kMaxKeyBytes = 1 << 10;
inline constexpr std::uint64_t kMaxBlocks = 512;

/// Walks over the head of a model: version 2 or 3, keys that occur once, values of known types, arrays and texts inside
/// of the file, an alignment that is a power of two, tensors of known types whose bytes lie one behind the other in the
/// file, a vocabulary whose lists fit each other. Reads no weights.
/// Errors: InvalidEncoding; UnsupportedOperation (a model in several files).
Result<void> check(ByteView model);

/// {"architecture", "llama"}, {"name", ...}, {"parameters", "119488"}, {"quantization", "Q4_0"},
/// {"context_length", "512"}; what the model does not say is left out.
std::vector<std::pair<std::string, std::string>> describe(ByteView model);

}  // namespace wasinn::gguf
