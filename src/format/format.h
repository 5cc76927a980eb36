// SPDX-License-Identifier: Apache-2.0
// Telling model formats apart by their bytes, and the cheap checks before a framework sees them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backend/encoding.h"
#include "base/bytes.h"
#include "base/result.h"

namespace wasinn {

/// Where a model came from: what its bytes may refer to depends on it.
enum class ModelOrigin : std::uint8_t {
  Guest,     ///< hostile: refers to nothing outside itself
  Operator,  ///< a file of the operator: files beside it may belong to it
};

/// The encoding that the bytes show, or nothing when no known format claims them. Looks at the beginning of the first
/// part only (and for zip archives at their names), so a broken model is still recognised.
std::optional<Encoding> sniff_encoding(std::span<const ByteView> parts);

/// What bytes look like, for messages: "onnx", "gzip", "a zip archive", "text", "nothing known", "no bytes at all".
std::string looks_like(std::span<const ByteView> parts);

/// Checks the number of parts and the outer structure of a model. Errors: InvalidArgument (parts), InvalidEncoding,
/// NamesHostFile (it refers to files and comes from a guest).
Result<void> check_model(Encoding encoding, std::span<const ByteView> parts, ModelOrigin origin);

/// What a model says of itself beyond its ports, for people, such as {"opset", "17"}. Empty for formats without such.
std::vector<std::pair<std::string, std::string>> describe_model(Encoding encoding, std::span<const ByteView> parts);

}  // namespace wasinn
