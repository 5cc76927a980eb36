// SPDX-License-Identifier: Apache-2.0
// Checks a file without running anything, and shows decisions with where they came from.
#include "cli/config_command.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/model_host.h"
#include "config/assemble.h"
#include "config/config_file.h"
#include "config/config_text.h"
#include "config/environment.h"
#include "format/format.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(check   tells all that is wrong with FILE, and warns of models and backends that are not there
show    tells what is decided by FILE, the environment and the options given here, and by which of them
schema  prints a JSON Schema of the file, for editors and other programs

Without FILE: that of --config, or what WASINN_CONFIG names.

Examples:
  wasinn config check gateway.json
  wasinn config show gateway.json --limit graphs=4
  wasinn config schema

Exit codes: 0, also with warnings; 64 the file is wrong.
)";

void warn(Console& console, const std::string& what, const Error& error) {
  console.log(LogLevel::Warning, what + one_line(error.message));
}

/// A host that warns of what it misses; one without the choices of backends when there is one that is not there.
Result<std::unique_ptr<Host>> make_host_or_warn(Config config, Console& console) {
  auto host = make_host(config, console);
  if (host) return host;
  warn(console, "", host.error());
  config.backend_order.clear();
  config.backend_for = {};
  config.backend_options.clear();
  return make_host(config, console);
}

void check_graph(const GraphEntry& entry, const Host& host, Console& console) {
  if (!entry.check()) return;  // the host has warned of it
  const std::string what = "graph '" + entry.graph().name + "': ";
  const auto model = entry.open();
  if (!model) return warn(console, what, model.error());
  const auto encoding = entry.graph().encoding ? entry.graph().encoding : sniff_encoding(model->views());
  if (!encoding) {
    return console.log(LogLevel::Warning, what + "the encoding cannot be told from the bytes; name it: \"encoding\"");
  }
  const auto backend = host.backends().serving(*encoding);
  if (!backend) warn(console, what, backend.error());
}

}  // namespace

ConfigCommand::ConfigCommand(CLI::App& parent)
    : Command(parent, "config", "check a configuration file, or show what is decided",
              "[OPTIONS] check|show|schema [FILE...]") {
  app().add_option("ACTION", action_, "check, show or schema")->required();
  app().add_option("FILE", files_, "the configuration file; check takes several");
  app().footer(kExamples);
}

Result<int> ConfigCommand::execute(Console& console) {
  if (action_ == "check") return check(console);
  if (action_ == "show") return show();
  if (action_ != "schema") {
    return fail(ErrorCode::InvalidArgument,
                "'" + printable(action_) + "' is nothing to do with a configuration; write check, show or schema");
  }
  WASINN_TRY(write_output(config_schema()));
  return kSuccess;
}

Result<int> ConfigCommand::check(Console& console) const {
  std::vector<std::string> files = files_;
  if (files.empty()) files.push_back(common().config_file());
  if (files.front().empty()) {
    return fail(ErrorCode::InvalidArgument, "no configuration file was given; write wasinn config check FILE");
  }
  bool good = true;
  for (const std::string& file : files) {
    for (const Error& problem : config_file_problems(file)) {
      console.error(problem.message);
      good = false;
    }
  }
  if (!good) return kUsage;
  for (const std::string& file : files) WASINN_TRY(look_around(file, console));
  return kSuccess;
}

Result<void> ConfigCommand::look_around(const std::string& file, Console& console) const {
  WASINN_ASSIGN(const std::vector<ConfigStage> stages, common().stages(file));
  const Config& config = stages.back().config;
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host_or_warn(config, console));
  const std::vector<std::string> named = named_backends(config);
  for (const BackendSource& source : host->backends().sources()) {
    if (std::find(named.begin(), named.end(), source.name) == named.end()) continue;
    const auto backend = host->backends().open(source.name);
    if (!backend) warn(console, "backend '" + source.name + "': ", backend.error());
  }
  for (const std::string& name : host->named_graphs().names()) {
    check_graph(*host->named_graphs().find(name), *host, console);
  }
  return write_output(file + " is a good configuration\n");
}

Result<int> ConfigCommand::show() const {
  if (files_.size() > 1) return fail(ErrorCode::InvalidArgument, "one file is shown at a time; write config show FILE");
  WASINN_ASSIGN(std::vector<ConfigStage> stages, common().stages(files_.empty() ? "" : files_.front()));
  for (ConfigStage& stage : stages) stage.config.plugin_folders = plugin_folders(stage.config);
  WASINN_TRY(write_output(config_text(stages)));
  return kSuccess;
}

}  // namespace wasinn::cli
