// SPDX-License-Identifier: Apache-2.0
// Status: where a call of TensorFlow says whether it worked, and the exceptions for those that did not.
#pragma once

#include <string>

#include <wasinn/owned.hpp>

#include "tf_api.h"

namespace tf {

using wasinn::sdk::Owned;

/// One place for the outcome of calls, one after the other. Move-only; one thread at a time.
class CallStatus {
 public:
  explicit CallStatus(const Functions& functions)
      : functions_(&functions), status_(functions.NewStatus(), {functions.DeleteStatus}) {}

  Status* get() const noexcept { return status_.get(); }
  bool ok() const noexcept { return functions_->GetCode(get()) == kOk; }
  int code() const noexcept { return functions_->GetCode(get()); }
  std::string message() const { return functions_->Message(get()); }

  /// Throw Failure when the last call failed.
  void check_load() const;
  void check_compute() const;

 private:
  const Functions* functions_;
  Owned<Status> status_;
};

}  // namespace tf
