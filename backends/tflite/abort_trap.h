// SPDX-License-Identifier: Apache-2.0
// Keeps the process alive where the framework would end it.
//
// Some of the framework's own checks end in a call of abort. What the library imports as abort, __assert_fail and exit is led here instead, and a call that got
// there is left by a jump back to where `survives` was called.
#pragma once

#include <csetjmp>

namespace lite {

/// Leads those functions here, for calls by the library at `handle` of dlopen only. Returns whether it found any; the
/// library then never ends the process from within `survives`. Any number of times.
bool trap_aborts(void* handle) noexcept;

namespace detail {
/// Where this thread goes when the framework gives up; null: it ends the process as it wants to.
extern thread_local std::jmp_buf* landing;
}  // namespace detail

/// Calls `call`, which calls the framework. False when the framework gave up: what it worked on is then in pieces and
/// must neither be used nor given back, as its destructors did not run and its threads may still be busy with it. Only
/// the calling thread is caught, not the framework's own. `call` may throw; it has no object with a destructor in scope
/// while it calls the framework.
template <class Call>
bool survives(const Call& call) {
  std::jmp_buf here;
  if (setjmp(here) != 0) {
    detail::landing = nullptr;
    return false;
  }
  detail::landing = &here;
  try {
    call();
  } catch (...) {
    detail::landing = nullptr;
    throw;
  }
  detail::landing = nullptr;
  return true;
}

}  // namespace lite
