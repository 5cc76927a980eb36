// SPDX-License-Identifier: Apache-2.0
// Variables of the environment, and the places that follow from them.
#include "config/environment.h"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "config/config_file.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kConfigFile = "WASINN_CONFIG";

std::string value_of(const EnvironmentLookup& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? "" : value;
}

void read_folders(std::string_view list, std::vector<fs::path>& folders) {
  if (list.empty()) return;
  folders.clear();
  while (!list.empty()) {
    const std::string_view folder = list.substr(0, list.find(':'));
    list.remove_prefix(std::min(list.size(), folder.size() + 1));
    if (!folder.empty()) folders.emplace_back(folder);
  }
}

fs::path program_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : program.parent_path();
}

// The folder `lib` of the tree that this code belongs to: that of libwasinn.so, or the one beside a program's folder.
fs::path library_folder() {
  Dl_info file{};
  link_map* loaded = nullptr;
  const bool known = dladdr1(reinterpret_cast<const void*>(&library_folder), &file, reinterpret_cast<void**>(&loaded),
                             RTLD_DL_LINKMAP) != 0;
  const bool shared = known && loaded != nullptr && *loaded->l_name != '\0';
  std::error_code error;
  const fs::path library = shared ? fs::canonical(loaded->l_name, error) : fs::path();
  return library.empty() ? program_folder() / ".." / "lib" : library.parent_path();
}

fs::path cache_root(const Config& config, const EnvironmentLookup& environment) {
  if (!config.cache.empty()) return config.cache;
  if (const std::string all = value_of(environment, "XDG_CACHE_HOME"); !all.empty()) return fs::path(all) / "wasinn";
  const std::string home = value_of(environment, "HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache" / "wasinn";
}

}  // namespace

Result<Config> load_config(const std::optional<fs::path>& file, const EnvironmentLookup& environment) {
  Config config;
  if (file) WASINN_TRY(read_config_file(*file, config));
  const auto others = [&](const char* name) { return file && name == kConfigFile ? nullptr : environment(name); };
  WASINN_TRY(read_environment(others, config));
  return config;
}

Result<void> read_environment(const EnvironmentLookup& environment, Config& config) {
  if (const std::string file = value_of(environment, kConfigFile.data()); !file.empty()) {
    WASINN_TRY(read_config_file(file, config));
  }
  read_folders(value_of(environment, "WASINN_PLUGINS"), config.plugin_folders);
  read_folders(value_of(environment, "WASINN_FRAMEWORKS"), config.framework_folders);
  if (const std::string cache = value_of(environment, "WASINN_CACHE"); !cache.empty()) config.cache = cache;
  return {};
}

std::vector<fs::path> plugin_folders(const Config& config) {
  if (!config.plugin_folders.empty()) return config.plugin_folders;
  return {(library_folder() / "wasinn" / "plugins").lexically_normal()};
}

fs::path compiled_guests_folder(const Config& config, const EnvironmentLookup& environment) {
  if (!config.keep_compiled) return {};
  const fs::path root = cache_root(config, environment);
  return root.empty() ? fs::path() : root / "guests";
}

}  // namespace wasinn
