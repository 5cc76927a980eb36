// SPDX-License-Identifier: Apache-2.0
// The TensorFlow Lite format as far as the host looks into it: enough that nothing in a model points anywhere else.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "format/format.h"

namespace wasinn::tflite {

/// Most levels of subgraphs that call each other, and most subgraphs that a model unfolds into.
inline constexpr unsigned kMaxCallDepth = 32;
inline constexpr std::uint64_t kMaxUnfoldedSubgraphs = 4096;

/// Most bytes of one tensor that a model declares.
inline constexpr std::uint64_t kMaxTensorBytes = std::uint64_t{4} << 30;

/// Walks the whole model: every offset lies in the file, every index (of buffers, tensors, operator codes, subgraphs)
/// is one that exists, constants have the bytes that their shapes say, operators read only what was written before
/// them, and subgraphs do not call themselves.
/// Errors: InvalidEncoding; TooLarge (a tensor over kMaxTensorBytes); NamesHostFile (weights in other files, in a
/// model that comes from a guest); UnsupportedOperation (sparse or blockwise weights in such a model: the framework
/// reads their tables without checking them).
Result<void> check(ByteView model, ModelOrigin origin);

/// {"version", "3"}, {"description", ...}, {"metadata", the names of what else is in the file}, {"signatures", keys}.
std::vector<std::pair<std::string, std::string>> describe(ByteView model);

}  // namespace wasinn::tflite
