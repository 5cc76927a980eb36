// SPDX-License-Identifier: Apache-2.0
// Opens every backend and says what came of it.
#include "cli/backends_command.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/framework_fetch.h"
#include "cli/model_host.h"
#include "cli/table.h"
#include "config/assemble.h"
#include "config/environment.h"

namespace wasinn::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExamples = R"(Examples:
  wasinn backends
  wasinn backends --json
  wasinn backends add tflite              fetches its framework into the cache, and checks what came
  wasinn backends --backend onnx=echo     (backends that are there on request only appear when they are named)
)";

/// One backend and what became of opening it.
struct Found {
  BackendSource source;
  Result<std::shared_ptr<const Backend>> backend;
};

template <class Items, class Name>
std::string joined(const Items& items, const char* separator, Name name) {
  std::string out;
  for (const auto& item : items) {
    if (!out.empty()) out += separator;
    out += name(item);
  }
  return out.empty() ? "-" : out;
}

std::string as_is(const std::string& text) { return text; }

std::string state_of(const Found& found) {
  if (found.backend) return "ready";
  if (found.backend.error().code != ErrorCode::NotFound) return "broken";
  return found.source.how_to_get.empty() ? "not installed" : "not installed: " + found.source.how_to_get;
}

std::string table_of(const std::vector<Found>& all) {
  Table table({"backend", "version", "encodings", "devices", "state"});
  for (const Found& found : all) {
    const std::string encodings = joined(found.source.encodings, " ", encoding_name);
    if (found.backend) {
      const BackendInfo& info = (*found.backend)->info();
      table.add({found.source.name, info.framework_version, encodings, joined(info.devices, " ", as_is), "ready"});
    } else {
      table.add({found.source.name, "-", encodings, "-", state_of(found)});
    }
  }
  return table.text();
}

std::string text_of_all(const std::vector<Found>& all, const Config& config) {
  std::string out = all.empty() ? "no backends\n" : table_of(all);
  for (const Found& found : all) {
    if (!found.backend) out += found.source.name + ": " + one_line(found.backend.error().message) + '\n';
  }
  const auto path_text = [](const fs::path& path) { return path.string(); };
  return out + "looked in: " + joined(plugin_folders(config), ", ", path_text) + '\n';
}

nlohmann::ordered_json json_of(const Found& found) {
  nlohmann::ordered_json out{{"name", found.source.name}, {"ready", found.backend.has_value()}};
  out["encodings"] = nlohmann::ordered_json::array();
  for (const Encoding encoding : found.source.encodings) out["encodings"].push_back(encoding_name(encoding));
  out["plugin"] = found.source.found_at;
  out["how_to_get"] = found.source.how_to_get;
  if (!found.backend) {
    out["reason"] = found.backend.error().message;
    return out;
  }
  const BackendInfo& info = (*found.backend)->info();
  out["version"] = info.framework_version;
  out["devices"] = info.devices;
  out["targets"] = nlohmann::ordered_json::array();
  for (const ExecutionTarget target : info.targets) out["targets"].push_back(target_name(target));
  return out;
}

nlohmann::ordered_json json_of(const std::vector<fs::path>& folders) {
  auto out = nlohmann::ordered_json::array();
  for (const fs::path& folder : folders) out.push_back(folder.string());
  return out;
}

std::string json_of_all(const std::vector<Found>& all, const Config& config, const EnvironmentLookup& environment) {
  nlohmann::ordered_json out;
  out["backends"] = nlohmann::ordered_json::array();
  for (const Found& found : all) out["backends"].push_back(json_of(found));
  out["plugin_folders"] = json_of(plugin_folders(config));
  out["framework_folders"] = json_of(framework_roots(config, environment));
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

BackendsCommand::BackendsCommand(CLI::App& parent)
    : Command(parent, "backends", "list backends: which are ready, and how to get the others",
              "[OPTIONS] [add NAME...]") {
  app().add_option("words", words_, "add, and the names of backends");
  app().add_flag("--json", json_, "an object instead of a table");
  app().footer(kExamples);
}

Result<int> BackendsCommand::execute(Console& console) {
  WASINN_ASSIGN(Config config, common().config());
  config.graphs.clear();
  console.set_level(config.log_level);
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host(config, console));
  if (!words_.empty()) return add(config, *host, console);
  std::vector<Found> all;
  for (const BackendSource& source : host->backends().sources()) {
    all.push_back({source, host->backends().open(source.name)});
  }
  const auto environment = [](const char* name) { return std::getenv(name); };
  WASINN_TRY(write_output(json_ ? json_of_all(all, config, environment) : text_of_all(all, config)));
  return 0;
}

Result<int> BackendsCommand::add(const Config& config, const Host& host, Console& console) const {
  const auto& sources = host.backends().sources();
  const auto name_of = [](const BackendSource& source) { return source.name; };
  if (words_.front() != "add" || words_.size() < 2) {
    return fail(ErrorCode::InvalidArgument, "write `wasinn backends`, or `wasinn backends add NAME` with one of: " +
                                                joined(sources, ", ", name_of));
  }
  for (std::size_t i = 1; i < words_.size(); ++i) {
    const auto same = [&](const BackendSource& source) { return source.name == words_[i]; };
    const auto source = std::find_if(sources.begin(), sources.end(), same);
    if (source == sources.end()) {
      return fail(ErrorCode::InvalidArgument, "there is no backend '" + printable(words_[i]) + "' to add; there are " +
                                                  joined(sources, ", ", name_of));
    }
    const auto fetched = fetch_framework(*source, config);
    if (!fetched) return tell_missing_backend(console, fetched.error(), config);
    WASINN_ASSIGN(const auto backend, host.backends().open(source->name));
    WASINN_TRY(write_output(source->name + " " + backend->info().framework_version + " is ready\n"));
  }
  return kSuccess;
}

}  // namespace wasinn::cli
