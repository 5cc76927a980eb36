// SPDX-License-Identifier: Apache-2.0
// Command: one word after `wasinn`, with its options and what it does.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/console.h"

namespace wasinn::cli {

/// One subcommand. Made before the command line is read, executed after.
class Command {
 public:
  /// Adds the subcommand to `parent`. `usage` is what follows `wasinn NAME` in the help.
  Command(CLI::App& parent, const std::string& name, const std::string& what, const std::string& usage);
  virtual ~Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// Does it; the result is the exit code. What went wrong was not told yet when it is an error.
  virtual Result<int> execute(Console& console) = 0;

  /// Whether this is the one that was asked for.
  bool chosen() const { return app_.parsed(); }

  const std::string& name() const { return app_.get_name(); }

  /// Whether the help leaves it out.
  bool hidden() const { return app_.get_group().empty(); }

  const CommonOptions& common() const { return common_; }

 protected:
  CLI::App& app() { return app_; }

  /// An option that may be given any number of times, with one value each.
  CLI::Option* add_list(const std::string& name, std::vector<std::string>& target, const std::string& what,
                        const std::string& value);

 private:
  CLI::App& app_;
  CommonOptions common_;
};

}  // namespace wasinn::cli
