// SPDX-License-Identifier: Apache-2.0
// The list of receivers, which lives as long as the process because the framework's threads do.
#include "log.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace llama {
namespace {

constexpr std::size_t kMostCollected = 600;

struct Receivers {
  std::mutex mutex;
  std::vector<const LogReceiver*> list;
};

Receivers& receivers() {
  static Receivers& all = *new Receivers;
  return all;
}

thread_local ErrorCollector* collector = nullptr;

/// What was told of a line that goes on. It has nothing to destroy: models may be freed, and log that, after a thread
/// has destroyed what it had. Longer lines are handed out in parts.
struct UnfinishedLine {
  char text[1024];
  std::size_t size;
  int level;
};
thread_local UnfinishedLine unfinished{{}, 0, kLogInfo};

// "llama_model_load: error loading model: x" -> "error loading model: x".
std::string_view without_function(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == line.npos) return line;
  const std::string_view name = line.substr(0, colon);
  const auto is_name = [](char c) { return c == '_' || c == ':' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  const bool function = name.find('_') != name.npos && std::all_of(name.begin(), name.end(), is_name);
  return function ? line.substr(colon + 2) : line;
}

void hand_out(int level, const std::string& line) {
  if (level == kLogError && collector != nullptr) collector->add(line);
  const std::lock_guard lock(receivers().mutex);
  for (const LogReceiver* receiver : receivers().list) receiver->host().log(WASINN_LOG_DEBUG, line);
}

void log_line(int level, const char* text, void*) noexcept {
  try {
    if (level != kLogContinued) unfinished.level = level;
    for (; *text != '\0'; ++text) {
      const bool ends = *text == '\n';
      if (!ends) unfinished.text[unfinished.size++] = *text;
      if (!ends && unfinished.size < sizeof unfinished.text) continue;
      const std::size_t size = std::exchange(unfinished.size, 0);
      if (size > 0) hand_out(unfinished.level, std::string(unfinished.text, size));
    }
  } catch (...) {
    // A line that there is no memory for is lost; the framework must not see an exception.
  }
}

// "…/ggml.c:12: GGML_ASSERT(x) failed": the folder is of the machine that built the library.
std::string without_folder(std::string_view message) {
  const std::size_t colon = message.find(": ");
  const std::size_t slash = message.substr(0, colon).rfind('/');
  return std::string(slash == message.npos ? message : message.substr(slash + 1));
}

// ggml ends the process when this returns. Where a collector waits, an exception takes the caller out instead: it
// passes only frames that hold nothing but memory of the failed call.
void on_abort(const char* message) {
  hand_out(kLogError, message);
  if (collector != nullptr) throw std::runtime_error("llama.cpp gave up: " + without_folder(message));
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

ErrorCollector::ErrorCollector() : outer_(collector) {
  collector = this;
}

ErrorCollector::~ErrorCollector() {
  collector = outer_;
}

std::string ErrorCollector::text() const {
  return text_;
}

void ErrorCollector::add(const std::string& line) {
  const std::string_view told = without_function(line);
  if (told.empty() || text_.find(told) != text_.npos || text_.size() + told.size() > kMostCollected) return;
  text_ += (text_.empty() ? "" : "; ") + std::string(told);
}

void route_log(const Functions& functions) {
  functions.log_set(log_line, nullptr);
  functions.ggml_set_abort_callback(on_abort);
}

}  // namespace llama
