// SPDX-License-Identifier: Apache-2.0
// TextGeneration: what components find in the interface `text-generation` of `wasinn:nn-ext`.
#pragma once

#include <string>
#include <string_view>

#include "abi/wit/guest.h"
#include "base/result.h"

namespace wasinn::wit {

/// The functions of `text-generation` for one guest, which lives longer. Texts that they return are UTF-8 and valid
/// until the next call for the same guest. One thread at a time.
class TextGeneration {
 public:
  explicit TextGeneration(Guest& guest) : guest_(guest) {}
  TextGeneration(const TextGeneration&) = delete;
  TextGeneration& operator=(const TextGeneration&) = delete;

  /// Begins an answer and computes its first piece, so that what is wrong with the prompt or the options shows here.
  /// Both are read during the call only. Errors: InvalidArgument (empty prompt, options), PromptTooLong, TooLarge,
  /// UnsupportedOperation (the model generates no text, or the operator turned it off); see Context::step.
  Result<void> start(Rep context, std::string_view prompt, std::string_view options);

  /// The next piece, empty after the last one. Errors: RuntimeError (no answer has begun), ContextFull; see
  /// Context::step.
  Result<std::string_view> next(Rep context);

  /// Ends the answer and gives the model's metadata of it. Errors: RuntimeError (no answer has begun).
  Result<std::string_view> finish(Rep context);

 private:
  Result<ContextResource*> answering(Rep context);

  Guest& guest_;
  std::string text_;
};

}  // namespace wasinn::wit
