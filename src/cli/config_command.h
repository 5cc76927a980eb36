// SPDX-License-Identifier: Apache-2.0
// `wasinn config`: what is wrong with a configuration file, what is decided in all, and what a file may say.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace wasinn::cli {

/// The command for configuration files.
class ConfigCommand final : public Command {
 public:
  explicit ConfigCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  Result<int> check(Console& console) const;
  Result<void> look_around(const std::string& file, Console& console) const;
  Result<int> show() const;

  std::string action_;
  std::vector<std::string> files_;
};

}  // namespace wasinn::cli
