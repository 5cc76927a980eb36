// SPDX-License-Identifier: Apache-2.0
// Turns what PyTorch throws into the failures of the plug-in boundary, and keeps it off stdout and stderr meanwhile.
#pragma once

#include <exception>
#include <new>
#include <utility>

#include <c10/util/Exception.h>

#include <wasinn/plugin.hpp>

#include "message.h"

namespace pytorch {

/// Swallows the warnings of its thread while it lives: they are about somebody's model, and not the host's.
class SilentWarnings {
 public:
  SilentWarnings() : guard_(&handler_) {}

 private:
  struct Nothing : c10::WarningHandler {
    void process(const c10::Warning& /*warning*/) override {}
  };

  Nothing handler_;
  c10::WarningUtils::WarningHandlerGuard guard_;
};

/// Runs `body`. Failures and lack of memory pass; what else it throws becomes a Failure whose status `classify` tells from
/// the message.
template <class Body>
decltype(auto) with_failures(wasinn_status (*classify)(std::string_view), Body&& body) {
  const SilentWarnings silence;
  try {
    return std::forward<Body>(body)();
  } catch (const wasinn::sdk::Failure&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const c10::Error& error) {
    const char* message = error.what_without_backtrace();
    throw wasinn::sdk::Failure(classify(message), clean_message(message));
  } catch (const std::exception& error) {
    throw wasinn::sdk::Failure(classify(error.what()), clean_message(error.what()));
  }
}

}  // namespace pytorch
