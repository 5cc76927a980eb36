// SPDX-License-Identifier: Apache-2.0
// A check of grammars in llama.cpp's notation (GBNF) before llama.cpp reads them.
#pragma once

#include <cstddef>
#include <string_view>

namespace llama {

/// Most bytes, open groups and unfolded elements of a grammar.
inline constexpr std::size_t kMostGrammarBytes = std::size_t{64} << 10;
inline constexpr unsigned kMostGroups = 64;
inline constexpr std::size_t kMostGrammarElements = 200'000;

/// Reads `grammar` as llama.cpp does, which writes what is wrong with one to stderr and recurses as deep as it is
/// nested. Throws Failure with WASINN_INVALID_ARGUMENT and the line where it does not parse, lacks a rule or is too
/// large.
void check_gbnf(std::string_view grammar);

}  // namespace llama
