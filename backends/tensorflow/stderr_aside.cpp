// SPDX-License-Identifier: Apache-2.0
// Exchanging the file behind stderr.
#include "stderr_aside.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cctype>
#include <sstream>

namespace tf {

StderrAside::StderrAside() noexcept {
  stderr_ = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  memory_ = stderr_ < 0 ? -1 : memfd_create("stderr", MFD_CLOEXEC);
  if (memory_ >= 0) dup2(memory_, STDERR_FILENO);
}

StderrAside::~StderrAside() {
  restore();
  if (memory_ >= 0) close(memory_);
}

void StderrAside::restore() noexcept {
  if (stderr_ < 0) return;
  if (memory_ >= 0) dup2(stderr_, STDERR_FILENO);
  close(stderr_);
  stderr_ = -1;
}

std::string StderrAside::end() {
  restore();
  std::string text;
  char buffer[4096];
  if (memory_ >= 0) lseek(memory_, 0, SEEK_SET);
  for (ssize_t got = 1; memory_ >= 0 && got > 0;) {
    got = read(memory_, buffer, sizeof buffer);
    if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

bool is_log_line(const std::string& line) {
  if (line.starts_with("WARNING: All log messages before absl::InitializeLog()")) return true;
  if (line.size() < 6 || std::string("IWEF").find(line[0]) == std::string::npos || line[5] != ' ') return false;
  for (std::size_t i = 1; i < 5; ++i) {
    if (std::isdigit(static_cast<unsigned char>(line[i])) == 0) return false;
  }
  return line.find(".cc:") != std::string::npos;
}

void write_foreign_lines(const std::string& text) {
  std::string kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!is_log_line(line)) kept += line + (lines.eof() ? "" : "\n");
  }
  std::size_t done = 0;
  while (done < kept.size()) {
    const ssize_t written = write(STDERR_FILENO, kept.data() + done, kept.size() - done);
    if (written <= 0) return;
    done += static_cast<std::size_t>(written);
  }
}

}  // namespace tf
