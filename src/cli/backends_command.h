// SPDX-License-Identifier: Apache-2.0
// `wasinn backends`: which frameworks there are, and how to get the others.
#pragma once

#include "cli/command.h"

namespace wasinn::cli {

/// The command that lists backends.
class BackendsCommand final : public Command {
 public:
  explicit BackendsCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  bool json_ = false;
};

}  // namespace wasinn::cli
