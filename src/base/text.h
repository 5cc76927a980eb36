// SPDX-License-Identifier: Apache-2.0
// Checks and formats for text that messages and names need.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wasinn {

/// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// `text` with `stand_in` for each byte that is not part of well-formed UTF-8.
std::string as_utf8(std::string_view text, std::string_view stand_in = "?");

/// The longest beginning of `text`, which is UTF-8, that has at most `most` bytes and splits no character.
std::string_view utf8_prefix(std::string_view text, std::size_t most) noexcept;

/// A byte count for people: "1 byte", "512 bytes", "21.4 KiB", "1.0 GiB".
std::string format_byte_size(std::uint64_t bytes);

/// Guest-chosen text made safe for one line on a terminal: control characters and bytes that are not UTF-8 become '?',
/// and at most `most` bytes are kept, never a part of a character ("…" marks the cut).
std::string printable(std::string_view text, std::size_t most = 128);

}  // namespace wasinn
