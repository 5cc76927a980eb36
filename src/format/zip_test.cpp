// SPDX-License-Identifier: Apache-2.0
// Reading of zip directories: ordinary archives, those of streaming writers, zip64, and those that mean harm.
#include "format/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/doubles/damaged_model.h"
#include "tests/doubles/zip_bytes.h"

namespace wasinn::zip {
namespace {

using doubles::little_endian;
using doubles::ZipBytes;
using doubles::ZipFile;
using ::testing::HasSubstr;

Result<std::vector<Entry>> read(const std::string& archive) { return read_directory(bytes_of(archive)); }

/// "name=content" of each entry.
std::vector<std::string> contents_of(const std::string& archive) {
  const auto entries = read(archive);
  EXPECT_TRUE(entries.has_value()) << entries.error().message;
  std::vector<std::string> out;
  if (!entries) return out;
  for (const Entry& entry : *entries) {
    out.push_back(std::string(entry.name) + "=" + std::string(text_of(packed_data(bytes_of(archive), entry))));
  }
  return out;
}

std::vector<ZipFile> one(const std::string& name, const std::string& data) { return {ZipFile{name, data}}; }

void expect_refused(const std::string& archive, ErrorCode code, const std::string& why) {
  const auto entries = read(archive);
  ASSERT_FALSE(entries.has_value()) << why;
  EXPECT_EQ(entries.error().code, code) << entries.error().message;
  EXPECT_THAT(entries.error().message, HasSubstr(why));
}

std::string archive_of(const ZipFile& file) { return ZipBytes({file}).archive(); }

TEST(ZipDirectory, NamesFilesAndFindsTheirData) {
  const std::vector<ZipFile> files = {{"a.txt", "first"}, {"sub/", ""}, {"sub/b", "second"}};
  EXPECT_THAT(contents_of(ZipBytes(files).archive()), ::testing::ElementsAre("a.txt=first", "sub/=", "sub/b=second"));
}

TEST(ZipDirectory, OfAnEmptyArchiveIsEmpty) { EXPECT_TRUE(contents_of(ZipBytes({}).archive()).empty()); }

TEST(ZipDirectory, TellsFoldersFromFiles) {
  const std::string archive = ZipBytes({{"sub/", ""}, {"sub/b", "x"}}).archive();
  const auto entries = read(archive).value();
  EXPECT_TRUE(entries[0].is_folder());
  EXPECT_FALSE(entries[1].is_folder());
}

TEST(ZipDirectory, ReadsArchivesWhoseWriterKnewSizesLater) {
  ZipFile file{"a", "content"};
  file.sizes_follow = true;
  EXPECT_THAT(contents_of(archive_of(file)), ::testing::ElementsAre("a=content"));
}

TEST(ZipDirectory, ReadsPaddingBeforeAlignedData) {
  ZipFile file{"a", "content"};
  file.local_extra = "FB" + little_endian(20, 2) + std::string(20, 'Z');
  EXPECT_THAT(contents_of(archive_of(file)), ::testing::ElementsAre("a=content"));
}

TEST(ZipDirectory, ReadsTheWideForm) {
  ZipFile file{"a", "content"};
  file.zip64 = true;
  EXPECT_THAT(contents_of(ZipBytes({file}).archive64()), ::testing::ElementsAre("a=content"));
  EXPECT_THAT(contents_of(ZipBytes(one("b", "plain")).archive64()), ::testing::ElementsAre("b=plain"));
}

TEST(ZipDirectory, LeavesACommentAlone) {
  std::string archive = archive_of({"a", "content"});
  archive.replace(archive.size() - 2, 2, little_endian(5, 2));
  EXPECT_THAT(contents_of(archive + "hello"), ::testing::ElementsAre("a=content"));
}

TEST(ZipDirectory, RefusesNamesThatLeaveTheFolder) {
  for (const std::string name : {"../a", "a/../../b", "a/..", "/etc/passwd", "/", "a//b", "./a", "a/.", "..", "", "C:x",
                                 "a\\b", "..\\a"}) {
    expect_refused(archive_of({name, "x"}), ErrorCode::Security, "no plain path");
  }
  expect_refused(archive_of({std::string("a\0b", 3), "x"}), ErrorCode::Security, "no plain path");
  expect_refused(archive_of({"a\nb", "x"}), ErrorCode::Security, "no plain path");
  expect_refused(archive_of({std::string(5000, 'a'), "x"}), ErrorCode::Security, "no plain path");
}

TEST(ZipDirectory, RefusesANameThatComesTwice) {
  expect_refused(ZipBytes({{"a", "1"}, {"b", "2"}, {"a", "3"}}).archive(), ErrorCode::Security, "two entries");
  expect_refused(ZipBytes({{"a", "1"}, {"a/", ""}}).archive(), ErrorCode::Security, "two entries");
}

TEST(ZipDirectory, RefusesLinksAndDevices) {
  for (const std::uint32_t kind : {0120000U, 0020000U, 0010000U, 0140000U}) {
    ZipFile file{"a", "/etc/passwd"};
    file.attributes = (kind | 0777U) << 16U;
    expect_refused(archive_of(file), ErrorCode::Security, "neither file nor folder");
  }
}

TEST(ZipDirectory, RefusesHeadersThatDisagree) {
  ZipFile other_name{"a", "x"};
  other_name.local_name = "b";
  expect_refused(archive_of(other_name), ErrorCode::InvalidEncoding, "disagree");
  ZipFile moved{"a", "x"};
  moved.header_shift = 1;
  expect_refused(archive_of(moved), ErrorCode::InvalidEncoding, "header is missing");
  moved.header_shift = -1;
  expect_refused(ZipBytes({{"b", "y"}, moved}).archive(), ErrorCode::InvalidEncoding, "header is missing");
  std::string shorter = archive_of({"a", "content"});
  shorter[18] = 1;
  expect_refused(shorter, ErrorCode::InvalidEncoding, "disagree");
}

TEST(ZipDirectory, RefusesEncryptedFiles) {
  ZipFile file{"a", "x"};
  file.flags = 1;
  expect_refused(archive_of(file), ErrorCode::InvalidEncoding, "encrypted");
}

TEST(ZipDirectory, RefusesStoredFilesWithTwoSizes) {
  ZipFile file{"a", "x"};
  file.said_size = 1000;
  expect_refused(archive_of(file), ErrorCode::InvalidEncoding, "two sizes");
}

TEST(ZipDirectory, RefusesFilesThatShareBytes) {
  // The second entry of the directory points to the header of the first.
  ZipFile twin{"a", "content"};
  std::string archive = ZipBytes({{"a", "content"}, twin}).archive();
  archive[archive.rfind("PK\x01\x02") + 42] = 0;
  expect_refused(archive, ErrorCode::Security, "two entries");
}

TEST(ZipDirectory, RefusesNumbersThatAreNotTrue) {
  const ZipBytes bytes({{"a", "1"}, {"b", "2"}});
  expect_refused(bytes.archive_that_says(1, 0, 0), ErrorCode::InvalidEncoding, "more entries");
  expect_refused(bytes.archive_that_says(3, 0, 0), ErrorCode::InvalidEncoding, "ends early");
  expect_refused(bytes.archive_that_says(2, 1, 0), ErrorCode::InvalidEncoding, "outside");
  expect_refused(bytes.archive_that_says(2, 0, 1), ErrorCode::InvalidEncoding, "outside");
  expect_refused(bytes.archive_that_says(2, -1, 0), ErrorCode::InvalidEncoding, "ends early");
  expect_refused(bytes.archive_that_says(2, 0, -1), ErrorCode::InvalidEncoding, "ends early");
}

TEST(ZipDirectory, RefusesMoreEntriesThanAreServed) {
  std::string archive = ZipBytes(one("a", "1")).archive64();
  const std::size_t record = archive.rfind("PK\x06\x06");
  archive.replace(record + 24, 16, little_endian(65536, 8) + little_endian(65536, 8));
  expect_refused(archive, ErrorCode::InvalidEncoding, "at most 65535");
  archive.replace(record + 24, 16, little_endian(60000, 8) + little_endian(60000, 8));
  expect_refused(archive, ErrorCode::InvalidEncoding, "ends early");
}

TEST(ZipDirectory, RefusesAWideRecordElsewhere) {
  std::string archive = ZipBytes(one("a", "1")).archive64();
  const std::size_t locator = archive.rfind("PK\x06\x07");
  archive.replace(locator + 8, 8, little_endian(UINT64_MAX - 10, 8));
  expect_refused(archive, ErrorCode::InvalidEncoding, "zip64 end record");
}

TEST(ZipDirectory, RefusesWhatIsCutOff) {
  ZipFile wide{"b", "second"};
  wide.zip64 = true;
  const ZipBytes bytes({{"a", "first"}, wide});
  for (const std::string& archive : {bytes.archive(), bytes.archive64()}) {
    for (std::size_t size = 0; size < archive.size(); ++size) {
      EXPECT_FALSE(read(archive.substr(0, size)).has_value()) << size;
    }
  }
}

TEST(ZipDirectory, SurvivesDamageAndStaysInside) {
  ZipFile wide{"sub/b", "second"};
  wide.zip64 = true;
  const std::string archive = ZipBytes({{"a", "first"}, wide, {"c", "third"}}).archive64();
  for (const std::string& damaged : testing::flipped(archive, 5000, 7)) {
    const auto entries = read(damaged);
    if (!entries) continue;
    for (const Entry& entry : *entries) EXPECT_LE(entry.data_offset + entry.compressed_size, damaged.size());
  }
  for (std::uint32_t seed = 0; seed < 100; ++seed) EXPECT_FALSE(read(testing::random_bytes(500, seed)).has_value());
}

TEST(ZipArchive, IsKnownByItsBeginning) {
  EXPECT_TRUE(recognise(bytes_of(archive_of({"a", "x"}))));
  EXPECT_FALSE(recognise(bytes_of("PK")));
  EXPECT_FALSE(recognise(bytes_of("hello")));
}

}  // namespace
}  // namespace wasinn::zip
