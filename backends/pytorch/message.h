// SPDX-License-Identifier: Apache-2.0
// Makes PyTorch's messages readable and tells from them what kind of failure they are.
#pragma once

#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace pytorch {

/// The message in one line: what went wrong, without tracebacks, source texts, or files of whoever built PyTorch.
std::string clean_message(std::string_view message);

/// The plug-in status for a failed computation with that message.
wasinn_status compute_failure_status(std::string_view message);

/// The plug-in status for a failed load with that message.
wasinn_status load_failure_status(std::string_view message);

}  // namespace pytorch
