// SPDX-License-Identifier: Apache-2.0
// Whether the packed files of a zip archive are what the archive says of them.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "format/zip.h"

namespace wasinn::zip {

/// Most bytes that a compressed file of an archive may have once it is unpacked.
inline constexpr std::uint64_t kMostInflated = std::uint64_t{256} << 20;

/// Unpacks an entry that `read_directory` gave for the same archive, keeping none of it, and compares its size and
/// checksum with what the archive says. Time: that of reading the file once.
/// Errors: InvalidEncoding (damaged, packed in a way that is not served), TooLarge (over `kMostInflated`).
Result<void> check_content(ByteView archive, const Entry& entry);

}  // namespace wasinn::zip
