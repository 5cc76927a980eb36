// SPDX-License-Identifier: Apache-2.0
// Checks and formats for text that messages and names need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wasinn {

/// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// A byte count for people: "512 bytes", "21.4 KiB", "1.0 GiB".
std::string format_byte_size(std::uint64_t bytes);

/// Guest-chosen text made safe for one log line: control characters become '?', and at most
/// `most` bytes are kept ("…" marks the cut).
std::string printable(std::string_view text, std::size_t most = 128);

}  // namespace wasinn
