// SPDX-License-Identifier: Apache-2.0
// Views of bytes that somebody else owns.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace wasinn {

/// Read-only bytes. Never owns; valid only as long as its source says.
using ByteView = std::span<const std::byte>;

/// Writable bytes. Never owns.
using MutableBytes = std::span<std::byte>;

/// The bytes of a text.
inline ByteView bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

/// Bytes read as text; no encoding is checked.
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace wasinn
