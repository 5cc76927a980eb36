// SPDX-License-Identifier: Apache-2.0
// What to do about an error: the hints below its line.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "config/config.h"

namespace wasinn::cli {

/// An error as the console shows it.
struct Complaint {
  std::string what;
  std::vector<std::string> hints;
};

/// Splits what to do off an error's message, and adds what the message cannot know: the command that the user gave.
/// `guest` is the guest as it was given, or empty.
Complaint complaint_of(const Error& error, const Config& config, const std::string& guest);

}  // namespace wasinn::cli
