// SPDX-License-Identifier: Apache-2.0
// The table from plug-in statuses to error codes, and the cleaning of texts.
#include "plugin/call_error.h"

#include <cstring>
#include <string_view>

#include "base/text.h"

namespace wasinn {
namespace {

constexpr std::size_t kMostMessageBytes = 16 * 1024;

}  // namespace

ErrorCode error_code_of(wasinn_status status) noexcept {
  switch (status) {
    case WASINN_INVALID_ARGUMENT: return ErrorCode::InvalidArgument;
    case WASINN_INVALID_ENCODING: return ErrorCode::InvalidEncoding;
    case WASINN_TIMEOUT: return ErrorCode::Timeout;
    case WASINN_RUNTIME_ERROR: return ErrorCode::RuntimeError;
    case WASINN_UNSUPPORTED_OPERATION: return ErrorCode::UnsupportedOperation;
    case WASINN_TOO_LARGE: return ErrorCode::TooLarge;
    case WASINN_NOT_FOUND: return ErrorCode::NotFound;
    case WASINN_SECURITY: return ErrorCode::Security;
    case WASINN_END_OF_SEQUENCE: return ErrorCode::EndOfSequence;
    case WASINN_CONTEXT_FULL: return ErrorCode::ContextFull;
    case WASINN_PROMPT_TOO_LONG: return ErrorCode::PromptTooLong;
    default: return ErrorCode::Unknown;
  }
}

std::string plugin_text(const char* text) { return text == nullptr ? std::string() : as_utf8(text); }

std::string plugin_message(const char* text) {
  if (text == nullptr) return {};
  const std::size_t size = std::strlen(text);
  if (size <= kMostMessageBytes) return as_utf8({text, size});
  const std::string_view start = utf8_prefix({text, size}, kMostMessageBytes);
  return as_utf8(start) + "… (" + std::to_string(size - start.size()) + " more bytes)";
}

tl::unexpected<Error> plugin_contradiction(const std::string& what) {
  return fail(ErrorCode::RuntimeError, "the plug-in contradicts its interface: " + what);
}

Error CallError::with(wasinn_status status) const {
  Error error{error_code_of(status), plugin_message(raw_.message)};
  if (error.message.empty()) error.message = "the plug-in failed with status " + std::to_string(status);
  return error;
}

}  // namespace wasinn
