// SPDX-License-Identifier: Apache-2.0
// Bounds on the files of a model that a guest brought, past which PyTorch would run out of stack or memory while it reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace pytorch {

/// Most lists, tuples, dictionaries and objects in one pickle: they may all lie inside each other.
inline constexpr std::size_t kMostContainers = 50000;

/// Most bytes of one statement: each of them may open a bracket or stand for an operation.
inline constexpr std::size_t kMostStatementBytes = 4096;

/// Most columns that a line is indented, two for each level.
inline constexpr std::size_t kMostIndentation = 256;

/// Most branches that hang on other branches, in one file.
inline constexpr std::size_t kMostElif = 500;

/// Why a file is not served. A plain value.
struct Obstacle {
  wasinn_status status = WASINN_OK;  ///< INVALID_ENCODING: it does not parse; TOO_LARGE: over a bound; OK: none
  std::string text;                  ///< what the model has, to go on after "the model"
};

/// For stored objects. Reads only the outline: whether each instruction is one
/// that PyTorch knows and lies inside, how many containers there are, and that places in its table are numbered densely.
Obstacle obstacle_in_pickle(std::string_view pickle);

/// For source text.
Obstacle obstacle_in_code(std::string_view code);

}  // namespace pytorch
