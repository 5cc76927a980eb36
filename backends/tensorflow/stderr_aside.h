// SPDX-License-Identifier: Apache-2.0
// Keeps what is written to stderr for a moment, to find out what of it a library wrote while it was opened.
#pragma once

#include <string>

namespace tf {

/// From its making to `end`, all that this process writes to stderr goes to memory. Does nothing where that cannot be
/// had. One at a time.
class StderrAside {
 public:
  StderrAside() noexcept;
  StderrAside(const StderrAside&) = delete;
  StderrAside& operator=(const StderrAside&) = delete;
  ~StderrAside();

  /// Gives stderr back and returns what was written.
  std::string end();

 private:
  void restore() noexcept;

  int memory_ = -1;
  int stderr_ = -1;
};

/// Writes `text` to stderr, but for the lines that the framework's log begins in its own way.
void write_foreign_lines(const std::string& text);

/// Whether a line is one of the framework's log before its program has set that up.
bool is_log_line(const std::string& line);

}  // namespace tf
