// SPDX-License-Identifier: Apache-2.0
// Variables of the environment, and the places that follow from them.
#include "config/environment.h"

#include <dlfcn.h>
#include <link.h>

#include <string>

#include "config/config_file.h"
#include "config/variables.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;

std::string value_of(const EnvironmentLookup& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? "" : value;
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

Result<void> read_environment(const EnvironmentLookup& environment, Config& config) {
  Config changed = config;
  if (const std::string file = value_of(environment, "WASINN_CONFIG"); !file.empty()) {
    WASINN_TRY(read_config_file(file, changed));
  }
  WASINN_TRY(read_variables(environment, changed));
  config = std::move(changed);
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
