// SPDX-License-Identifier: Apache-2.0
// `wasinn compile`: a guest as machine code, so that a later run needs no compiler.
#pragma once

#include <string>

#include "cli/command.h"

namespace wasinn::cli {

/// The command that makes .cwasm files.
class CompileCommand final : public Command {
 public:
  explicit CompileCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  std::string guest_;
  std::string output_;
};

}  // namespace wasinn::cli
