// SPDX-License-Identifier: Apache-2.0
// The zip format. Source: PKWARE's APPNOTE.TXT 6.3.10, whose section numbers stand beside the records.
#include "format/zip.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/checked.h"
#include "base/text.h"

namespace wasinn::zip {
namespace {

// Signatures as little-endian numbers.
constexpr std::uint32_t kLocalHeader = 0x04034b50;      // 4.3.7
constexpr std::uint32_t kCentralHeader = 0x02014b50;    // 4.3.12
constexpr std::uint32_t kEnd = 0x06054b50;              // 4.3.16
constexpr std::uint32_t kZip64End = 0x06064b50;         // 4.3.14
constexpr std::uint32_t kZip64Locator = 0x07064b50;     // 4.3.15

// Sizes of the records without their texts.
constexpr std::size_t kLocalHeaderSize = 30;
constexpr std::size_t kCentralHeaderSize = 46;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kZip64EndSize = 56;
constexpr std::size_t kZip64LocatorSize = 20;

constexpr std::uint16_t kZip64Extra = 1;  // 4.5.3
constexpr std::uint32_t kInZip64Extra = 0xFFFFFFFF;
constexpr std::uint16_t kEncrypted = 1U << 0U | 1U << 6U | 1U << 13U;  // 4.4.4
constexpr std::uint16_t kSizesFollowData = 1U << 3U;

// The kinds of files in the mode that Unix programs put into the upper half of the external attributes.
constexpr std::uint32_t kModeKind = 0170000;
constexpr std::uint32_t kModeFile = 0100000;
constexpr std::uint32_t kModeFolder = 0040000;
constexpr std::uint32_t kMadeByUnix = 3;

template <class T>
T number_at(ByteView bytes, std::size_t offset) noexcept {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(value | std::to_integer<T>(bytes[offset + i]) << (8U * i));
  }
  return value;
}

std::uint16_t u16(ByteView bytes, std::size_t offset) noexcept { return number_at<std::uint16_t>(bytes, offset); }
std::uint32_t u32(ByteView bytes, std::size_t offset) noexcept { return number_at<std::uint32_t>(bytes, offset); }
std::uint64_t u64(ByteView bytes, std::size_t offset) noexcept { return number_at<std::uint64_t>(bytes, offset); }

tl::unexpected<Error> broken(const std::string& what) {
  return fail(ErrorCode::InvalidEncoding, "the zip archive is broken: " + what);
}

tl::unexpected<Error> broken(const std::string& what, std::string_view name) {
  return broken(what + " ('" + printable(name) + "')");
}

/// `length` bytes at `offset`, or nothing when they leave `bytes`.
std::optional<ByteView> part(ByteView bytes, std::uint64_t offset, std::uint64_t length) noexcept {
  const auto end = checked_add(offset, length);
  if (!end || *end > bytes.size()) return std::nullopt;
  return bytes.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
}

/// Where the central directory lies.
struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t entries = 0;
  std::uint64_t end = 0;  ///< where the records after it begin
};

/// The end record is the last of the archive but for a comment, whose length it says.
std::optional<std::size_t> find_end(ByteView archive) noexcept {
  constexpr std::size_t kMostComment = 0xFFFF;
  for (std::size_t comment = 0; comment <= kMostComment && comment + kEndSize <= archive.size(); ++comment) {
    const std::size_t at = archive.size() - kEndSize - comment;
    if (u32(archive, at) == kEnd && u16(archive, at + 20) == comment) return at;
  }
  return std::nullopt;
}

/// The larger record that stands in for an end record whose numbers do not fit, when there is one.
Result<void> read_zip64_end(ByteView archive, Directory& directory) {
  if (directory.end < kZip64LocatorSize) return {};
  const auto locator_at = static_cast<std::size_t>(directory.end - kZip64LocatorSize);
  if (u32(archive, locator_at) != kZip64Locator) return {};
  const auto record = part(archive, u64(archive, locator_at + 8), kZip64EndSize);
  if (!record || u32(*record, 0) != kZip64End) return broken("its zip64 end record is missing");
  if (u32(archive, locator_at + 4) != 0 || u32(*record, 16) != 0 || u32(*record, 20) != 0 ||
      u64(*record, 24) != u64(*record, 32)) {
    return broken("it has several volumes");
  }
  directory = {u64(*record, 48), u64(*record, 40), u64(*record, 32), u64(archive, locator_at + 8)};
  return {};
}

