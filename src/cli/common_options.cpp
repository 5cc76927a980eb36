// SPDX-License-Identifier: Apache-2.0
// Shared options and what they decide.
#include "cli/common_options.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "config/environment.h"
#include "policy/limits.h"

namespace wasinn::cli {
namespace {

constexpr const char* kGroup = "Options of all commands";

void replace(const std::vector<std::string>& given, std::vector<std::filesystem::path>& folders) {
  if (!given.empty()) folders.assign(given.begin(), given.end());
}

Result<void> apply_limit(Limits& limits, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != text.npos) return set_limit(limits, text.substr(0, equals), text.substr(equals + 1));
  return fail(ErrorCode::InvalidArgument,
              "'" + printable(text) + "' sets no limit; write KEY=VALUE, and see `wasinn run --limit help`");
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

Result<Config> CommonOptions::config() const {
  const auto file = config_file_.empty() ? std::nullopt : std::optional<std::filesystem::path>(config_file_);
  WASINN_ASSIGN(Config config, load_config(file, [](const char* name) { return std::getenv(name); }));
  WASINN_TRY(apply(config));
  return config;
}

Result<void> CommonOptions::apply(Config& config) const {
  replace(plugins_, config.plugin_folders);
  replace(frameworks_, config.framework_folders);
  for (const std::string& choice : backends_) WASINN_TRY(set_backend(config, choice));
  for (const std::string& option : backend_options_) WASINN_TRY(set_backend_option(config, option));
  for (const std::string& limit : limits_) WASINN_TRY(apply_limit(config.limits, limit));
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
