// SPDX-License-Identifier: Apache-2.0
// Reports on one model after the other.
#include "cli/inspect_command.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/advice.h"
#include "cli/exit_code.h"
#include "cli/files.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  wasinn inspect digits.onnx
  wasinn inspect --json net.xml,net.bin other.onnx

Exit codes: 0 something here runs every model; 64 a file is no model that can be used; 69 no backend for a model.
)";

/// The exit code for a model on which nothing could be loaded, after telling why.
int tell_unusable(const ModelReport& report, const Config& config, Console& console) {
  const auto tried = std::find_if(report.backends.begin(), report.backends.end(),
                                  [](const BackendVerdict& verdict) { return !verdict.missing; });
  if (tried != report.backends.end()) {
    console.error(report.file + ": " + tried->reason);
    return kUsage;
  }
  const std::string name(encoding_name(report.encoding));
  const std::string why = report.backends.empty()
                              ? "encoding " + name + " needs a backend that is not here; see wasinn backends"
                              : "encoding " + name + " needs a backend that is not installed: " +
                                    report.backends.front().reason;
  return tell_missing_backend(console, {ErrorCode::InvalidEncoding, report.file + ": " + why}, config);
}

}  // namespace

InspectCommand::InspectCommand(CLI::App& parent)
    : Command(parent, "inspect", "show what is in a model and what can run it", "[OPTIONS] MODEL...") {
  app().add_option("MODEL", models_, "a model's file, or files separated by commas")->required();
  app().add_option("--encoding", encoding_, "the models' format; else their bytes decide")->option_text("NAME");
  app().add_flag("--json", json_, "a list of objects instead of text");
  app().footer(kExamples);
}

Result<int> InspectCommand::execute(Console& console) {
  WASINN_ASSIGN(Config config, common().config());
  config.graphs.clear();
  console.set_level(config.log_level);
  WASINN_ASSIGN(const std::optional<Encoding> encoding, read_encoding(encoding_));
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host(config, console));
  auto list = nlohmann::ordered_json::array();
  std::string text;
  int worst = kSuccess;
  for (const std::string& model : models_) {
    const auto report = report_on(model, encoding, *host);
    if (!report) {
      console.error(report.error().message);
      worst = std::max<int>(worst, exit_code_for(report.error()));
      continue;
    }
    list.push_back(report_json(*report));
    text += (text.empty() ? "" : "\n") + report_text(*report);
    if (!report->runs_anywhere()) worst = std::max(worst, tell_unusable(*report, config, console));
  }
  WASINN_TRY(write_output(json_ ? list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n" : text));
  return worst;
}

}  // namespace wasinn::cli
