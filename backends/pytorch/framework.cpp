// SPDX-License-Identifier: Apache-2.0
// The search for the libraries, the check of their version, and the other part of the plug-in.
#include "framework.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>

#include <wasinn/plugin.hpp>

#include "version.h"

namespace pytorch {
namespace {

using wasinn::sdk::Failure;

constexpr const char* kMainLibrary = "libtorch_cpu.so";
constexpr const char* kTorchPart = "libwasinn_pytorch_torch.so";

// In the order in which they need each other.
constexpr const char* kLibraries[] = {"libc10.so", kMainLibrary, "libtorch.so"};

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

std::string loader_error() {
  const char* text = dlerror();
  return text == nullptr ? "no reason given" : text;
}

// "2.7.1" of a line such as "version=2.7.1-20250812" or "2.7.1+cpu"; empty when the file is not there.
std::string version_in(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return line.substr(key.size(), line.find_first_of("-+\r", key.size()) - key.size());
  }
  return {};
}

// What the files beside the libraries say; empty when they say nothing.
std::string announced_version(const std::string& folder) {
  std::string version = version_in(folder + "/pytorch.properties", "version=");
  return version.empty() ? version_in(folder + "/../build-version", "") : version;
}

// What the opened library itself says. Its function has a C interface that stays.
std::string version_of(void* library) {
  auto* abi_version = reinterpret_cast<std::uint64_t (*)()>(dlsym(library, "aoti_torch_abi_version"));
  if (abi_version == nullptr) return "an unknown version";
  const std::uint64_t packed = abi_version();
  return std::to_string(packed >> 56) + "." + std::to_string(packed >> 48 & 0xff) + "." +
         std::to_string(packed >> 40 & 0xff);
}

void* open(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr) return library;
  throw Failure(WASINN_NOT_FOUND, "PyTorch cannot be opened: " + loader_error());
}

void open_libraries(const std::string& folder) {
  for (const char* name : kLibraries) {
    void* library = open(folder + "/" + name);
    if (name != kMainLibrary) continue;
    const std::string version = version_of(library);
    if (version == kTorchVersion) continue;
    // Another folder's libraries have the same names, so that this process will not take them any more.
    throw Failure(WASINN_NOT_FOUND, folder + "/" + kMainLibrary + " is PyTorch " + version +
                                        "; this backend is made for exactly " + kTorchVersion);
  }
}

// The folder of this very library.
std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return ".";
  const std::string path = info.dli_fname;
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, slash);
}

std::string folder_with_torch(const std::vector<std::string>& folders) {
  std::string refused;
  std::string looked_in;
  for (const std::string& folder : folders) {
    looked_in += (looked_in.empty() ? "" : ", ") + folder;
    if (!exists(folder + "/" + kMainLibrary)) continue;
    const std::string version = announced_version(folder);
    if (version.empty() || version == kTorchVersion) return folder;
    refused += "; " + folder + " has version " + version;
  }
  throw Failure(WASINN_NOT_FOUND, "PyTorch " + std::string(kTorchVersion) + " was not found: looked for " +
                                      kMainLibrary + " in " + (looked_in.empty() ? "no folder" : looked_in) + refused);
}

// Looked for first, so that nothing of PyTorch is opened in vain.
std::string torch_part() {
  std::string path = own_folder() + "/" + kTorchPart;
  if (exists(path)) return path;
  throw Failure(WASINN_NOT_FOUND, "this wasinn was built without PyTorch's headers, so " + path +
                                      " is missing: fetch them with 'tools/framework --building pytorch' and build again");
}

}  // namespace

wasinn_plugin open_torch_part(const std::vector<std::string>& folders) {
  const std::string folder = folder_with_torch(folders);
  const std::string path = torch_part();
  open_libraries(folder);
  // It needs libraries of the names just opened, and the loader takes those.
  auto* entry = reinterpret_cast<wasinn_plugin_entry_fn>(dlsym(open(path), WASINN_PLUGIN_ENTRY));
  wasinn_plugin table{};
  table.struct_size = sizeof table;
  if (entry != nullptr && entry(WASINN_PLUGIN_MAJOR, WASINN_PLUGIN_MINOR, &table) == WASINN_OK) return table;
  throw Failure(WASINN_NOT_FOUND, path + " does not belong to this plug-in; build wasinn again");
}

}  // namespace pytorch
