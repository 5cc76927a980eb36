// SPDX-License-Identifier: Apache-2.0
// The wall between embedding programs and wasinn: arguments are checked, errors become statuses, no exception passes.
#pragma once

#include <exception>
#include <initializer_list>
#include <new>
#include <string>

#include <wasinn/wasinn.h>

#include "base/result.h"

namespace wasinn::capi {

/// A pointer that a function was given and that must not be NULL.
struct Argument {
  template <class T>
  Argument(const char* called, T* value) : name(called), given(value != nullptr) {}

  const char* name;
  bool given;
};

/// The status for a code. What only guests tell apart becomes what a program can act on.
wasinn_status status_of(ErrorCode code) noexcept;

/// The code for a status that a callback of the embedding program returned; Unknown for other numbers.
ErrorCode code_of(wasinn_status status) noexcept;

/// Fills `*error`, where it is not null, and gives the status.
wasinn_status refuse(wasinn_error* error, const Error& why) noexcept;

/// Errors: InvalidArgument; the message names the function and the first argument that is NULL.
Result<void> check_given(const char* function, std::initializer_list<Argument> arguments);

/// What every public function that returns a status is made of: checks that `arguments` are there, calls `serve`, which
/// returns a Result<void>, and turns what it says or throws into a status.
template <class Serve>
wasinn_status answer(const char* function, wasinn_error* error, std::initializer_list<Argument> arguments,
                     const Serve& serve) noexcept {
  try {
    Result<void> served = check_given(function, arguments);
    if (served) served = serve();
    if (served) return WASINN_OK;
    return refuse(error, served.error());
  } catch (const std::bad_alloc&) {
    return refuse(error, {ErrorCode::TooLarge, {}});
  } catch (const std::exception& failure) {
    try {
      return refuse(error, {ErrorCode::RuntimeError, std::string(function) + ": " + failure.what()});
    } catch (...) {
      return refuse(error, {ErrorCode::TooLarge, {}});
    }
  } catch (...) {
    return refuse(error, {ErrorCode::RuntimeError, {}});
  }
}

/// A text of the caller's. Errors: InvalidArgument when it is NULL; `what` names it: "arguments[2]".
Result<std::string> read_text(const char* text, const std::string& what);

}  // namespace wasinn::capi