Result<Directory> find_directory(ByteView archive) {
  const auto at = find_end(archive);
  if (!at) return broken("it has no end record, as if its end were cut off");
  const ByteView end = archive.subspan(*at, kEndSize);
  Directory directory{u32(end, 16), u32(end, 12), u16(end, 10), *at};
  WASINN_TRY(read_zip64_end(archive, directory));
  const bool volumes = directory.end == *at && (u16(end, 4) != 0 || u16(end, 6) != 0 || u16(end, 8) != u16(end, 10));
  if (volumes) return broken("it has several volumes");
  if (directory.entries > kMostEntries) {
    return fail(ErrorCode::InvalidEncoding, "the zip archive has " + std::to_string(directory.entries) +
                                                " entries; at most " + std::to_string(kMostEntries) + " are served");
  }
  const auto directory_end = checked_add(directory.offset, directory.size);
  if (!directory_end || *directory_end > directory.end) return broken("its directory lies outside of it");
  return directory;
}

/// The zip64 extra field among `extra`; empty when there is none or what is there is no list of fields.
ByteView zip64_extra(ByteView extra) noexcept {
  while (extra.size() >= 4) {
    const auto field = part(extra, 4, u16(extra, 2));
    if (!field) return {};
    if (u16(extra, 0) == kZip64Extra) return *field;
    extra = extra.subspan(4 + field->size());
  }
  return {};
}

/// Takes the 64-bit value of each number that is marked as not fitting, in the order that the field has them.
Result<void> widen(ByteView field, std::initializer_list<std::uint64_t*> numbers, std::string_view name) {
  for (std::uint64_t* number : numbers) {
    if (*number != kInZip64Extra) continue;
    if (field.size() < 8) return broken("a size of its 64-bit fields is missing", name);
    *number = u64(field, 0);
    field = field.subspan(8);
  }
  return {};
}

bool is_safe_component(std::string_view component) {
  return !component.empty() && component != "." && component != ".." &&
         std::all_of(component.begin(), component.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '\\';
         });
}

/// Whether the name is a relative path that stays inside the folder where it is unpacked.
bool is_safe_name(std::string_view name) {
  if (name.ends_with('/')) name.remove_suffix(1);
  if (name.size() > 4096 || (name.size() > 1 && name[1] == ':')) return false;
  while (true) {
    const std::size_t slash = name.find('/');
    if (!is_safe_component(name.substr(0, slash))) return false;
    if (slash == name.npos) return true;
    name.remove_prefix(slash + 1);
  }
}

Result<void> check_kind(ByteView header, std::string_view name) {
  const bool unix_mode = u16(header, 4) >> 8U == kMadeByUnix;
  const std::uint32_t kind = u32(header, 38) >> 16U & kModeKind;
  if (!unix_mode || kind == 0 || kind == kModeFile || kind == kModeFolder) return {};
  return fail(ErrorCode::Security,
              "the zip archive holds something that is neither file nor folder ('" + printable(name) + "')");
}

Result<void> check_name(std::string_view name) {
  if (is_safe_name(name)) return {};
  return fail(ErrorCode::Security, "the zip archive has a name that leaves the folder where it is unpacked or that "
                                   "is no plain path ('" + printable(name) + "')");
}

/// Compares the local header of an entry with what the directory says, and finds the data behind it.
Result<void> read_local_header(ByteView archive, std::uint16_t flags, Entry& entry) {
  const auto header = part(archive, entry.header_offset, kLocalHeaderSize);
  if (!header || u32(*header, 0) != kLocalHeader) return broken("a file's own header is missing", entry.name);
  const auto texts_at = entry.header_offset + kLocalHeaderSize;
  const auto name = part(archive, texts_at, u16(*header, 26));
  const auto extra = part(archive, texts_at + u16(*header, 26), u16(*header, 28));
  if (!name || !extra) return broken("a file's own header leaves the archive", entry.name);
  std::uint64_t size = u32(*header, 22);
  std::uint64_t compressed_size = u32(*header, 18);
  WASINN_TRY(widen(zip64_extra(*extra), {&size, &compressed_size}, entry.name));
  const bool later = (flags & kSizesFollowData) != 0 && size == 0 && compressed_size == 0;
  const bool same_sizes = later || (size == entry.size && compressed_size == entry.compressed_size);
  if (text_of(*name) != entry.name || u16(*header, 8) != entry.method ||
      ((u16(*header, 6) ^ flags) & (kEncrypted | kSizesFollowData)) != 0 || !same_sizes) {
    return broken("a file's own header and the directory disagree", entry.name);
  }
  entry.data_offset = texts_at + name->size() + extra->size();
  if (!part(archive, entry.data_offset, entry.compressed_size)) return broken("a file leaves the archive", entry.name);
  return {};
}

