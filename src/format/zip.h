// SPDX-License-Identifier: Apache-2.0
// The table of contents of an untrusted zip archive, read in place; nothing is inflated here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::zip {

/// Most files and folders of an archive that is served.
inline constexpr std::uint64_t kMostEntries = 65535;

/// Compression methods that model formats use.
inline constexpr std::uint16_t kStored = 0;
inline constexpr std::uint16_t kDeflated = 8;

/// One file or folder of an archive. Borrows from the archive's bytes.
struct Entry {
  std::string_view name;              ///< a relative path with '/', checked; a folder's ends with '/'
  std::uint16_t method = kStored;     ///< how the data is packed
  std::uint32_t crc32 = 0;            ///< of the unpacked data, as the archive says
  std::uint64_t size = 0;             ///< bytes unpacked, as the archive says
  std::uint64_t header_offset = 0;    ///< where its local header begins in the archive
  std::uint64_t data_offset = 0;      ///< where its packed data begins in the archive
  std::uint64_t compressed_size = 0;  ///< bytes packed; data_offset + compressed_size lies inside the archive

  bool is_folder() const noexcept { return name.ends_with('/'); }
};

/// Whether the bytes begin as a zip archive does.
bool recognise(ByteView archive) noexcept;

/// Reads the central directory, with its zip64 form, and compares it with each local header. Entries come in the
/// directory's order. Their data neither overlaps nor leaves the archive.
/// Errors: InvalidEncoding (cut off, inconsistent, encrypted, in several volumes, more than `kMostEntries`), Security
/// (names that are absolute, have "..", ".", empty parts, backslashes, colons of drives or control characters, or come
/// twice; entries that are links or devices).
Result<std::vector<Entry>> read_directory(ByteView archive);

/// The packed data of an entry that `read_directory` gave for the same archive.
inline ByteView packed_data(ByteView archive, const Entry& entry) noexcept {
  return archive.subspan(static_cast<std::size_t>(entry.data_offset), static_cast<std::size_t>(entry.compressed_size));
}

}  // namespace wasinn::zip
