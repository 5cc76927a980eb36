// SPDX-License-Identifier: Apache-2.0
// A short list of names.
#include "engine/callable_names.h"

#include <algorithm>

#include "base/text.h"

namespace wasinn::engine {

std::string callable_text(const std::vector<std::string>& names) {
  constexpr std::size_t kMostShown = 12;
  if (names.empty()) return "it exports no function that takes no arguments";
  std::string text = "--invoke can call ";
  for (std::size_t i = 0; i < std::min(names.size(), kMostShown); ++i) {
    if (i > 0) text += ", ";
    text += printable(names[i]);
  }
  if (names.size() > kMostShown) text += " and " + std::to_string(names.size() - kMostShown) + " more";
  return text;
}

}  // namespace wasinn::engine
