// SPDX-License-Identifier: Apache-2.0
// Checksums of the files in zip archives, stored and deflated.
#include "format/zip_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "tests/doubles/zip_bytes.h"

namespace wasinn::zip {
namespace {

using ::testing::HasSubstr;

// An archive's bytes are beside the entry here: what packed_data gives is all that is looked at.
Result<void> checked(const std::string& packed, Entry entry) {
  entry.name = "a";
  entry.compressed_size = packed.size();
  return check_content(bytes_of(packed), entry);
}

Entry entry_of(const std::string& data, std::uint16_t method) {
  Entry entry;
  entry.method = method;
  entry.size = data.size();
  entry.crc32 = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(data.data()), static_cast<uInt>(data.size())));
  return entry;
}

std::string deflated(const std::string& data) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(data.size() + 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string kData = std::string(100000, 'a') + "the end";

TEST(ZipContent, IsWhatTheArchiveSays) {
  EXPECT_TRUE(checked(kData, entry_of(kData, kStored)));
  EXPECT_TRUE(checked(deflated(kData), entry_of(kData, kDeflated)));
  EXPECT_TRUE(checked("", entry_of("", kStored)));
  EXPECT_TRUE(checked(deflated(""), entry_of("", kDeflated)));
}

TEST(ZipContent, ThatWasChangedIsRefused) {
  std::string stored = kData;
  stored.back() = 'x';
  const auto refused = checked(stored, entry_of(kData, kStored));
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(refused.error().message, HasSubstr("'a' does not match its checksum"));
  std::string packed = deflated(kData);
  // The last byte may end in bits that mean nothing.
  for (std::size_t i = 0; i + 1 < packed.size(); ++i) {
    std::string flipped = packed;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    EXPECT_FALSE(checked(flipped, entry_of(kData, kDeflated))) << i;
  }
}

TEST(ZipContent, ThatEndsEarlyOrGoesOnIsRefused) {
  const std::string packed = deflated(kData);
  EXPECT_FALSE(checked(packed.substr(0, packed.size() / 2), entry_of(kData, kDeflated)));
  EXPECT_FALSE(checked("", entry_of(kData, kDeflated)));
  EXPECT_FALSE(checked(packed + "more", entry_of(kData, kDeflated)));
  EXPECT_FALSE(checked(deflated(kData + "more"), entry_of(kData, kDeflated)));
}

TEST(ZipContent, IsNotUnpackedPastTheMost) {
  Entry entry = entry_of(kData, kDeflated);
  entry.size = kMostInflated + 1;
  EXPECT_EQ(checked(deflated(kData), entry).error().code, ErrorCode::TooLarge);
}

TEST(ZipContent, PackedInAnotherWayIsRefused) {
  EXPECT_THAT(checked(kData, entry_of(kData, 12)).error().message, HasSubstr("method 12"));
}

}  // namespace
}  // namespace wasinn::zip
