// SPDX-License-Identifier: Apache-2.0
// Shared options and what they decide.
#include "cli/common_options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "config/config_file.h"
#include "config/variables.h"
#include "policy/limits.h"

namespace wasinn::cli {
namespace {

constexpr const char* kGroup = "Options of all commands";

void replace(const std::vector<std::string>& given, std::vector<std::filesystem::path>& folders) {
  if (!given.empty()) folders.assign(given.begin(), given.end());
}

LogLevel more_verbose(LogLevel level, int times) {
  const int lower = std::max(static_cast<int>(LogLevel::Debug), static_cast<int>(LogLevel::Warning) - times);
  return times == 0 ? level : static_cast<LogLevel>(std::min(static_cast<int>(level), lower));
}

}  // namespace

void CommonOptions::add_to(CLI::App& app) {
  const auto list = [&app](const char* name, std::vector<std::string>& target, const char* what, const char* value) {
    app.add_option(name, target, what)->allow_extra_args(false)->option_text(value)->group(kGroup);
  };
  app.add_option("--config", config_file_, "configuration file (JSON); else what WASINN_CONFIG names")
      ->option_text("FILE")
      ->group(kGroup);
  list("--backend", backends_, "the one backend for an encoding", "ENCODING=NAME");
  list("--backend-option", backend_options_, "decide something for a backend", "NAME.KEY=VALUE");
  list("--plugins", plugins_, "look for backends here, and nowhere else", "DIR");
  list("--frameworks", frameworks_, "look for frameworks here first", "DIR");
  list("--limit", limits_, "bound what guests may use; `--limit help` lists all", "KEY=VALUE");
  app.add_flag("-v,--verbose", verbose_, "say more; twice: everything")->group(kGroup);
}

std::string CommonOptions::config_file(const std::string& named) const {
  const char* of_environment = std::getenv("WASINN_CONFIG");
  if (!named.empty()) return named;
  return !config_file_.empty() || of_environment == nullptr ? config_file_ : of_environment;
}

Result<std::vector<ConfigStage>> CommonOptions::stages(const std::string& named_file) const {
  std::vector<ConfigStage> stages{{"the defaults", {}}};
  Config config;
  if (const std::string file = config_file(named_file); !file.empty()) {
    WASINN_TRY(read_config_file(file, config));
    stages.push_back({file, config});
  }
  WASINN_TRY(read_variables([](const char* name) { return std::getenv(name); }, config));
  stages.push_back({"the environment", config});
  WASINN_TRY(apply(config));
  stages.push_back({"the command line", config});
  return stages;
}

Result<Config> CommonOptions::config() const {
  WASINN_ASSIGN(std::vector<ConfigStage> stages, this->stages(""));
  return std::move(stages.back().config);
}

Result<void> CommonOptions::apply(Config& config) const {
  replace(plugins_, config.plugin_folders);
  replace(frameworks_, config.framework_folders);
  for (const std::string& choice : backends_) WASINN_TRY(set_backend(config, choice));
  for (const std::string& option : backend_options_) WASINN_TRY(set_backend_option(config, option));
  for (const std::string& limit : limits_) WASINN_TRY(set_limit(config, limit));
  config.log_level = more_verbose(config.log_level, verbose_);
  return {};
}

bool CommonOptions::limits_asked_for() const { return std::count(limits_.begin(), limits_.end(), "help") > 0; }

std::string limits_table() {
  const Limits defaults;
  std::string out = "| key | default | bounds |\n|---|---|---|\n";
  for (const LimitEntry& entry : limit_entries()) {
    out += "| `" + std::string(entry.key) + "` | " + limit_text(entry, defaults) + " | " + std::string(entry.meaning) +
           " |\n";
  }
  return out;
}

}  // namespace wasinn::cli
