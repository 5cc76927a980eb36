// SPDX-License-Identifier: Apache-2.0
// `wasinn infer`: runs a model once or more, without a guest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/model_options.h"
#include "host/session.h"

namespace wasinn::cli {

/// The command that feeds a model with files.
class InferCommand final : public Command {
 public:
  explicit InferCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  Result<int> infer(const std::string& name, Session& session, Console& console) const;
  Result<void> check_outputs(std::span<const Port> ports) const;
  Result<void> write_outputs(std::span<const Port> ports, std::span<const TensorView> outputs) const;

  ModelOptions model_;
  std::vector<std::string> inputs_;
  std::vector<std::string> outputs_;
  std::uint32_t repeat_ = 1;
  std::size_t values_ = 64;
};

}  // namespace wasinn::cli
