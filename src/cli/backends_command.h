// SPDX-License-Identifier: Apache-2.0
// `wasinn backends`: which frameworks there are, and `wasinn backends add`, which gets the others.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "host/host.h"

namespace wasinn::cli {

/// The command that lists backends and adds frameworks.
class BackendsCommand final : public Command {
 public:
  explicit BackendsCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  Result<int> add(const Config& config, const Host& host, Console& console) const;

  std::vector<std::string> words_;
  bool json_ = false;
};

}  // namespace wasinn::cli
