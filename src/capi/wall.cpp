// SPDX-License-Identifier: Apache-2.0
// Statuses, and errors as the caller gets them.
#include "capi/wall.h"

#include <cstring>

namespace wasinn::capi {
namespace {

void release_message(wasinn_error* error) {
  delete[] error->message;
  *error = {};
}

/// A copy that `release_message` gives back; nullptr when there is no memory.
const char* copy_of(const std::string& text) noexcept {
  char* const copy = new (std::nothrow) char[text.size() + 1];
  if (copy != nullptr) std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

}  // namespace

wasinn_status status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::InvalidArgument:
      return WASINN_INVALID_ARGUMENT;
    case ErrorCode::InvalidEncoding:
      return WASINN_INVALID_ENCODING;
    case ErrorCode::Timeout:
      return WASINN_TIMEOUT;
    case ErrorCode::RuntimeError:
    case ErrorCode::ModelMissing:
      return WASINN_RUNTIME_ERROR;
    case ErrorCode::UnsupportedOperation:
      return WASINN_UNSUPPORTED_OPERATION;
    case ErrorCode::TooLarge:
      return WASINN_TOO_LARGE;
    case ErrorCode::NotFound:
      return WASINN_NOT_FOUND;
    case ErrorCode::Security:
    case ErrorCode::NamesHostFile:
      return WASINN_SECURITY;
    case ErrorCode::Busy:
      return WASINN_BUSY;
    case ErrorCode::EndOfSequence:
      return WASINN_END_OF_SEQUENCE;
    case ErrorCode::ContextFull:
      return WASINN_CONTEXT_FULL;
    case ErrorCode::PromptTooLong:
      return WASINN_PROMPT_TOO_LONG;
    case ErrorCode::Unknown:
      break;
  }
  return WASINN_UNKNOWN;
}

ErrorCode code_of(wasinn_status status) noexcept {
  for (int number = 0; number <= static_cast<int>(ErrorCode::PromptTooLong); ++number) {
    const auto code = static_cast<ErrorCode>(number);
    if (status_of(code) == status) return code;
  }
  return ErrorCode::Unknown;
}

wasinn_status refuse(wasinn_error* error, const Error& why) noexcept {
  const wasinn_status status = status_of(why.code);
  if (error == nullptr) return status;
  *error = {};
  if (!why.message.empty()) error->message = copy_of(why.message);
  if (error->message != nullptr) {
    error->release = release_message;
  } else {
    error->message = why.code == ErrorCode::TooLarge ? "out of memory" : "no reason is known";
  }
  return status;
}

Result<void> check_given(const char* function, std::initializer_list<Argument> arguments) {
  for (const Argument& argument : arguments) {
    if (argument.given) continue;
    return fail(ErrorCode::InvalidArgument, std::string(function) + ": " + argument.name + " is NULL");
  }
  return {};
}

Result<std::string> read_text(const char* text, const std::string& what) {
  if (text == nullptr) return fail(ErrorCode::InvalidArgument, what + " is NULL");
  return std::string(text);
}

}  // namespace wasinn::capi

const char* wasinn_version(void) { return WASINN_VERSION; }

const char* wasinn_status_name(wasinn_status status) {
  if (status == WASINN_OK) return "ok";
  return wasinn::error_code_name(wasinn::capi::code_of(status)).data();
}

void wasinn_error_clear(wasinn_error* error) {
  if (error == nullptr) return;
  if (error->release != nullptr) error->release(error);
  *error = {};
}
