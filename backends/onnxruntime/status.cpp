// SPDX-License-Identifier: Apache-2.0
// The exceptions for failed calls.
#include "status.h"

#include <string>

#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "message.h"

namespace ort {

using wasinn::sdk::Owned;
namespace {

using wasinn::sdk::Failure;

template <class Classify>
[[noreturn]] void throw_failure(const Functions& functions, Status* status, Classify classify) {
  const Owned<Status> owned(status, {functions.ReleaseStatus});
  const std::string message = functions.GetErrorMessage(status);
  throw Failure(classify(functions.GetErrorCode(status), message), clean_message(message));
}

}  // namespace

void throw_load_failure(const Functions& functions, Status* status) {
  throw_failure(functions, status, load_failure_status);
}

void throw_compute_failure(const Functions& functions, Status* status) {
  throw_failure(functions, status, compute_failure_status);
}

void check(const Functions& functions, Status* status) {
  if (status == nullptr) return;
  throw_failure(functions, status, [](int, const std::string&) { return wasinn_status{WASINN_RUNTIME_ERROR}; });
}

}  // namespace ort
