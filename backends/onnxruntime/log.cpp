// SPDX-License-Identifier: Apache-2.0
// The list of receivers, which lives as long as the process because the framework's threads do.
#include "log.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "message.h"
#include "ort_api.h"

namespace ort {
namespace {

struct Receivers {
  std::mutex mutex;
  std::vector<const LogReceiver*> list;
};

Receivers& receivers() {
  static Receivers& all = *new Receivers;
  return all;
}

std::uint32_t level_of(int severity) {
  switch (severity) {
    case kVerbose: return WASINN_LOG_DEBUG;
    case kInfo: return WASINN_LOG_INFO;
    case kWarning: return WASINN_LOG_WARNING;
    default: return WASINN_LOG_ERROR;
  }
}

}  // namespace

LogReceiver::LogReceiver(const wasinn::sdk::Host& host) : host_(host) {
  const std::lock_guard lock(receivers().mutex);
  receivers().list.push_back(this);
}

LogReceiver::~LogReceiver() {
  const std::lock_guard lock(receivers().mutex);
  std::erase(receivers().list, this);
}

void log_line(void*, int severity, const char*, const char*, const char*, const char* message) noexcept {
  try {
    const std::string text = clean_message(message);
    const std::lock_guard lock(receivers().mutex);
    for (const LogReceiver* receiver : receivers().list) receiver->host().log(level_of(severity), text);
  } catch (...) {
    // A line that there is no memory for is lost; the framework must not see an exception.
  }
}

}  // namespace ort
