// SPDX-License-Identifier: Apache-2.0
// Text to tokens, also text that nobody would write.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "llama_api.h"

namespace llama {

/// Most bytes of a prompt for a vocabulary of byte pairs in which blanks and others do not change.
inline constexpr std::size_t kMostUnbrokenBytes = std::size_t{64} << 10;

/// The tokens of `text`, with special ones where it names them. llama.cpp splits text for vocabularies of byte pairs by
/// regular expressions that recurse for each character of a word, so that long prompts get a thread with a large stack,
/// and what is too long for that is refused. Throws Failure with WASINN_INVALID_ARGUMENT.
std::vector<Token> tokenize(const Functions& functions, const Vocab* vocab, std::string_view text);

}  // namespace llama
