// SPDX-License-Identifier: Apache-2.0
// ModelOptions: how a command line names the one model that a command works on.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "config/config.h"

namespace wasinn::cli {

/// MODEL and the options that say how to load it.
class ModelOptions {
 public:
  /// Adds them to a subcommand. This object stays where it is.
  void add_to(CLI::App& app);

  /// MODEL as it was given: `PATH[,PATH...]`.
  const std::string& model() const noexcept { return model_; }

  /// `config` with this model as its only graph, under a name made of its file's. Errors: InvalidArgument.
  Result<Config> apply(Config config) const;

 private:
  std::string model_;
  std::string encoding_;
  std::string target_;
  std::uint32_t threads_ = 0;
  bool target_fallback_ = false;
};

}  // namespace wasinn::cli
