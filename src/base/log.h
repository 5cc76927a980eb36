// SPDX-License-Identifier: Apache-2.0
// Where log lines go: one callback that the host's owner passes in.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace wasinn {

/// Importance of a log line, from least to most.
enum class LogLevel : std::uint8_t { Debug = 0, Info = 1, Warning = 2, Error = 3 };

/// Receives log lines (no newline at the end). Called from any thread, also from a framework's own;
/// must not throw and must not call back into wasinn. The text is valid during the call only.
using LogSink = std::function<void(LogLevel level, std::string_view text)>;

}  // namespace wasinn
