// SPDX-License-Identifier: Apache-2.0
// The search for the library, and the agreement on a version of its table.
#include "library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <charconv>
#include <optional>

#include <wasinn/plugin.hpp>

namespace ort {
namespace {

constexpr const char* kFileName = "libonnxruntime.so.1";

// "1.32.0" -> 32: within major version 1 the minor version is the newest API version that a library has.
std::uint32_t api_version_of(const std::string& version) {
  if (!version.starts_with("1.")) return 0;
  std::uint32_t minor = 0;
  std::from_chars(version.data() + 2, version.data() + version.size(), minor);
  return minor;
}

// The table of an opened library, or why it does not fit in `reason`.
std::optional<Library> library_of(void* handle, std::string& reason) {
  auto* get_base = reinterpret_cast<const ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  const ApiBase* base = get_base == nullptr ? nullptr : get_base();
  if (base == nullptr) {
    reason = "it lacks OrtGetApiBase";
    return std::nullopt;
  }
  Library library;
  library.base = base;
  library.version = base->GetVersionString();
  // Asked for a version that it does not have, the library writes to stderr.
  const bool has_it = api_version_of(library.version) >= kApiVersion;
  const void* table = has_it ? base->GetApi(kApiVersion) : nullptr;
  if (table == nullptr) {
    reason = "it is version " + library.version + ", and 1." + std::to_string(kApiVersion) + " or later is needed";
    return std::nullopt;
  }
  library.functions = Functions::from(table);
  return library;
}

std::optional<Library> open_at(const std::string& path, std::string& reason) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return library_of(handle, reason);
  const char* text = dlerror();
  reason = text == nullptr ? "it cannot be opened" : text;
  return std::nullopt;
}

std::string not_found_text(const std::vector<std::string>& folders, const std::string& refused) {
  std::string text = "ONNX Runtime was not found: looked for " + std::string(kFileName) + " in ";
  for (const std::string& folder : folders) text += folder + ", ";
  return text + (folders.empty() ? "" : "and ") + "where the system keeps libraries" + refused;
}

}  // namespace

Library open_library(const std::vector<std::string>& folders) {
  std::string refused;
  std::string reason;
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + kFileName;
    if (access(path.c_str(), F_OK) != 0) continue;
    if (auto library = open_at(path, reason)) return *library;
    refused += "; " + path + " does not fit: " + reason;
  }
  if (auto library = open_at(kFileName, reason)) return *library;
  throw wasinn::sdk::Failure(WASINN_NOT_FOUND, not_found_text(folders, refused));
}

}  // namespace ort
