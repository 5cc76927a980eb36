// SPDX-License-Identifier: Apache-2.0
// The fuzz targets as plain functions, so that tests can replay inputs without a fuzzer.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace wasinn::fuzz {

/// What the sequences of `play_witx` came to so far. A plain value.
struct WitxCounts {
  std::uint64_t calls = 0;
  std::uint64_t successes = 0;
  std::uint64_t computed = 0;   ///< computations that succeeded
  std::uint64_t outputs = 0;    ///< outputs that were read
  std::uint64_t inferred = 0;   ///< inferences in one call that succeeded
  std::uint64_t asked = 0;      ///< questions about graphs that were answered
  std::uint64_t by_errno[9] = {};
};

/// Plays the input as a sequence of calls of both import modules over plain bytes with the echo backend, compares each
/// answer, the guest's memory and what is in use with the model of the ABI, and ends the program where they differ.
void play_witx(ByteView input);

/// The counts of all inputs so far.
const WitxCounts& witx_counts() noexcept;

/// Prints them as one line to stderr.
void print_witx_counts() noexcept;

/// Plays the input as a sequence of calls of `wasi:nn` with the echo backend, and ends the program where a tensor does
/// not hold what it must, or something is in use at the end.
void play_wit(ByteView input);

/// How many computations succeeded in all of those so far, and how many pieces of answers were given.
std::uint64_t wit_computations() noexcept;
std::uint64_t wit_pieces() noexcept;

/// Sniffs and checks the input as a model in every encoding.
void play_format(ByteView input);

/// Reads the input as a guest's options.
void play_options(ByteView input);

}  // namespace wasinn::fuzz