/// Reads the first entry of `directory` and removes it from there.
Result<Entry> take_entry(ByteView archive, ByteView& directory) {
  if (directory.size() < kCentralHeaderSize || u32(directory, 0) != kCentralHeader) {
    return broken("its directory ends early");
  }
  const ByteView header = directory;
  const auto name = part(header, kCentralHeaderSize, u16(header, 28));
  const auto extra = part(header, kCentralHeaderSize + u16(header, 28), u16(header, 30));
  const std::size_t whole = kCentralHeaderSize + std::size_t{u16(header, 28)} + u16(header, 30) + u16(header, 32);
  if (!name || !extra || whole > header.size()) return broken("its directory ends early");
  directory = directory.subspan(whole);

  Entry entry{text_of(*name), u16(header, 10), u32(header, 16), u32(header, 24), u32(header, 42), 0, u32(header, 20)};
  WASINN_TRY(check_name(entry.name));
  WASINN_TRY(check_kind(header, entry.name));
  if ((u16(header, 8) & kEncrypted) != 0) return broken("it is encrypted", entry.name);
  if (u16(header, 34) != 0) return broken("it has several volumes", entry.name);
  WASINN_TRY(widen(zip64_extra(*extra), {&entry.size, &entry.compressed_size, &entry.header_offset}, entry.name));
  if (entry.method == kStored && entry.size != entry.compressed_size) {
    return broken("a stored file has two sizes", entry.name);
  }
  if (entry.is_folder() && entry.size != 0) return broken("a folder has bytes", entry.name);
  WASINN_TRY(read_local_header(archive, u16(header, 8), entry));
  return entry;
}

std::string_view path_of(const Entry& entry) {
  return entry.is_folder() ? entry.name.substr(0, entry.name.size() - 1) : entry.name;
}

Result<void> check_no_duplicates(const std::vector<Entry>& entries) {
  std::vector<std::string_view> names;
  for (const Entry& entry : entries) names.push_back(path_of(entry));
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return fail(ErrorCode::Security, "the zip archive has two entries of one name ('" + printable(*twice) + "')");
}

Result<void> check_no_overlap(std::vector<Entry> entries, std::uint64_t directory_offset) {
  const auto by_place = [](const Entry& a, const Entry& b) { return a.header_offset < b.header_offset; };
  std::sort(entries.begin(), entries.end(), by_place);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::uint64_t limit = i + 1 < entries.size() ? entries[i + 1].header_offset : directory_offset;
    if (entries[i].data_offset + entries[i].compressed_size > limit) {
      return broken("a file lies over what follows it", entries[i].name);
    }
  }
  return {};
}

}  // namespace

bool recognise(ByteView archive) noexcept { return archive.size() >= 4 && u32(archive, 0) == kLocalHeader; }

Result<std::vector<Entry>> read_directory(ByteView archive) {
  WASINN_ASSIGN(const Directory place, find_directory(archive));
  ByteView directory = archive.subspan(static_cast<std::size_t>(place.offset), static_cast<std::size_t>(place.size));
  if (place.entries > directory.size() / kCentralHeaderSize) return broken("its directory ends early");
  std::vector<Entry> entries;
  entries.reserve(static_cast<std::size_t>(place.entries));
  while (entries.size() < place.entries) {
    WASINN_ASSIGN(Entry entry, take_entry(archive, directory));
    entries.push_back(entry);
  }
  if (!directory.empty()) return broken("its directory has more entries than it says");
  WASINN_TRY(check_no_duplicates(entries));
  WASINN_TRY(check_no_overlap(entries, place.offset));
  return entries;
}

}  // namespace wasinn::zip
