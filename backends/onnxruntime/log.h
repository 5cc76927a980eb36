// SPDX-License-Identifier: Apache-2.0
// The way of ONNX Runtime's log lines to the hosts that opened it.
#pragma once

#include <wasinn/plugin.hpp>

namespace ort {

/// While it lives, `host` receives the framework's log lines. A process has one framework, so with several hosts in it
/// each receives all lines. Any thread.
class LogReceiver {
 public:
  explicit LogReceiver(const wasinn::sdk::Host& host);
  LogReceiver(const LogReceiver&) = delete;
  LogReceiver& operator=(const LogReceiver&) = delete;
  ~LogReceiver();

  const wasinn::sdk::Host& host() const noexcept { return host_; }

 private:
  wasinn::sdk::Host host_;
};

/// What the framework calls for each line; `self` is not used, because the framework may call it at any time.
void log_line(void* self, int severity, const char* category, const char* log_id, const char* location,
              const char* message) noexcept;

}  // namespace ort
