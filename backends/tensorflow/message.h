// SPDX-License-Identifier: Apache-2.0
// Makes TensorFlow's messages readable and tells from them what kind of failure they are.
#pragma once

#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace tf {

/// The message in one line of at most 600 bytes: without the list of nodes through which an error came, and without
/// the braces around names that are left.
std::string clean_message(std::string_view message);

/// The plug-in status for a failed load with that code of the framework and message.
wasinn_status load_failure_status(int code, std::string_view message);

/// The plug-in status for a failed computation with that code of the framework.
wasinn_status compute_failure_status(int code);

}  // namespace tf
