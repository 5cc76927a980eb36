// SPDX-License-Identifier: Apache-2.0
// TensorFlow's formats as far as the host looks into them: GraphDef, SavedModel, and zip archives of SavedModels.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::tensorflow {

/// Most levels of messages inside each other. The framework's own reader goes 100 deep.
inline constexpr unsigned kMaxDepth = 64;

/// Whether the bytes are a GraphDef, a saved_model.pb or a zip archive that holds one, as far as they go.
bool recognise(ByteView model);

/// Walks the whole message; of an archive, its table of contents, and its saved_model.pb where that is not packed. What
/// the operations in it do is for the backend to judge.
/// Errors: InvalidEncoding (cut off, not protobuf, nested too deep, no graph, an archive with none or several models or
/// packed in a way that is not served), Security (names that leave the archive).
Result<void> check(ByteView model);

/// {"kind", "SavedModel"}, {"written by", "TensorFlow 2.21.0"}, {"graph version", "2378"}.
std::vector<std::pair<std::string, std::string>> describe(ByteView model);

}  // namespace wasinn::tensorflow
