// SPDX-License-Identifier: Apache-2.0
// Zip archives written by hand, for tests that need ones which no library would write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wasinn::doubles {

/// `value` as `bytes` little-endian bytes.
inline std::string little_endian(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = 0; i < bytes; ++i) out += static_cast<char>(static_cast<unsigned char>(value >> (8U * i)));
  return out;
}

/// A file of an archive, with each thing that a header can say wrongly. Data is stored, never packed.
struct ZipFile {
  std::string name;
  std::string data;
  std::string local_name = name;      ///< the name in the local header
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t attributes = 0;       ///< external ones, of a Unix
  std::uint64_t said_size = data.size();
  std::string local_extra = {};
  bool sizes_follow = false;          ///< the local header has no sizes
  bool zip64 = false;                 ///< sizes and offset are in 64-bit fields
  std::int64_t header_shift = 0;      ///< added to the offset in the directory
};

/// Writes an archive of `files`.
class ZipBytes {
 public:
  explicit ZipBytes(const std::vector<ZipFile>& files) : count_(files.size()) {
    for (const ZipFile& file : files) add(file);
  }

  std::string archive() const { return body_ + directory_ + end(); }

  /// The same with a zip64 end record, whose numbers the plain one does not have.
  std::string archive64() const {
    const std::uint64_t record = body_.size() + directory_.size();
    return body_ + directory_ + little_endian(0x06064b50, 4) + little_endian(44, 8) + little_endian(45, 2) +
           little_endian(45, 2) + little_endian(0, 8) + little_endian(count_, 8) + little_endian(count_, 8) +
           little_endian(directory_.size(), 8) + little_endian(body_.size(), 8) + little_endian(0x07064b50, 4) +
           little_endian(0, 4) + little_endian(record, 8) + little_endian(1, 4) + little_endian(0x06054b50, 4) +
           little_endian(0, 4) + std::string(12, '\xff') + little_endian(0, 2);
  }

  /// The same with other numbers in the end record.
  std::string archive_that_says(std::uint64_t count, std::int64_t size_shift, std::int64_t offset_shift) const {
    return body_ + directory_ + end(count, size_shift, offset_shift);
  }

 private:
  std::string end() const { return end(count_, 0, 0); }

  std::string end(std::uint64_t count, std::int64_t size_shift, std::int64_t offset_shift) const {
    return little_endian(0x06054b50, 4) + little_endian(0, 4) + little_endian(count, 2) + little_endian(count, 2) +
           little_endian(directory_.size() + static_cast<std::uint64_t>(size_shift), 4) +
           little_endian(body_.size() + static_cast<std::uint64_t>(offset_shift), 4) + little_endian(0, 2);
  }

  static std::string wide(const ZipFile& file) {
    return little_endian(1, 2) + little_endian(16, 2) + little_endian(file.said_size, 8) +
           little_endian(file.data.size(), 8);
  }

  void add(const ZipFile& file) {
    const std::uint64_t offset = body_.size() + static_cast<std::uint64_t>(file.header_shift);
    const auto flags = static_cast<std::uint16_t>(file.flags | (file.sizes_follow ? 8U : 0U));
    const std::string extra = (file.zip64 ? wide(file) : "") + file.local_extra;
    const std::uint64_t packed = file.sizes_follow ? 0 : file.zip64 ? 0xFFFFFFFF : file.data.size();
    const std::uint64_t unpacked = file.sizes_follow ? 0 : file.zip64 ? 0xFFFFFFFF : file.said_size;
    const std::string common = little_endian(flags, 2) + little_endian(file.method, 2) + little_endian(0, 4);
    body_ += little_endian(0x04034b50, 4) + little_endian(20, 2) + common + little_endian(crc32(file.data), 4) +
             little_endian(packed, 4) + little_endian(unpacked, 4) + little_endian(file.local_name.size(), 2) +
             little_endian(extra.size(), 2) + file.local_name + extra + file.data;
    const std::string central_extra = file.zip64 ? wide(file) : "";
    directory_ += little_endian(0x02014b50, 4) + little_endian(3U << 8U | 20U, 2) + little_endian(20, 2) + common +
                  little_endian(crc32(file.data), 4) + little_endian(file.zip64 ? 0xFFFFFFFF : file.data.size(), 4) +
                  little_endian(file.zip64 ? 0xFFFFFFFF : file.said_size, 4) + little_endian(file.name.size(), 2) +
                  little_endian(central_extra.size(), 2) + little_endian(0, 6) +
                  little_endian(file.attributes, 4) + little_endian(offset, 4) + file.name + central_extra;
  }

  static std::uint32_t crc32(std::string_view data) {
    std::uint32_t crc = ~0U;
    for (const char c : data) {
      crc ^= static_cast<unsigned char>(c);
      for (int bit = 0; bit < 8; ++bit) crc = crc >> 1U ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
  }

  std::uint64_t count_;
  std::string body_;
  std::string directory_;
};

}  // namespace wasinn::doubles
