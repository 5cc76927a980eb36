// SPDX-License-Identifier: Apache-2.0
// Console: everything that the command itself says on standard error, in one voice.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.h"

namespace spdlog {
class logger;
}

namespace wasinn::cli {

/// Standard error: errors with their hints, log lines, and a line of progress where somebody watches. Any thread.
class Console {
 public:
  Console();
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// The least important level that is shown; warnings at first.
  void set_level(LogLevel level);

  /// "warning: text", unless it is below the level.
  void log(LogLevel level, std::string_view text);

  /// "error: what" on one line, and each hint on an indented line of its own.
  void error(std::string_view what, const std::vector<std::string>& hints = {});

  /// Text as it is, for reports that were asked for.
  void print(std::string_view text);

  /// Shows `text` instead of the progress that is shown now; "" clears it. Only for a terminal.
  void show_progress(const std::string& text);

  bool is_terminal() const noexcept { return terminal_; }

 private:
  void clear_progress();

  const bool terminal_;
  std::mutex mutex_;
  bool progress_shown_ = false;
  std::unique_ptr<spdlog::logger> logger_;
};

/// One long step. On a terminal, a step that takes longer than a blink is shown with the seconds it has taken, on one
/// line that is gone when the step is over; elsewhere nothing happens.
class Progress {
 public:
  /// `what`: "compiling guest.wasm". `console` outlives this object.
  Progress(Console& console, std::string what);
  ~Progress();
  /// The step is at `share` of the whole, from 0 to 1. Any thread.
  void reached(double share) noexcept { share_ = share; }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void watch();

  Console& console_;
  const std::string what_;
  std::mutex mutex_;
  std::condition_variable over_;
  bool done_ = false;
  std::atomic<double> share_ = 0;
  std::thread thread_;
};

/// `text` with line breaks and what surrounds them turned into single blanks.
std::string one_line(std::string_view text);

}  // namespace wasinn::cli
