// SPDX-License-Identifier: Apache-2.0
// The options that all commands share: where decisions come from and which backends there are.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/config.h"
#include "config/config_text.h"

namespace wasinn::cli {

/// Options of the operator, in the order file, environment, command line.
class CommonOptions {
 public:
  /// Adds the options to a subcommand, in a group of their own. This object stays where it is.
  void add_to(CLI::App& app);

  /// What file, environment and these options say together. Errors: what reading them says.
  Result<Config> config() const;

  /// The configuration file that counts: `named`, or that of --config, or that of WASINN_CONFIG; "" for none.
  std::string config_file(const std::string& named = "") const;

  /// The same decisions as `config`, with that file, as they were after each of the sources.
  Result<std::vector<ConfigStage>> stages(const std::string& named_file) const;

  /// Whether the table of limits was asked for instead of one being set.
  bool limits_asked_for() const;

 private:
  Result<void> apply(Config& config) const;

  std::string config_file_;
  std::vector<std::string> plugins_;
  std::vector<std::string> frameworks_;
  std::vector<std::string> backends_;
  std::vector<std::string> backend_options_;
  std::vector<std::string> limits_;
  int verbose_ = 0;
};

/// The limits as a table in Markdown, with their defaults.
std::string limits_table();

}  // namespace wasinn::cli
