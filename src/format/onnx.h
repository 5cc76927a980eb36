// SPDX-License-Identifier: Apache-2.0
// The ONNX format as far as the host looks into it: enough to recognise it, bound it and find references to files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "format/format.h"

namespace wasinn::onnx {

/// Most levels of messages inside each other. Each graph inside a graph takes three.
inline constexpr unsigned kMaxDepth = 64;

/// Whether the bytes are those of an ONNX ModelProto as far as they go: they have an ir_version and at least the
/// beginning of a graph.
bool recognise(ByteView model);

/// Walks the whole message. Errors: InvalidEncoding (cut off, not protobuf, nested too deep, no graph, no operator
/// set), NamesHostFile (tensors that live in other files, in a model that comes from a guest).
Result<void> check(ByteView model, ModelOrigin origin);

/// {"ir version", "8"}, {"opset", "17"}.
std::vector<std::pair<std::string, std::string>> describe(ByteView model);

}  // namespace wasinn::onnx
