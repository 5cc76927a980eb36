// SPDX-License-Identifier: Apache-2.0
// `wasinn inspect`: what is in a model, and what can run it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/model_report.h"
#include "host/host.h"

namespace wasinn::cli {

/// The command that looks into models.
class InspectCommand final : public Command {
 public:
  explicit InspectCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  std::vector<std::string> models_;
  std::string encoding_;
  bool json_ = false;
};

}  // namespace wasinn::cli
