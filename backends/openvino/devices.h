// SPDX-License-Identifier: Apache-2.0
// The devices that OpenVINO finds on this machine, in the standard's words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "calls.h"
#include "ov_api.h"

namespace openvino {

/// One device. A plain value.
struct Device {
  std::string name;          ///< the framework's: "CPU", "GPU.1", "NPU"
  std::string text;          ///< for people: "cpu (AMD EPYC)"
  std::uint32_t target = 0;  ///< WASINN_TARGET_x
};

/// The target that a device of that name is; WASINN_TARGET_CPU for "CPU", GPU for "GPU.0", TPU for "NPU".
std::uint32_t target_of(std::string_view device);

/// "GPU.0" -> "gpu.0".
std::string lower_case(std::string_view name);

/// The devices in the framework's order. Throws Failure when there is none.
std::vector<Device> find_devices(const Functions& functions, const Core* core, Call& call);

}  // namespace openvino
