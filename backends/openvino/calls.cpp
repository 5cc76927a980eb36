// SPDX-License-Identifier: Apache-2.0
// Reasons of failures, and the exceptions for them.
#include "calls.h"

#include <wasinn/plugin.hpp>

#include "message.h"

namespace openvino {

std::string Call::reason() {
  const char* raw = calls_.functions_.get_last_err_msg();
  const std::string text = raw == nullptr ? "" : clean_message(raw);
  if (raw != nullptr) calls_.functions_.free(raw);
  // In this order: a call that left its own reason runs still, or has counted its failure.
  const bool alone = calls_.running_ == 1 && calls_.failures_ == failures_before_;
  failures_before_ = ++calls_.failures_;
  return alone ? text : "the framework failed; its reason is not known, as other calls were running";
}

void Call::check(int status) {
  if (status != kOk) throw wasinn::sdk::Failure(WASINN_RUNTIME_ERROR, reason());
}

}  // namespace openvino
