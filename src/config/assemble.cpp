// SPDX-License-Identifier: Apache-2.0
// Finds the backends, orders them, and hands everything to a host.
#include "config/assemble.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "base/text.h"
#include "config/environment.h"
#include "plugin/discovery.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

const BackendSource* find(const std::vector<BackendSource>& sources, const std::string& name) {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const auto& s) { return s.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

bool reads(const BackendSource& source, Encoding encoding) {
  return std::find(source.encodings.begin(), source.encodings.end(), encoding) != source.encodings.end();
}

std::string names_of(const std::vector<BackendSource>& sources) {
  std::string out;
  for (const BackendSource& source : sources) out += (out.empty() ? "" : ", ") + source.name;
  return out.empty() ? "none" : out;
}

Result<void> check_named(const Config& config, const std::vector<BackendSource>& sources) {
  for (const std::string& name : named_backends(config)) {
    if (find(sources, name) != nullptr) continue;
    return fail(ErrorCode::InvalidArgument, "there is no backend '" + printable(name) + "'; found in " +
                                                plugin_folders(config).front().string() + ": " + names_of(sources));
  }
  return {};
}

Result<void> check_choices(const Config& config, const std::vector<BackendSource>& sources) {
  for (const Encoding encoding : kEncodings) {
    const std::string& name = config.backend_for[static_cast<std::size_t>(encoding)];
    const BackendSource* source = name.empty() ? nullptr : find(sources, name);
    if (source == nullptr || reads(*source, encoding)) continue;
    return fail(ErrorCode::InvalidArgument,
                "backend '" + name + "' does not read " + std::string(encoding_name(encoding)));
  }
  return {};
}

/// Leaves out backends that are there on request and that nobody requested.
void leave_out_unnamed(const Config& config, std::vector<BackendSource>& sources) {
  const std::vector<std::string> named = named_backends(config);
  std::erase_if(sources, [&](const BackendSource& source) {
    return source.on_request && std::count(named.begin(), named.end(), source.name) == 0;
  });
}

/// Leaves to each backend the encodings that it is to serve: those it was chosen for, and those that nobody was chosen
/// for unless it is there on request only.
void divide(const Config& config, std::vector<BackendSource>& sources) {
  for (BackendSource& source : sources) {
    const bool ordered = std::count(config.backend_order.begin(), config.backend_order.end(), source.name) > 0;
    std::erase_if(source.encodings, [&](Encoding encoding) {
      const std::string& chosen = config.backend_for[static_cast<std::size_t>(encoding)];
      return chosen.empty() ? source.on_request && !ordered : chosen != source.name;
    });
  }
}

void order(const Config& config, std::vector<BackendSource>& sources) {
  auto next = sources.begin();
  for (const std::string& name : config.backend_order) {
    const auto found = std::find_if(next, sources.end(), [&](const BackendSource& s) { return s.name == name; });
    if (found == sources.end()) continue;
    std::rotate(next, found, found + 1);
    ++next;
  }
}

}  // namespace

std::vector<std::string> named_backends(const Config& config) {
  std::vector<std::string> names = config.backend_order;
  for (const std::string& name : config.backend_for) {
    if (!name.empty()) names.push_back(name);
  }
  for (const auto& [name, options] : config.backend_options) names.push_back(name);
  return names;
}

std::vector<fs::path> framework_roots(const Config& config, const EnvironmentLookup& environment) {
  // The variables were read into `config` already; only the user's own places are still theirs to say.
  const auto lookup = [&](const char* name) -> const char* {
    const std::string_view asked = name;
    if (asked == "WASINN_FRAMEWORKS") return nullptr;
    if (asked == "WASINN_CACHE" && !config.cache.empty()) return config.cache.c_str();
    return environment ? environment(name) : nullptr;
  };
  std::vector<fs::path> roots = config.framework_folders;
  const std::vector<fs::path> usual = default_framework_roots(plugin_folders(config), lookup);
  roots.insert(roots.end(), usual.begin(), usual.end());
  return roots;
}

Result<std::vector<BackendSource>> backend_sources(const Config& config, const AssembleOptions& options) {
  PluginOptions plugins;
  plugins.framework_roots = framework_roots(config, options.environment);
  plugins.shared_threads = config.threads.shared_threads(config.pooled_guests, std::thread::hardware_concurrency());
  plugins.backend_options = config.backend_options;
  plugins.log = options.log;
  std::vector<BackendSource> sources = discover(plugin_folders(config), plugins);
  WASINN_TRY(check_named(config, sources));
  leave_out_unnamed(config, sources);
  WASINN_TRY(check_choices(config, sources));
  divide(config, sources);
  order(config, sources);
  return sources;
}

Result<std::unique_ptr<Host>> assemble(const Config& config, const AssembleOptions& options) {
  auto host = std::make_unique<Host>(HostOptions{config.limits, config.policy, options.log, options.guest_failure});
  WASINN_ASSIGN(std::vector<BackendSource> sources, backend_sources(config, options));
  for (BackendSource& source : sources) {
    WASINN_TRY(host->add_backend(options.wrap ? options.wrap(std::move(source)) : std::move(source)));
  }
  for (const NamedGraph& graph : config.graphs) WASINN_TRY(host->add_graph(graph));
  return host;
}

}  // namespace wasinn
