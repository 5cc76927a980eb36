// SPDX-License-Identifier: Apache-2.0
// Brings what OpenVINO prints to the host's log.
#pragma once

#include <wasinn/plugin.hpp>

#include "ov_api.h"

namespace openvino {

/// While it lives, its host gets the framework's lines. The framework has one place for them in a process, so each host
/// gets the lines of all.
class LogReceiver {
 public:
  LogReceiver(const wasinn::sdk::Host& host, const Functions& functions);
  LogReceiver(const LogReceiver&) = delete;
  LogReceiver& operator=(const LogReceiver&) = delete;
  ~LogReceiver();

  const wasinn::sdk::Host& host() const noexcept { return host_; }

 private:
  const wasinn::sdk::Host host_;
};

}  // namespace openvino
