// SPDX-License-Identifier: Apache-2.0
// BackendOptions: what the operator decides for one backend, in words that only the backend knows.
#pragma once

#include <map>
#include <string>

namespace wasinn {

/// Values by key, such as {"precision", "f32"}. A backend refuses what it does not know when it is opened.
using BackendOptions = std::map<std::string, std::string>;

/// Options by the name of the backend that they are for.
using OptionsByBackend = std::map<std::string, BackendOptions>;

}  // namespace wasinn
