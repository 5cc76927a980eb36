// SPDX-License-Identifier: Apache-2.0
// From folders to backend sources.
#include "plugin/discovery.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "plugin/framework_folders.h"
#include "plugin/host_services.h"
#include "plugin/manifest.h"
#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> manifests_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().extension() == ".json") found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

BackendOptions options_for(const std::string& backend, const PluginOptions& options) {
  const auto found = options.backend_options.find(backend);
  return found == options.backend_options.end() ? BackendOptions() : found->second;
}

Result<std::shared_ptr<const Backend>> open_backend(const Manifest& manifest, const PluginOptions& options) {
  WASINN_ASSIGN(const wasinn_plugin functions, open_plugin_library(manifest.library));
  auto services = std::make_unique<HostServices>(manifest.name,
                                                 framework_folders(manifest.name, options.framework_roots),
                                                 options.shared_threads, options_for(manifest.name, options),
                                                 options.log);
  return PluginBackend::open(functions, manifest.name, std::move(services));
}

// The command, and what it costs.
std::string how_to_get(const Manifest& manifest) {
  if (manifest.how_to_get.empty() || manifest.download_megabytes == 0) return manifest.how_to_get;
  return manifest.how_to_get + " (" + std::to_string(manifest.download_megabytes) + " MB)";
}

BackendSource source_for(Manifest manifest, const PluginOptions& options) {
  BackendSource source;
  source.name = manifest.name;
  source.encodings = manifest.encodings;
  source.found_at = manifest.library.string();
  source.how_to_get = how_to_get(manifest);
  source.manifest = manifest.path.string();
  source.on_request = manifest.on_request;
  source.open = [manifest = std::move(manifest), options] { return open_backend(manifest, options); };
  return source;
}

void say(const PluginOptions& options, LogLevel level, const std::string& text) {
  if (options.log) options.log(level, text);
}

// Whether the backend has a name that none of `sources` has.
bool is_new(const Manifest& manifest, const PluginOptions& options, const std::vector<BackendSource>& sources) {
  const auto same = std::find_if(sources.begin(), sources.end(),
                                 [&](const BackendSource& source) { return source.name == manifest.name; });
  if (same == sources.end()) return true;
  say(options, LogLevel::Info, "backend '" + manifest.name + "' at " + manifest.library.string() +
                                   " is passed over: " + same->found_at + " comes first");
  return false;
}

// Before those that read more encodings: whoever reads little else knows a format best.
void insert(BackendSource source, std::vector<BackendSource>& sources) {
  const auto reads_fewer = [](const BackendSource& a, const BackendSource& b) {
    return a.encodings.size() < b.encodings.size();
  };
  const auto place = std::upper_bound(sources.begin(), sources.end(), source, reads_fewer);
  sources.insert(place, std::move(source));
}

}  // namespace

std::vector<BackendSource> discover(std::span<const fs::path> folders, const PluginOptions& options) {
  std::vector<BackendSource> sources;
  for (const fs::path& folder : folders) {
    for (const fs::path& path : manifests_in(folder)) {
      auto manifest = read_manifest(path);
      if (!manifest) {
        say(options, LogLevel::Warning, "a plug-in is passed over: " + manifest.error().message);
      } else if (is_new(*manifest, options, sources)) {
        insert(source_for(std::move(*manifest), options), sources);
      }
    }
  }
  return sources;
}

}  // namespace wasinn
