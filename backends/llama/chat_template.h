// SPDX-License-Identifier: Apache-2.0
// Messages of a chat to the text that a model has learnt to answer.
#pragma once

#include <string>
#include <string_view>

#include "llama_api.h"

namespace llama {

/// The prompt that the model's own chat template makes of `messages`, up to where the model's answer begins.
/// `messages`: a JSON array of objects with the texts "role" and "content"; at least one. Throws Failure:
/// WASINN_INVALID_ARGUMENT when it is something else, WASINN_UNSUPPORTED_OPERATION when the model has no template or one
/// that llama.cpp does not know.
std::string prompt_of_messages(const Functions& functions, const Model* model, std::string_view messages);

}  // namespace llama
