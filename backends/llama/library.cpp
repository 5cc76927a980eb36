// SPDX-License-Identifier: Apache-2.0
// The search for the libraries, and the check of their version.
#include "library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>

#include <wasinn/plugin.hpp>

#include "log.h"

namespace llama {
namespace {

constexpr const char* kFileName = "libllama.v0.5.0.so";
constexpr const char* kDevicesFileName = "libggml.v0.5.0.so";
constexpr const char* kBaseFileName = "libggml-base.so";

template <class Function>
bool find(void* handle, const char* name, Function& function, std::string& reason) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  if (function != nullptr) return true;
  reason = "it lacks " + std::string(name);
  return false;
}

bool find_llama(void* handle, Functions& functions, std::string& reason) {
#define WASINN_LLAMA_FIND(result, name, parameters) \
  if (!find(handle, "llama_" #name, functions.name, reason)) return false;
  WASINN_LLAMA_FUNCTIONS(WASINN_LLAMA_FIND)
#undef WASINN_LLAMA_FIND
  return true;
}

// What was linked with the library is found through its own handle.
bool find_ggml(void* handle, Functions& functions, std::string& reason) {
  return find(handle, "ggml_backend_load_all_from_path", functions.ggml_backend_load_all_from_path, reason) &&
         find(handle, "ggml_backend_dev_count", functions.ggml_backend_dev_count, reason) &&
         find(handle, "ggml_backend_dev_get", functions.ggml_backend_dev_get, reason) &&
         find(handle, "ggml_backend_dev_name", functions.ggml_backend_dev_name, reason) &&
         find(handle, "ggml_backend_dev_type", functions.ggml_backend_dev_type, reason) &&
         find(handle, "ggml_set_abort_callback", functions.ggml_set_abort_callback, reason) &&
         find(handle, "ggml_commit", functions.ggml_commit, reason);
}

std::string last_error() {
  const char* text = dlerror();
  return text == nullptr ? "it cannot be opened" : text;
}

// Structs come by value, so that defaults in the wrong place show that they are others than those declared here.
bool has_expected_layout(const Functions& functions) {
  const ContextParams context = functions.context_default_params();
  const ModelParams model = functions.model_default_params();
  return context.n_ctx == 512 && context.n_batch == 2048 && context.n_ubatch == 512 && context.type_k == 1 &&
         context.type_v == 1 && context.offload_kqv && context.swa_full && !context.embeddings && !context.kv_unified &&
         context.n_samplers == 0 && context.ctx_other == nullptr && !model.vocab_only && model.use_extra_bufts &&
         model.kv_overrides == nullptr;
}

std::optional<Functions> functions_of(const std::string& folder, std::string& reason) {
  // ggml's own parts first: all must come from this folder, whatever else the loader would find.
  for (const char* name : {kBaseFileName, kDevicesFileName}) {
    if (dlopen((folder + "/" + name).c_str(), RTLD_NOW | RTLD_LOCAL) != nullptr) continue;
    reason = last_error();
    return std::nullopt;
  }
  void* handle = dlopen((folder + "/" + kFileName).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    reason = last_error();
    return std::nullopt;
  }
  Functions functions;
  if (!find_llama(handle, functions, reason) || !find_ggml(handle, functions, reason)) return std::nullopt;
  const std::string version = functions.version();
  if (version == kVersion && has_expected_layout(functions)) return functions;
  reason = "it is version " + version + ", and exactly " + kVersion + " of the pinned package is needed";
  return std::nullopt;
}

std::vector<std::string> device_names(const Functions& functions) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < functions.ggml_backend_dev_count(); ++i) {
    names.emplace_back(functions.ggml_backend_dev_name(functions.ggml_backend_dev_get(i)));
  }
  return names;
}

std::optional<Library> open_in(const std::string& folder, std::string& reason) {
  const auto functions = functions_of(folder, reason);
  if (!functions) return std::nullopt;
  route_log(*functions);
  functions->ggml_backend_load_all_from_path(folder.c_str());
  Library library{*functions, functions->ggml_commit(), device_names(*functions)};
  if (library.devices.empty()) {
    reason = "no libggml-cpu-*.so beside it fits this processor";
    return std::nullopt;
  }
  functions->backend_init();
  return library;
}

Library search(const std::vector<std::string>& folders) {
  std::string refused;
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + kFileName;
    if (access(path.c_str(), F_OK) != 0) continue;
    std::string reason;
    if (auto library = open_in(folder, reason)) return *std::move(library);
    refused += "; '" + path + "' does not fit: " + reason;
  }
  std::string text = "llama.cpp was not found: looked for " + std::string(kFileName) + " in ";
  for (const std::string& folder : folders) text += (&folder == &folders.front() ? "" : ", ") + folder;
  throw wasinn::sdk::Failure(WASINN_NOT_FOUND, text + (folders.empty() ? "no folder" : "") + refused);
}

}  // namespace

const Library& open_library(const std::vector<std::string>& folders) {
  static std::mutex mutex;
  static const Library* opened = nullptr;
  const std::lock_guard lock(mutex);
  if (opened == nullptr) opened = new Library(search(folders));
  return *opened;
}

}  // namespace llama
