// SPDX-License-Identifier: Apache-2.0
// How the pieces of an answer come to their end.
#pragma once

#include "base/error.h"

namespace wasinn {

/// Whether a step that answers `code` has come to the end of its answer, and did not fail: what is known at the end is
/// there then.
constexpr bool is_answer_end(ErrorCode code) noexcept {
  return code == ErrorCode::EndOfSequence || code == ErrorCode::ContextFull;
}

}  // namespace wasinn
