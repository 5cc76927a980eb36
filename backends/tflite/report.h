// SPDX-License-Identifier: Apache-2.0
// Report: what the framework says when something fails, and what kind of failure that is.
#pragma once

#include <cstdarg>
#include <string>
#include <string_view>

#include <wasinn/plugin.h>

namespace lite {

/// Collects the framework's lines about one call. One thread at a time.
class Report {
 public:
  /// For ErrorReporter: adds a line to the Report at `self`.
  static void receive(void* self, const char* format, std::va_list arguments) noexcept;

  void clear() noexcept { text_.clear(); }

  /// All lines in one, without blanks at the ends; `otherwise` when the framework said nothing.
  std::string text(std::string_view otherwise) const;

  /// Throws Failure with `status`, or with WASINN_UNSUPPORTED_OPERATION when the framework lacks an operator. The
  /// message begins with `what`.
  [[noreturn]] void fail(wasinn_status status, std::string_view what) const;

 private:
  std::string text_;
};

/// Whether a message says that an operator, or its version, is missing.
bool lacks_operator(std::string_view message);

}  // namespace lite
