// SPDX-License-Identifier: Apache-2.0
// The report of `run --stats`.
#pragma once

#include <string>
#include <vector>

#include "host/statistics.h"

namespace wasinn::cli {

/// One row for each graph, under a header; a line that says so when there is none. Below, a row for each language model.
std::string statistics_table(const std::vector<GraphReport>& reports);

/// The same as one line of JSON: a list of objects with the keys graph, backend, device, loads, shared, computes,
/// framework_ns, bytes_in, bytes_out; of language models also text, with prompt_tokens, cached_tokens, prompt_ns,
/// answer_tokens, answer_ns.
std::string statistics_json(const std::vector<GraphReport>& reports);

/// A duration for people: "834 ns", "12.1 ms", "3.46 s".
std::string duration_text(double nanoseconds);

}  // namespace wasinn::cli
