// SPDX-License-Identifier: Apache-2.0
// OpenVINO IR (XML with a part of weights) as far as the host looks into it: enough to bound it.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "format/format.h"

namespace wasinn::openvino_ir {

/// Bounds of the XML: its bytes and its elements, for each of which the framework keeps some hundred bytes.
inline constexpr std::size_t kMaxXmlBytes = std::size_t{64} << 20;
inline constexpr std::size_t kMaxElements = std::size_t{1} << 21;

/// Most operators of a model that comes from a guest: the framework follows them by recursion.
inline constexpr std::size_t kMaxOperators = 16384;

/// Walks the XML. `parts` are the XML and, if there is a second, the weights; an operator's XML alone may have its
/// weights in a file, so that their size is not known here.
/// Errors: InvalidEncoding (not well formed, document types or entities, nested too deep, no <net> with a version, an
/// operator without what the framework takes for granted, numbers out of bounds, weights outside of their part),
/// TooLarge; from a guest NamesHostFile (a path) and UnsupportedOperation (operators that the framework runs unchecked).
Result<void> check(std::span<const ByteView> parts, ModelOrigin origin);

/// {"ir version", "11"}, {"opset", "opset1, opset8"}, {"producer", "OpenVINO 2026.4.1"}.
std::vector<std::pair<std::string, std::string>> describe(std::span<const ByteView> parts);

}  // namespace wasinn::openvino_ir
