// SPDX-License-Identifier: Apache-2.0
// Error codes and the error value that every layer returns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wasinn {

/// What went wrong, classed by what the caller can do next. The first nine are the `error-code`
/// enumeration of `wasi:nn` in its order; each guest ABI says what it makes of the others.
enum class ErrorCode : std::uint8_t {
  InvalidArgument = 0,       ///< The caller passed something wrong and can pass something else.
  InvalidEncoding = 1,       ///< The model is not what its encoding says, or nothing reads that encoding.
  Timeout = 2,               ///< A deadline passed.
  RuntimeError = 3,          ///< The framework failed.
  UnsupportedOperation = 4,  ///< Nothing here can serve the request.
  TooLarge = 5,              ///< A limit or a buffer is too small.
  NotFound = 6,              ///< No graph has that name.
  Security = 7,              ///< The operator does not allow it.
  Unknown = 8,               ///< None of the others.
  Busy = 9,                  ///< The object is in use by another thread.
  NamesHostFile = 10,        ///< What a guest gave refers to a file of the host.
  EndOfSequence = 11,        ///< A model that gives its output in pieces has no more of them.
  ContextFull = 12,          ///< A language model has no room left; what it gave until then counts.
  PromptTooLong = 13,        ///< A prompt alone has no room in a language model.
  ModelMissing = 14,         ///< The file of a named language model cannot be read.
};

/// Name of a code in the spelling of the standard, for example "invalid-argument".
/// The text is static. Safe from any thread.
std::string_view error_code_name(ErrorCode code) noexcept;

/// An error: a code to act on and a text to read ("what was asked, what was found, what would work").
/// A plain value; messages may name host paths, so text for guests goes through `guest_error_text`.
struct Error {
  ErrorCode code = ErrorCode::Unknown;
  std::string message;

  /// The same error with `where` and ": " put before its message.
  Error within(std::string_view where) &&;
};

/// Most bytes of error text that a guest ever sees.
inline constexpr std::size_t kGuestErrorTextBytes = 1024;

/// The message of `error` as a guest may read it: host paths that begin with a slash, a dot or a tilde and addresses
/// (0x…) are replaced by "…", bytes that are not UTF-8 by "?", and the text is cut at `kGuestErrorTextBytes` bytes
/// without splitting a character. Messages of our own put paths into quotes, so that blanks in them are known as such.
std::string guest_error_text(const Error& error);

}  // namespace wasinn
