// SPDX-License-Identifier: Apache-2.0
// The search for the library, and the end of its talking to stderr.
#include "library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <mutex>
#include <optional>

#include "stderr_aside.h"

namespace tf {
namespace {

using wasinn::sdk::Host;

constexpr const char* kFileName = "libtensorflow_cc.so.2";

// The part of the framework that the other file needs, with the log in it.
constexpr const char* kLogFileName = "libtensorflow_framework.so.2";

// absl::SetMinLogLevel of the library's own copy of Abseil, whose release is part of the name. The C API has no such
// function, and the environment variable TF_CPP_MIN_LOG_LEVEL would be the whole process's.
constexpr const char* kSetMinLogLevel = "_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE";
constexpr int kOnlyFatal = 3;

bool find_functions(void* handle, Functions& functions, std::string& reason) {
#define WASINN_TF_FIND(name, result, parameters)                                                \
  functions.name = reinterpret_cast<decltype(functions.name)>(dlsym(handle, "TF_" #name));     \
  if (functions.name == nullptr) {                                                              \
    reason = "it lacks TF_" #name;                                                              \
    return false;                                                                               \
  }
  WASINN_TF_FUNCTIONS(WASINN_TF_FIND)
#undef WASINN_TF_FIND
  return true;
}

// What the operations that print give here instead of to stderr is dropped: it would be a guest's to fill.
void drop(const char*) {}

// Opens the part with the log first and alone, as it writes a line while it is being opened, before anybody could tell
// it not to. `folder` ends with '/' or is empty.
void quieten_log(const std::string& folder, const Host& host) {
  StderrAside aside;
  void* handle = dlopen((folder + kLogFileName).c_str(), RTLD_NOW | RTLD_LOCAL);
  write_foreign_lines(aside.end());
  if (handle == nullptr) return;  // what is missing is said when the other file is opened
  auto* set_level = reinterpret_cast<void (*)(int)>(dlsym(handle, kSetMinLogLevel));
  if (set_level != nullptr) return set_level(kOnlyFatal);
  host.log(WASINN_LOG_WARNING, "this release of TensorFlow will write notes of its own to stderr");
}

// The functions of an opened library, or why it does not fit in `reason`.
std::optional<Library> library_of(void* handle, std::string& reason) {
  Library library;
  if (!find_functions(handle, library.functions, reason)) return std::nullopt;
  library.version = library.functions.Version();
  if (!library.version.starts_with("2.")) {
    reason = "it is version " + library.version + ", and 2 is needed";
    return std::nullopt;
  }
  static std::once_flag once;
  std::call_once(once, library.functions.RegisterLogListener, drop);
  return library;
}

std::optional<Library> open_in(const std::string& folder, const Host& host, std::string& reason) {
  quieten_log(folder, host);
  void* handle = dlopen((folder + kFileName).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return library_of(handle, reason);
  const char* text = dlerror();
  reason = text == nullptr ? "it cannot be opened" : text;
  return std::nullopt;
}

std::string not_found_text(const std::vector<std::string>& folders, const std::string& refused) {
  std::string text = "TensorFlow was not found: looked for " + std::string(kFileName) + " in ";
  for (const std::string& folder : folders) text += folder + ", ";
  return text + (folders.empty() ? "" : "and ") + "where the system keeps libraries" + refused;
}

}  // namespace

Library open_library(const Host& host) {
  const std::vector<std::string> folders = host.framework_folders();
  std::string refused;
  std::string reason;
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + kFileName;
    if (access(path.c_str(), F_OK) != 0) continue;
    if (auto library = open_in(folder + "/", host, reason)) return *library;
    refused += "; " + path + " does not fit: " + reason;
  }
  if (auto library = open_in("", host, reason)) return *library;
  throw wasinn::sdk::Failure(WASINN_NOT_FOUND, not_found_text(folders, refused));
}

}  // namespace tf
