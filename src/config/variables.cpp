// SPDX-License-Identifier: Apache-2.0
// Each variable is written as its option on the command line is; lists have a separator.
#include "config/variables.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "config/graph_text.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> wrong(std::string_view value, const char* wanted) {
  return fail(ErrorCode::InvalidArgument, "'" + printable(value) + "' is not " + wanted);
}

/// The items of a list, without blanks around them; empty ones are left out.
std::vector<std::string> items(std::string_view list, char separator) {
  constexpr std::string_view kBlanks = " \t\n";
  std::vector<std::string> out;
  while (!list.empty()) {
    std::string_view item = list.substr(0, list.find(separator));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    item.remove_prefix(std::min(item.size(), item.find_first_not_of(kBlanks)));
    item = item.substr(0, item.find_last_not_of(kBlanks) + 1);
    if (!item.empty()) out.emplace_back(item);
  }
  return out;
}

template <Result<void> (*kSet)(Config&, std::string_view)>
Result<void> read_settings(std::string_view value, Config& config) {
  for (const std::string& setting : items(value, ',')) WASINN_TRY(kSet(config, setting));
  return {};
}

Result<void> read_graphs(std::string_view value, Config& config) {
  for (const std::string& text : items(value, ';')) {
    WASINN_ASSIGN(NamedGraph graph, parse_graph(text));
    set_graph(config, std::move(graph));
  }
  return {};
}

template <std::vector<fs::path> Config::*kFolders>
Result<void> read_folders(std::string_view value, Config& config) {
  const std::vector<std::string> folders = items(value, ':');
  (config.*kFolders).assign(folders.begin(), folders.end());
  return {};
}

template <bool Policy::*kFlag>
Result<void> read_flag(std::string_view value, Config& config) {
  const bool on = value == "true" || value == "1";
  if (!on && value != "false" && value != "0") return wrong(value, "true or false (or 1 or 0)");
  config.policy.*kFlag = on;
  return {};
}

Result<void> read_allow_load(std::string_view value, Config& config) { return config.policy.allow_load(value); }

Result<void> read_backend_order(std::string_view value, Config& config) {
  config.backend_order = items(value, ',');
  return {};
}

Result<void> read_threads(std::string_view value, Config& config) {
  WASINN_ASSIGN(config.threads, read_thread_policy(value));
  return {};
}

Result<void> read_pooled_guests(std::string_view value, Config& config) {
  std::uint32_t count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (error != std::errc{} || end != value.data() + value.size()) return wrong(value, "a whole number, 0 or more");
  config.pooled_guests = count;
  return {};
}

Result<void> read_cache(std::string_view value, Config& config) {
  config.cache = value;
  return {};
}

Result<void> read_log(std::string_view value, Config& config) {
  WASINN_ASSIGN(config.log_level, log_level_named(value));
  return {};
}

Result<void> read_stats(std::string_view value, Config& config) {
  WASINN_ASSIGN(config.statistics, read_statistics_form(value));
  return {};
}

constexpr ConfigVariable kVariables[] = {
    {"WASINN_GRAPHS", read_graphs},
    {"WASINN_LIMITS", read_settings<set_limit>},
    {"WASINN_ALLOW_LOAD", read_allow_load},
    {"WASINN_UNSIZED_BUFFERS", read_flag<&Policy::unsized_buffers>},
    {"WASINN_TARGET_FALLBACK", read_flag<&Policy::target_fallback>},
    {"WASINN_EXTENSIONS", read_flag<&Policy::extensions>},
    {"WASINN_PLUGINS", read_folders<&Config::plugin_folders>},
    {"WASINN_FRAMEWORKS", read_folders<&Config::framework_folders>},
    {"WASINN_BACKENDS", read_settings<set_backend>},
    {"WASINN_BACKEND_OPTIONS", read_settings<set_backend_option>},
    {"WASINN_BACKEND_ORDER", read_backend_order},
    {"WASINN_THREADS", read_threads},
    {"WASINN_POOLED_GUESTS", read_pooled_guests},
    {"WASINN_CACHE", read_cache},
    {"WASINN_LOG", read_log},
    {"WASINN_STATS", read_stats},
};

}  // namespace

std::span<const ConfigVariable> config_variables() noexcept { return kVariables; }

Result<void> read_variables(const EnvironmentLookup& environment, Config& config) {
  for (const ConfigVariable& variable : kVariables) {
    const char* value = environment(variable.name);
    if (value == nullptr || *value == '\0') continue;
    auto read = variable.read(value, config);
    if (!read) return fail(std::move(read).error().within(variable.name));
  }
  return {};
}

}  // namespace wasinn
