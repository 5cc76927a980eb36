// SPDX-License-Identifier: Apache-2.0
// Makes OpenVINO's messages readable and tells from them what kind of failure they are.
#pragma once

#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace openvino {

/// The message in one line, without the source locations that the framework puts in.
std::string clean_message(std::string_view message);

/// The plug-in status for a model that cannot be read, by the framework's message.
wasinn_status read_failure_status(std::string_view message);

/// The plug-in status for a model that was read and cannot be compiled for a device.
wasinn_status compile_failure_status(std::string_view message);

}  // namespace openvino
