// SPDX-License-Identifier: Apache-2.0
// Flatbuffers written byte by byte, and what is read where they point out of themselves.
#include "format/flatbuffer.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace wasinn {
namespace {

// A root table with three fields: the number 7, the text "hi", and a vector of the numbers 1 and 2.
constexpr std::size_t kVtable = 8;
constexpr std::size_t kTable = 20;
constexpr std::size_t kText = 36;
constexpr std::size_t kVector = 44;

void put32(std::string& bytes, std::size_t place, std::uint32_t number) { std::memcpy(&bytes[place], &number, 4); }
void put16(std::string& bytes, std::size_t place, std::uint16_t number) { std::memcpy(&bytes[place], &number, 2); }

std::string small_file() {
  std::string bytes(56, '\0');
  put32(bytes, 0, kTable);
  put16(bytes, kVtable, 10);
  put16(bytes, kVtable + 2, 16);
  put16(bytes, kVtable + 4, 4);
  put16(bytes, kVtable + 6, 8);
  put16(bytes, kVtable + 8, 12);
  put32(bytes, kTable, kTable - kVtable);
  put32(bytes, kTable + 4, 7);
  put32(bytes, kTable + 8, kText - (kTable + 8));
  put32(bytes, kTable + 12, kVector - (kTable + 12));
  put32(bytes, kText, 2);
  bytes.replace(kText + 4, 2, "hi");
  put32(bytes, kVector, 2);
  put32(bytes, kVector + 4, 1);
  put32(bytes, kVector + 8, 2);
  return bytes;
}

// Reads all that the file has.
bool reads_whole(const std::string& bytes) {
  FlatBuffer file(bytes_of(bytes));
  const FlatTable root = file.root();
  (void)root.number<std::uint32_t>(0);
  (void)root.text(1);
  const FlatVector numbers = root.vector(2, 4);
  for (std::uint64_t i = 0; i < numbers.size(); ++i) (void)numbers.number<std::int32_t>(i);
  return root.exists() && !file.broken();
}

TEST(FlatBuffer, ReadsWhatIsThere) {
  const std::string bytes = small_file();
  FlatBuffer file(bytes_of(bytes));
  const FlatTable root = file.root();
  EXPECT_EQ(root.number<std::uint32_t>(0), 7u);
  EXPECT_EQ(root.text(1), "hi");
  const FlatVector numbers = root.vector(2, 4);
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_EQ(numbers.number<std::int32_t>(1), 2);
  EXPECT_FALSE(file.broken());
}

TEST(FlatBuffer, GivesDefaultsForFieldsThatAreNotThere) {
  const std::string bytes = small_file();
  FlatBuffer file(bytes_of(bytes));
  const FlatTable root = file.root();
  EXPECT_FALSE(root.has(3));
  EXPECT_EQ(root.number<std::int32_t>(3, -5), -5);
  EXPECT_EQ(root.text(9), "");
  EXPECT_EQ(root.vector(500, 4).size(), 0u);
  EXPECT_FALSE(root.table(3).exists());
  EXPECT_EQ(root.table(3).number<std::int32_t>(0, 1), 1) << "a table that does not exist has no fields";
  EXPECT_FALSE(file.broken());
}

TEST(FlatBuffer, BreaksWhenCutOffAnywhere) {
  const std::string bytes = small_file();
  EXPECT_TRUE(reads_whole(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(reads_whole(bytes.substr(0, size))) << size;
}

TEST(FlatBuffer, BreaksWhereAnOffsetLeadsOut) {
  for (const std::size_t place : {std::size_t{0}, kTable, kTable + 8, kTable + 12, kText, kVector}) {
    for (const std::uint32_t offset : {0x7fffffffu, 0x80000000u, 0xffffffffu, 57u}) {
      std::string bytes = small_file();
      put32(bytes, place, offset);
      EXPECT_FALSE(reads_whole(bytes)) << place << " " << offset;
    }
  }
}

TEST(FlatBuffer, BreaksWhenTheSameIsShownTooOften) {
  // A vector of tables, all of them one.
  std::string bytes(40 + 4 * 100000, '\0');
  put32(bytes, 0, kTable);
  put16(bytes, kVtable, 6);
  put16(bytes, kVtable + 4, 4);
  put32(bytes, kTable, kTable - kVtable);
  put32(bytes, kTable + 4, 8);
  put32(bytes, kTable + 12, 100000);
  for (std::size_t i = 0; i < 100000; ++i) {
    const std::size_t place = kTable + 16 + 4 * i;
    put32(bytes, place, static_cast<std::uint32_t>(0));
  }
  FlatBuffer file(bytes_of(bytes));
  const FlatTable root = file.root();
  std::uint64_t rounds = 0;
  for (; rounds < 1000 && !file.broken(); ++rounds) (void)root.vector(0, 4);
  EXPECT_LT(rounds, 100u);
  EXPECT_TRUE(file.broken());
}

}  // namespace
}  // namespace wasinn
