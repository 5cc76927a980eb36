// SPDX-License-Identifier: Apache-2.0
// Makes ONNX Runtime's messages readable and tells from them what kind of failure they are.
#pragma once

#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace ort {

/// The message in one line, without the source locations, function signatures and blanks that the framework puts in.
std::string clean_message(std::string_view message);

/// The plug-in status for a failed load with that framework code and message.
wasinn_status load_failure_status(int code, std::string_view message);

/// The plug-in status for a failed computation with that framework code and message.
wasinn_status compute_failure_status(int code, std::string_view message);

/// Whether a load failed because somebody else in this process made the framework's environment without a pool.
bool is_pool_missing(std::string_view message);

/// Whether a load failed over weights that the model keeps in other files.
bool is_external_data(std::string_view message);

}  // namespace ort
