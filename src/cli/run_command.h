// SPDX-License-Identifier: Apache-2.0
// `wasinn run`: the options of a run, in our words and in those of wasmtime and wasmedge.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "config/config.h"

namespace wasinn::cli {

/// The command that runs a guest. Its exit code is the guest's where the guest ended by itself.
class RunCommand final : public Command {
 public:
  explicit RunCommand(CLI::App& parent);

  Result<int> execute(Console& console) override;

 private:
  void add_graph_options();
  void add_guest_options();
  Result<Config> config() const;
  Result<void> apply_graphs(Config& config) const;
  Result<void> apply_policy(Config& config) const;
  Result<void> apply_guest(GuestSettings& guest) const;
  Result<std::vector<std::string>> guest_and_arguments();

  std::vector<std::string> graphs_;
  std::vector<std::string> wasmtime_options_;
  std::vector<std::string> wasmedge_graphs_;
  std::vector<std::string> directories_;
  std::vector<std::string> variables_;
  std::string function_;
  std::string timeout_;
  std::string max_memory_;
  std::string allow_load_;
  std::string statistics_;  ///< "", "none", "table" or "json"
  std::string threads_;
  bool target_fallback_ = false;
  bool unsized_buffers_ = false;
  bool no_extensions_ = false;
  bool no_cache_ = false;
};

}  // namespace wasinn::cli
