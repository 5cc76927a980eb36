// SPDX-License-Identifier: Apache-2.0
// The protobuf reader over messages that are right, cut off, or made to hurt.
#include "format/protobuf.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/doubles/protobuf_bytes.h"

namespace wasinn {
namespace {

using doubles::bytes_field;
using doubles::number_field;
using doubles::varint;
using Kind = ProtobufField::Kind;

/// A copy of bytes with nothing readable behind them, so that a sanitizer sees the first byte too many.
class Fenced {
 public:
  explicit Fenced(std::string_view bytes) : size_(bytes.size()), bytes_(std::make_unique<std::byte[]>(size_)) {
    std::copy_n(bytes_of(bytes).data(), size_, bytes_.get());
  }
  ByteView view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<std::byte[]> bytes_;
};

struct Reading {
  std::vector<ProtobufField> fields;
  bool complete = false;
};

Reading read(ByteView bytes) {
  Reading reading;
  ProtobufReader reader(bytes);
  while (const auto field = reader.next()) reading.fields.push_back(*field);
  reading.complete = reader.complete();
  EXPECT_FALSE(reader.next()) << "a reader at its end stays there";
  return reading;
}

TEST(ProtobufReader, ReadsFieldsOfEachKind) {
  const std::string message = number_field(1, 300) + bytes_field(2, "net") + "\x1D" "abcd" + "\x21" "abcdefgh";
  const Reading reading = read(bytes_of(message));
  ASSERT_EQ(reading.fields.size(), 4U);
  EXPECT_TRUE(reading.complete);
  EXPECT_EQ(reading.fields[0].value, 300U);
  EXPECT_EQ(text_of(reading.fields[1].bytes), "net");
  EXPECT_EQ(reading.fields[2].kind, Kind::Fixed32);
  EXPECT_EQ(reading.fields[3].kind, Kind::Fixed64);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(reading.fields[i].number, i + 1);
}

TEST(ProtobufReader, ReadsAnEmptyMessageAsComplete) {
  EXPECT_TRUE(read({}).fields.empty());
  EXPECT_TRUE(read({}).complete);
}

TEST(ProtobufReader, ReadsTheLargestNumbers) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  const std::string message = number_field(0x1FFFFFFF, kMost);
  const Reading reading = read(bytes_of(message));
  ASSERT_EQ(reading.fields.size(), 1U);
  EXPECT_EQ(reading.fields[0].number, 0x1FFFFFFFU);
  EXPECT_EQ(reading.fields[0].value, kMost);
}

TEST(ProtobufReader, RefusesFieldNumbersThatProtobufDoesNotHave) {
  for (const std::string& message : {number_field(0, 1), bytes_field(0, "a"), varint(0x20000000ULL << 3U) + '\1'}) {
    EXPECT_TRUE(read(bytes_of(message)).fields.empty());
    EXPECT_FALSE(read(bytes_of(message)).complete);
  }
}

TEST(ProtobufReader, RefusesGroupsAndKindsThatMeanNothing) {
  for (const std::string message : {"\x0B\1\1", "\x0C\1\1", "\x0E\1\1", "\x0F\1\1"}) {
    EXPECT_TRUE(read(bytes_of(message)).fields.empty());
    EXPECT_FALSE(read(bytes_of(message)).complete);
  }
}

TEST(ProtobufReader, RefusesNumbersThatNeverEnd) {
  const std::string endless(11, '\xFF');
  EXPECT_FALSE(read(bytes_of(endless)).complete);
  EXPECT_FALSE(read(bytes_of("\x08" + endless)).complete);
  EXPECT_FALSE(read(bytes_of("\x12" + endless)).complete);
}

TEST(ProtobufReader, GivesWhatIsLeftOfBytesThatAreCutOff) {
  const Fenced message(bytes_field(2, "network").substr(0, 5));
  const Reading reading = read(message.view());
  ASSERT_EQ(reading.fields.size(), 1U);
  EXPECT_TRUE(reading.fields[0].cut_off);
  EXPECT_EQ(text_of(reading.fields[0].bytes), "net");
  EXPECT_FALSE(reading.complete);
}

TEST(ProtobufReader, DoesNotBelieveLengthsThatWrapAround) {
  for (const std::uint64_t length :
       {std::numeric_limits<std::uint64_t>::max(), std::uint64_t{1} << 63, std::uint64_t{1} << 32}) {
    const Fenced message("\x12" + varint(length) + "abc");
    const Reading reading = read(message.view());
    ASSERT_EQ(reading.fields.size(), 1U);
    EXPECT_TRUE(reading.fields[0].cut_off);
    EXPECT_EQ(reading.fields[0].bytes.size(), 3U);
    EXPECT_FALSE(reading.complete);
  }
}

TEST(ProtobufReader, NeverCallsABeginningCompleteUnlessItEndsBetweenFields) {
  const std::vector<std::string> fields = {number_field(1, 300), bytes_field(2, "net"), "\x1D" "abcd",
                                           "\x21" "abcdefgh"};
  std::string message;
  std::vector<std::size_t> ends = {0};
  for (const std::string& field : fields) ends.push_back((message += field).size());
  for (std::size_t length = 0; length <= message.size(); ++length) {
    const Fenced beginning(std::string_view(message).substr(0, length));
    const bool between = std::find(ends.begin(), ends.end(), length) != ends.end();
    EXPECT_EQ(read(beginning.view()).complete, between) << length;
  }
}

TEST(ProtobufReader, SurvivesRandomBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const Fenced message(bytes);
    const Reading reading = read(message.view());
    EXPECT_LE(reading.fields.size(), bytes.size());
  }
}

}  // namespace
}  // namespace wasinn
