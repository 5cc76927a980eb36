// SPDX-License-Identifier: Apache-2.0
// `wasinn bench`: what a model's inference costs natively and through WebAssembly.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/bench_figures.h"
#include "cli/bench_guest.h"
#include "cli/command.h"
#include "cli/guest_failures.h"
#include "cli/model_options.h"

namespace wasinn::cli {

/// The command that measures.
class BenchCommand final : public Command {
 public:
  explicit BenchCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  Result<BenchReport> bench(const Config& config, Host& host, const GuestFailures& failures, Console& console) const;

  ModelOptions model_;
  std::vector<std::string> inputs_;
  std::string time_ = "5s";
  std::uint32_t rounds_ = 0;
  bool json_ = false;
};

}  // namespace wasinn::cli
