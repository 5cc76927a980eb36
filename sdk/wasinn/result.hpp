// SPDX-License-Identifier: Apache-2.0
// For embedding programs: Result, a value or the Error that kept a call from having one; nothing is thrown unless asked for.
//
// It is a type of this header, not std::expected, so that programs in C++20 and in C++23 read and link the same interface.
#pragma once

#include <wasinn/owned.hpp>
#include <wasinn/wasinn.h>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// The inline namespace keeps these classes apart from those inside a library that is linked in statically.
namespace wasinn {
inline namespace embedding {

/// What became of a call, in the numbers of <wasinn/types.h>.
enum class Status : std::uint32_t {
  Ok = WASINN_OK,
  InvalidArgument = WASINN_INVALID_ARGUMENT,
  InvalidEncoding = WASINN_INVALID_ENCODING,
  Timeout = WASINN_TIMEOUT,
  RuntimeError = WASINN_RUNTIME_ERROR,
  UnsupportedOperation = WASINN_UNSUPPORTED_OPERATION,
  TooLarge = WASINN_TOO_LARGE,
  NotFound = WASINN_NOT_FOUND,
  Security = WASINN_SECURITY,
  Unknown = WASINN_UNKNOWN,
  EndOfSequence = WASINN_END_OF_SEQUENCE,
  ContextFull = WASINN_CONTEXT_FULL,
  PromptTooLong = WASINN_PROMPT_TOO_LONG,
  Busy = WASINN_BUSY,
};

/// In the spelling of the standard: "invalid-argument".
inline std::string_view name(Status status) noexcept {
  return wasinn_status_name(static_cast<wasinn_status>(status));
}

/// Why a call failed. The message says what was asked, what was found and what would work.
struct Error {
  Status status = Status::Unknown;
  std::string message{};
};

/// What Result::value throws in place of a value.
class FailedCall : public std::runtime_error {
 public:
  explicit FailedCall(const Error& error) : std::runtime_error(error.message), status_(error.status) {}

  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

namespace detail {

/// Ends what cannot go on without a value; a program without exceptions ends.
[[noreturn]] inline void fail([[maybe_unused]] const Error& error) {
#if defined(__cpp_exceptions)
  throw FailedCall(error);
#else
  std::abort();
#endif
}

/// Calls what the program gave as a callback. What it throws ends here: answers false, with its text in `trouble`.
template <class Callback>
bool contained(Callback&& callback, std::string& trouble) noexcept {
#if defined(__cpp_exceptions)
  try {
    callback();
    return true;
  } catch (const std::exception& thrown) {
    try {
      trouble = thrown.what();
    } catch (...) {
      trouble.clear();
    }
  } catch (...) {
    trouble.clear();
  }
  return false;
#else
  static_cast<void>(trouble);
  callback();
  return true;
#endif
}

}  // namespace detail

/// A T, or the Error that says why there is none. Asking for the one that is not there is undefined, as with std::optional;
/// value() throws FailedCall instead.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const noexcept { return held_.index() == 0; }

  T& operator*() & noexcept { return *std::get_if<0>(&held_); }
  const T& operator*() const& noexcept { return *std::get_if<0>(&held_); }
  T operator*() && { return std::move(*std::get_if<0>(&held_)); }
  T* operator->() noexcept { return std::get_if<0>(&held_); }
  const T* operator->() const noexcept { return std::get_if<0>(&held_); }

  T& value() & { return checked(), **this; }
  T value() && { return checked(), *std::move(*this); }

  const Error& error() const& noexcept { return *std::get_if<1>(&held_); }
  Error error() && { return std::move(*std::get_if<1>(&held_)); }

 private:
  void checked() const {
    if (!*this) detail::fail(error());
  }

  std::variant<T, Error> held_;
};

/// Success, or the Error that says why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  explicit operator bool() const noexcept { return !error_; }

  void value() const {
    if (error_) detail::fail(*error_);
  }

  const Error& error() const& noexcept { return *error_; }
  Error error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

namespace detail {

/// The error of a function of the C interface, given back when it goes out of scope.
struct RawError {
  wasinn_error raw{};

  RawError() = default;
  RawError(const RawError&) = delete;
  RawError& operator=(const RawError&) = delete;
  ~RawError() { wasinn_error_clear(&raw); }

  Error with(wasinn_status status) const {
    return {static_cast<Status>(status), raw.message != nullptr ? raw.message : ""};
  }
};

/// call(wasinn_error*) is one call of the C interface.
template <class Call>
Result<void> attempt(Call&& call) {
  RawError error;
  const wasinn_status status = call(&error.raw);
  if (status != WASINN_OK) return error.with(status);
  return {};
}

/// An object of the C interface with what must outlive it: the host's callbacks.
template <class Raw>
struct Handle {
  std::shared_ptr<const void> host;
  sdk::Owned<Raw> raw;
};

/// call(Raw**, wasinn_error*) makes an object of the C interface; the result is an Object made from its Handle.
template <class Object, class Raw, class Call>
Result<Object> make(std::shared_ptr<const void> host, void (*release)(Raw*), Call&& call) {
  Raw* made = nullptr;
  Result<void> done = attempt([&](wasinn_error* error) { return call(&made, error); });
  if (!done) return std::move(done).error();
  return Object(Handle<Raw>{std::move(host), sdk::Owned<Raw>(made, {release})});
}

/// NULL for an empty text, which stands for "not said".
inline const char* text_or_null(const std::string& text) noexcept { return text.empty() ? nullptr : text.c_str(); }

}  // namespace detail
}  // namespace embedding
}  // namespace wasinn
