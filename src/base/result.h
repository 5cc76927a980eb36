// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or an Error, and the short ways to make and pass on errors.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace wasinn {

/// Either a value or an `Error`. Nothing inside wasinn throws across a function that returns one.
template <class T>
using Result = tl::expected<T, Error>;

/// Makes the error half of any `Result`.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Hands on an error that another `Result` carries.
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace wasinn

/// Evaluates `expression` (a Result) and returns its error from the enclosing function, if it has one.
#define WASINN_TRY(expression)                                       \
  do {                                                               \
    if (auto wasinn_try_result = (expression); !wasinn_try_result) { \
      return ::wasinn::fail(std::move(wasinn_try_result).error());   \
    }                                                                \
  } while (false)

#define WASINN_JOIN_(a, b) a##b
#define WASINN_JOIN(a, b) WASINN_JOIN_(a, b)
#define WASINN_ASSIGN_(temporary, target, expression)            \
  auto temporary = (expression);                                 \
  if (!temporary) {                                              \
    return ::wasinn::fail(std::move(temporary).error());         \
  }                                                              \
  target = std::move(*temporary)

/// `WASINN_ASSIGN(auto value, f())`: declares or assigns `value` from a Result, or returns its error.
#define WASINN_ASSIGN(target, expression) \
  WASINN_ASSIGN_(WASINN_JOIN(wasinn_result_, __LINE__), target, expression)
