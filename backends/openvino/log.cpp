// SPDX-License-Identifier: Apache-2.0
// The list of receivers, which lives as long as the process because the framework's threads do.
#include "log.h"

#include <mutex>
#include <string>
#include <vector>

#include "message.h"

namespace openvino {
namespace {

struct Receivers {
  std::mutex mutex;
  std::vector<const LogReceiver*> list;
};

Receivers& receivers() {
  static Receivers& all = *new Receivers;
  return all;
}

void log_line(const char* message) noexcept {
  try {
    const std::string text = clean_message(message);
    const std::lock_guard lock(receivers().mutex);
    for (const LogReceiver* receiver : receivers().list) receiver->host().log(WASINN_LOG_INFO, text);
  } catch (...) {
    // A line that there is no memory for is lost; the framework must not see an exception.
  }
}

}  // namespace

LogReceiver::LogReceiver(const wasinn::sdk::Host& host, const Functions& functions) : host_(host) {
  const std::lock_guard lock(receivers().mutex);
  receivers().list.push_back(this);
  if (functions.util_set_log_callback != nullptr) functions.util_set_log_callback(log_line);
}

LogReceiver::~LogReceiver() {
  const std::lock_guard lock(receivers().mutex);
  std::erase(receivers().list, this);
}

}  // namespace openvino
