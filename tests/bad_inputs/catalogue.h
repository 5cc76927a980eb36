// SPDX-License-Identifier: Apache-2.0
// The catalogue of bad inputs: what a guest may throw at the ABI, by row number, and which test program plays it.
#pragma once

#include <set>
#include <span>
#include <string_view>

namespace wasinn::bad_inputs {

/// A row of the catalogue. A plain value.
struct Entry {
  int number;
  unsigned played_by;        ///< programs, joined by |, or kLater
  std::string_view what;     ///< the call and what is wrong with it
  std::string_view missing;  ///< for kLater: what the row needs that is not here
};

inline constexpr unsigned kLater = 0;        ///< it cannot apply yet
inline constexpr unsigned kEcho = 1;         ///< bad_inputs_echo
inline constexpr unsigned kOnnxruntime = 2;  ///< bad_inputs_onnxruntime
inline constexpr unsigned kComponents = 4;   ///< bad_inputs_components
inline constexpr unsigned kLlama = 8;        ///< bad_inputs_llama
inline constexpr unsigned kBoth = kEcho | kOnnxruntime;

/// All rows, in order of their numbers, which start at 1 and never change. Static.
std::span<const Entry> catalogue() noexcept;

/// The numbers of the rows that the catalogue gives to `program`.
std::set<int> rows_played_by(unsigned program);

}  // namespace wasinn::bad_inputs
