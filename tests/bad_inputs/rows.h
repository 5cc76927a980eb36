// SPDX-License-Identifier: Apache-2.0
// The rows of the catalogue that need no real framework, by subject.
#pragma once

#include <span>

#include "tests/bad_inputs/attack.h"

namespace wasinn::bad_inputs {

std::span<const Row> load_rows();
std::span<const Row> loading_rows();  ///< load again: quotas, sharing, threads
std::span<const Row> name_rows();
std::span<const Row> context_rows();
std::span<const Row> input_rows();
std::span<const Row> compute_rows();
std::span<const Row> output_rows();

}  // namespace wasinn::bad_inputs
