// SPDX-License-Identifier: Apache-2.0
// llama.cpp's log, of which a process has one, on its way to the hosts of the opened backends.
#pragma once

#include <string>

#include <wasinn/plugin.hpp>

#include "llama_api.h"

namespace llama {

/// While it lives, what llama.cpp logs goes to `host` too, at debug level. Any thread.
class LogReceiver {
 public:
  explicit LogReceiver(const wasinn::sdk::Host& host);
  LogReceiver(const LogReceiver&) = delete;
  LogReceiver& operator=(const LogReceiver&) = delete;
  ~LogReceiver();

  const wasinn::sdk::Host& host() const noexcept { return host_; }

 private:
  const wasinn::sdk::Host& host_;
};

/// While it lives, keeps the errors that llama.cpp logs on this thread: it reports most failures in no other way.
/// Aborts that llama.cpp wants to end the process with become exceptions on this thread meanwhile, because they are
/// what a bad model or option comes to; on other threads they stay what they are.
class ErrorCollector {
 public:
  ErrorCollector();
  ErrorCollector(const ErrorCollector&) = delete;
  ErrorCollector& operator=(const ErrorCollector&) = delete;
  ~ErrorCollector();

  /// The first errors in one line, without the names of llama.cpp's functions; "" for none.
  std::string text() const;

  /// For log.cpp.
  void add(const std::string& line);

 private:
  std::string text_;
  ErrorCollector* outer_;
};

/// Sends what llama.cpp and ggml log to the receivers and collectors, and their aborts to the collectors.
void route_log(const Functions& functions);

}  // namespace llama
