// SPDX-License-Identifier: Apache-2.0
// The search for the library, and for its functions by name.
#include "library.h"

#include <dlfcn.h>
#include <string.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include <wasinn/plugin.hpp>

namespace openvino {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "libopenvino_c.so";

/// Fills a table of functions, and remembers the first that is missing.
class FunctionFinder {
 public:
  explicit FunctionFinder(void* handle) : handle_(handle) {}

  template <class Function>
  void optional(const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(handle_, name));
  }

  template <class Function>
  void required(const char* name, Function& function) {
    optional(name, function);
    if (function == nullptr && missing_.empty()) missing_ = name;
  }

  const std::string& missing() const noexcept { return missing_; }

 private:
  void* handle_;
  std::string missing_;
};

#define WASINN_OV_REQUIRED(name) finder.required("ov_" #name, functions.name)

void find_loading(FunctionFinder& finder, Functions& functions) {
  WASINN_OV_REQUIRED(get_last_err_msg);
  WASINN_OV_REQUIRED(free);
  WASINN_OV_REQUIRED(get_openvino_version);
  WASINN_OV_REQUIRED(version_free);
  WASINN_OV_REQUIRED(core_create);
  WASINN_OV_REQUIRED(core_free);
  WASINN_OV_REQUIRED(core_get_available_devices);
  WASINN_OV_REQUIRED(available_devices_free);
  WASINN_OV_REQUIRED(core_get_property);
  WASINN_OV_REQUIRED(core_set_property);
  WASINN_OV_REQUIRED(core_read_model);
  WASINN_OV_REQUIRED(core_read_model_from_memory_buffer);
  WASINN_OV_REQUIRED(core_compile_model);
  WASINN_OV_REQUIRED(model_free);
  WASINN_OV_REQUIRED(model_get_friendly_name);
  finder.optional("ov_util_set_log_callback", functions.util_set_log_callback);
}

void find_describing(FunctionFinder& finder, Functions& functions) {
  WASINN_OV_REQUIRED(compiled_model_inputs_size);
  WASINN_OV_REQUIRED(compiled_model_outputs_size);
  WASINN_OV_REQUIRED(compiled_model_input_by_index);
  WASINN_OV_REQUIRED(compiled_model_output_by_index);
  WASINN_OV_REQUIRED(compiled_model_get_property);
  WASINN_OV_REQUIRED(compiled_model_create_infer_request);
  WASINN_OV_REQUIRED(compiled_model_free);
  WASINN_OV_REQUIRED(port_get_any_name);
  WASINN_OV_REQUIRED(port_get_partial_shape);
  WASINN_OV_REQUIRED(port_get_element_type);
  WASINN_OV_REQUIRED(output_const_port_free);
  WASINN_OV_REQUIRED(partial_shape_free);
}

void find_computing(FunctionFinder& finder, Functions& functions) {
  WASINN_OV_REQUIRED(shape_free);
  WASINN_OV_REQUIRED(tensor_create);
  WASINN_OV_REQUIRED(tensor_create_from_host_ptr);
  WASINN_OV_REQUIRED(tensor_get_shape);
  WASINN_OV_REQUIRED(tensor_get_byte_size);
  WASINN_OV_REQUIRED(tensor_data);
  WASINN_OV_REQUIRED(tensor_free);
  WASINN_OV_REQUIRED(infer_request_set_input_tensor_by_index);
  WASINN_OV_REQUIRED(infer_request_set_output_tensor_by_index);
  WASINN_OV_REQUIRED(infer_request_get_output_tensor_by_index);
  WASINN_OV_REQUIRED(infer_request_infer);
  WASINN_OV_REQUIRED(infer_request_cancel);
  WASINN_OV_REQUIRED(infer_request_free);
}

#undef WASINN_OV_REQUIRED

/// "2026.4.1-22982-e213a147257-releases/2026/4" -> "2026.4.1".
std::string version_of(const Functions& functions) {
  Version version{};
  if (functions.get_openvino_version(&version) != kOk) return "unknown";
  std::string text = version.build_number == nullptr ? "unknown" : version.build_number;
  functions.version_free(&version);
  return text.substr(0, text.find('-'));
}

/// The functions of an opened library, or why it does not fit in `reason`.
std::optional<Library> library_of(void* handle, std::string& reason) {
  Library library{};
  FunctionFinder finder(handle);
  find_loading(finder, library.functions);
  find_describing(finder, library.functions);
  find_computing(finder, library.functions);
  if (!finder.missing().empty()) {
    reason = "it lacks " + finder.missing();
    return std::nullopt;
  }
  library.version = version_of(library.functions);
  return library;
}

std::optional<Library> open_at(const std::string& path, std::string& reason) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle != nullptr) return library_of(handle, reason);
  const char* text = dlerror();
  reason = text == nullptr ? "it cannot be opened" : text;
  return std::nullopt;
}

bool newer(const std::string& a, const std::string& b) { return strverscmp(a.c_str(), b.c_str()) > 0; }

/// The libraries in `folder`, the newest first.
std::vector<std::string> candidates_in(const std::string& folder) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().filename().string().starts_with(kFileName)) found.push_back(entry->path().string());
  }
  std::sort(found.begin(), found.end(), newer);
  return found;
}

std::string not_found_text(const std::vector<std::string>& folders, const std::string& refused) {
  std::string text = "OpenVINO was not found: looked for " + std::string(kFileName) + "* in ";
  for (const std::string& folder : folders) text += folder + ", ";
  return text + (folders.empty() ? "" : "and ") + "where the system keeps libraries" + refused;
}

}  // namespace

Library open_library(const std::vector<std::string>& folders) {
  std::string refused;
  std::string reason;
  for (const std::string& folder : folders) {
    for (const std::string& path : candidates_in(folder)) {
      if (auto library = open_at(path, reason)) return *library;
      refused += "; " + path + " does not fit: " + reason;
    }
  }
  if (auto library = open_at(kFileName, reason)) return *library;
  throw wasinn::sdk::Failure(WASINN_NOT_FOUND, not_found_text(folders, refused));
}

}  // namespace openvino
