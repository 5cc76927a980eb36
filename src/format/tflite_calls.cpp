// SPDX-License-Identifier: Apache-2.0
// The search for circles among subgraphs.
#include "format/tflite_calls.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "format/tflite.h"
#include "format/tflite_schema.h"

namespace wasinn::tflite {
namespace {

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the tensorflowlite model is damaged: " + what);
}

/// Counts what each subgraph unfolds into, each once.
class Unfolding {
 public:
  explicit Unfolding(const std::vector<std::vector<std::uint32_t>>& callees)
      : callees_(callees), counts_(callees.size(), kNotYet) {}

  /// How many subgraphs run when this one does, itself included.
  Result<std::uint64_t> count(std::uint32_t subgraph, unsigned depth) {
    if (counts_[subgraph] == kRunning) return wrong("subgraph " + std::to_string(subgraph) + " calls itself");
    if (counts_[subgraph] != kNotYet) return counts_[subgraph];
    if (depth > kMaxCallDepth) return wrong("subgraphs call each other too deep");
    counts_[subgraph] = kRunning;
    std::uint64_t sum = 1;
    for (const std::uint32_t callee : callees_[subgraph]) {
      WASINN_ASSIGN(const std::uint64_t inner, count(callee, depth + 1));
      sum += inner;
      if (sum > kMaxUnfoldedSubgraphs) return wrong("subgraphs unfold into too many");
    }
    counts_[subgraph] = sum;
    return sum;
  }

 private:
  static constexpr std::uint64_t kNotYet = 0;
  static constexpr std::uint64_t kRunning = ~std::uint64_t{0};

  const std::vector<std::vector<std::uint32_t>>& callees_;
  std::vector<std::uint64_t> counts_;
};

}  // namespace

Result<void> Calls::add(std::uint64_t caller, std::int32_t code, const FlatTable& operation) {
  const auto* row = std::find_if(std::begin(kCallers), std::end(kCallers),
                                 [code](const Caller& candidate) { return candidate.code == code; });
  if (row == std::end(kCallers)) return {};
  const unsigned type_slot = row->second_union ? operation::kOptions2Type : operation::kOptionsType;
  const FlatTable options = operation.table(row->second_union ? operation::kOptions2 : operation::kOptions);
  if (operation.number<std::uint8_t>(type_slot) != row->options_type || !options.exists()) {
    return wrong("it does not say which subgraph it runs");
  }
  for (const int slot : row->slots) {
    if (slot < 0) continue;
    WASINN_TRY(add_callee(caller, options.number<std::int32_t>(static_cast<unsigned>(slot))));
  }
  if (row->list < 0) return {};
  const FlatVector indices = options.vector(static_cast<unsigned>(row->list), sizeof(std::int32_t));
  for (std::uint64_t i = 0; i < indices.size(); ++i) WASINN_TRY(add_callee(caller, indices.number<std::int32_t>(i)));
  return {};
}

Result<void> Calls::add_callee(std::uint64_t caller, std::int32_t callee) {
  if (callee < 0 || static_cast<std::uint64_t>(callee) >= callees_.size()) {
    return wrong("it runs subgraph " + std::to_string(callee) + " of " + std::to_string(callees_.size()));
  }
  callees_[caller].push_back(static_cast<std::uint32_t>(callee));
  return {};
}

Result<void> Calls::check() const {
  Unfolding unfolding(callees_);
  for (std::uint32_t i = 0; i < callees_.size(); ++i) WASINN_TRY(unfolding.count(i, 1));
  return {};
}

}  // namespace wasinn::tflite
