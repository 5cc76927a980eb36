// SPDX-License-Identifier: Apache-2.0
// For backend authors: messages of frameworks as one line.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace wasinn::sdk {

/// Each run of blanks and line ends becomes one blank; none stay at the ends.
inline std::string in_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace wasinn::sdk
