// SPDX-License-Identifier: Apache-2.0
// The search for framework folders.
#include "plugin/framework_folders.h"

#include <algorithm>
#include <cstring>

namespace wasinn {
namespace {

namespace fs = std::filesystem;

std::string value_of(const EnvironmentLookup& environment, const char* name) {
  const char* value = environment(name);
  return value == nullptr ? "" : value;
}

void add_listed(std::string_view list, std::vector<fs::path>& roots) {
  while (!list.empty()) {
    const std::size_t colon = list.find(':');
    if (colon != 0) roots.emplace_back(list.substr(0, colon));
    list.remove_prefix(colon == list.npos ? list.size() : colon + 1);
  }
}

fs::path cache_root(const EnvironmentLookup& environment) {
  if (const std::string own = value_of(environment, "WASINN_CACHE"); !own.empty()) return own;
  if (const std::string all = value_of(environment, "XDG_CACHE_HOME"); !all.empty()) return fs::path(all) / "wasinn";
  const std::string home = value_of(environment, "HOME");
  return home.empty() ? fs::path() : fs::path(home) / ".cache" / "wasinn";
}

bool newer(const fs::path& a, const fs::path& b) {
  return strverscmp(a.filename().c_str(), b.filename().c_str()) > 0;
}

std::vector<fs::path> subfolders_of(const fs::path& root, std::string_view framework) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(root, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    const bool wanted = entry->path().filename().string().starts_with(framework);
    if (wanted && entry->is_directory(ignored)) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end(), newer);
  return found;
}

void add_existing(const fs::path& folder, std::vector<fs::path>& folders) {
  std::error_code ignored;
  if (fs::is_directory(folder / "lib", ignored)) folders.push_back(folder / "lib");
  if (fs::is_directory(folder, ignored)) folders.push_back(folder);
}

}  // namespace

std::vector<fs::path> default_framework_roots(std::span<const fs::path> plugin_folders,
                                              const EnvironmentLookup& environment) {
  std::vector<fs::path> roots;
  add_listed(value_of(environment, "WASINN_FRAMEWORKS"), roots);
  for (const fs::path& folder : plugin_folders) roots.push_back((folder / ".." / "frameworks").lexically_normal());
  if (fs::path cache = cache_root(environment); !cache.empty()) roots.push_back(std::move(cache));
  return roots;
}

std::vector<fs::path> framework_folders(std::string_view framework, std::span<const fs::path> roots) {
  std::vector<fs::path> folders;
  for (const fs::path& root : roots) {
    for (const fs::path& folder : subfolders_of(root, framework)) add_existing(folder, folders);
    add_existing(root, folders);
  }
  return folders;
}

}  // namespace wasinn
