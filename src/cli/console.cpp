// SPDX-License-Identifier: Apache-2.0
// Writing to standard error.
#include "cli/console.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace wasinn::cli {
namespace {

constexpr auto kBlink = std::chrono::milliseconds(300);
constexpr auto kStep = std::chrono::milliseconds(100);

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::Debug:
      return spdlog::level::debug;
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Error:
      break;
  }
  return spdlog::level::err;
}

std::unique_ptr<spdlog::logger> make_logger() {
  auto logger = std::make_unique<spdlog::logger>("wasinn", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%l: %v");
  logger->set_level(spdlog::level::warn);
  logger->flush_on(spdlog::level::trace);
  return logger;
}

bool is_break(char c) { return c == '\n' || c == '\r' || c == '\t'; }

}  // namespace

Console::Console() : terminal_(isatty(STDERR_FILENO) == 1), logger_(make_logger()) {}

Console::~Console() = default;

void Console::set_level(LogLevel level) { logger_->set_level(spdlog_level(level)); }

void Console::log(LogLevel level, std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!logger_->should_log(spdlog_level(level))) return;
  clear_progress();
  logger_->log(spdlog_level(level), spdlog::string_view_t(text.data(), text.size()));
}

void Console::error(std::string_view what, const std::vector<std::string>& hints) {
  std::string text = "error: " + one_line(what) + '\n';
  for (const std::string& hint : hints) text += "  " + one_line(hint) + '\n';
  print(text);
}

void Console::print(std::string_view text) {
  const std::lock_guard lock(mutex_);
  clear_progress();
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Console::show_progress(const std::string& text) {
  if (!terminal_) return;
  const std::lock_guard lock(mutex_);
  clear_progress();
  if (text.empty()) return;
  std::fwrite(text.data(), 1, text.size(), stderr);
  progress_shown_ = true;
}

void Console::clear_progress() {
  if (!std::exchange(progress_shown_, false)) return;
  std::fputs("\r\033[K", stderr);
}

Progress::Progress(Console& console, std::string what) : console_(console), what_(std::move(what)) {
  if (console_.is_terminal()) thread_ = std::thread([this] { watch(); });
}

Progress::~Progress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  over_.notify_one();
  thread_.join();
  console_.show_progress("");
}

void Progress::watch() {
  const auto began = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  auto next = began + kBlink;
  while (!over_.wait_until(lock, next, [this] { return done_; })) {
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    char far[48];
    const double share = share_;
    if (share > 0) {
      std::snprintf(far, sizeof far, " ... %.0f %%, %.1f s", 100 * std::min(share, 1.0), taken.count());
    } else {
      std::snprintf(far, sizeof far, " ... %.1f s", taken.count());
    }
    console_.show_progress(what_ + far);
    next += kStep;
  }
}

std::string one_line(std::string_view text) {
  std::string out;
  bool broken = false;
  for (const char c : text) {
    broken = broken || is_break(c);
    if (is_break(c) || (broken && c == ' ')) continue;
    if (broken && !out.empty()) out += ' ';
    broken = false;
    out += c;
  }
  return out;
}

}  // namespace wasinn::cli
