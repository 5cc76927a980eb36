// SPDX-License-Identifier: Apache-2.0
// Listing of devices.
#include "devices.h"

#include <algorithm>

#include <wasinn/plugin.hpp>

namespace openvino {
namespace {

/// "gpu.0 (what it calls itself)".
std::string describe(const Functions& functions, const Core* core, Call& call, const char* name) {
  char* full = nullptr;
  if (functions.core_get_property(core, name, "FULL_DEVICE_NAME", &full) != kOk) {
    call.reason();
    return lower_case(name);
  }
  std::string text = lower_case(name) + " (" + full + ")";
  functions.free(full);
  return text;
}

}  // namespace

std::uint32_t target_of(std::string_view device) {
  if (device.starts_with("GPU")) return WASINN_TARGET_GPU;
  return device.starts_with("NPU") ? WASINN_TARGET_TPU : WASINN_TARGET_CPU;
}

std::string lower_case(std::string_view name) {
  std::string text(name);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::vector<Device> find_devices(const Functions& functions, const Core* core, Call& call) {
  Devices raw{};
  call.check(functions.core_get_available_devices(core, &raw));
  std::vector<Device> devices;
  for (std::size_t i = 0; i < raw.count; ++i) {
    devices.push_back({raw.names[i], describe(functions, core, call, raw.names[i]), target_of(raw.names[i])});
  }
  functions.available_devices_free(&raw);
  if (devices.empty()) {
    throw wasinn::sdk::Failure(WASINN_NOT_FOUND,
                               "OpenVINO finds no device here: its plug-ins, such as libopenvino_intel_cpu_plugin.so, "
                               "are looked for beside its library");
  }
  return devices;
}

}  // namespace openvino
