// SPDX-License-Identifier: Apache-2.0
// `wasinn completion`: prints the script that teaches a shell the command line.
#pragma once

#include <string>

#include "cli/command.h"

namespace wasinn::cli {

/// The command for whoever sets up a shell; the help does not list it.
class CompletionCommand final : public Command {
 public:
  explicit CompletionCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  std::string shell_;
};

}  // namespace wasinn::cli
