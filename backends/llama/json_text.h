// SPDX-License-Identifier: Apache-2.0
// JSON of guests: read within bounds, quoted in messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace llama {

/// Most bytes and most nesting of options.
inline constexpr std::size_t kMostOptionBytes = std::size_t{256} << 10;
inline constexpr unsigned kMostOptionDepth = 32;

/// The value of `text`. Throws Failure with WASINN_INVALID_ARGUMENT, beginning with `what`, when it has more than
/// `most_bytes`, is nested too deeply or no JSON.
nlohmann::ordered_json parse_json(const std::string& what, std::string_view text,
                                  std::size_t most_bytes = kMostOptionBytes);

/// `value` for messages: at most about 64 bytes in one line.
std::string short_text(const nlohmann::ordered_json& value);

/// `text` with '?' for bytes that do not belong on a line, cut off after `most` bytes.
std::string printable_text(std::string_view text, std::size_t most);

}  // namespace llama
