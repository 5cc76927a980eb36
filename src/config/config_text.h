// SPDX-License-Identifier: Apache-2.0
// A Config as the text of a configuration file, with where each decision came from.
#pragma once

#include <span>
#include <string>

#include "config/config.h"

namespace wasinn {

/// Decisions after one source has been read.
struct ConfigStage {
  std::string source;  ///< "gateway.json", for people
  Config config;
};

/// The last of `stages` as a configuration file. What another stage than the first one changed has a comment that names
/// the last stage which did. `stages` has at least one.
std::string config_text(std::span<const ConfigStage> stages);

}  // namespace wasinn
