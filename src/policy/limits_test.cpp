// SPDX-License-Identifier: Apache-2.0
// The table of limits: complete, settable, readable.
#include "policy/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace wasinn {
namespace {

using testing::HasSubstr;

const LimitEntry& entry_of(std::string_view key) {
  for (const LimitEntry& entry : limit_entries()) {
    if (entry.key == key) return entry;
  }
  ADD_FAILURE() << "no limit " << key;
  return limit_entries().front();
}

std::uint64_t after_setting(std::string_view key, std::string_view value) {
  Limits limits;
  const auto set = set_limit(limits, key, value);
  EXPECT_TRUE(set) << (set ? "" : set.error().message);
  return limits.*(entry_of(key).value);
}

TEST(LimitTable, HasARowForEachLimit) {
  static_assert(sizeof(Limits) % sizeof(std::uint64_t) == 0);
  EXPECT_EQ(limit_entries().size(), sizeof(Limits) / sizeof(std::uint64_t));
}

TEST(LimitTable, NamesNoLimitTwice) {
  std::set<std::string_view> keys;
  Limits limits;
  std::set<const std::uint64_t*> places;
  for (const LimitEntry& entry : limit_entries()) {
    keys.insert(entry.key);
    places.insert(&(limits.*(entry.value)));
    EXPECT_FALSE(entry.meaning.empty()) << entry.key;
  }
  EXPECT_EQ(keys.size(), limit_entries().size());
  EXPECT_EQ(places.size(), limit_entries().size());
}

TEST(Limits, CanEachBeSetWithoutTouchingTheOthers) {
  for (const LimitEntry& entry : limit_entries()) {
    Limits limits;
    ASSERT_TRUE(set_limit(limits, entry.key, "12345")) << entry.key;
    for (const LimitEntry& other : limit_entries()) {
      const std::uint64_t expected = other.key == entry.key ? 12345 : Limits{}.*(other.value);
      EXPECT_EQ(limits.*(other.value), expected) << entry.key << ' ' << other.key;
    }
  }
}

TEST(Limits, OfBytesTakeUnits) {
  EXPECT_EQ(after_setting("model-bytes", "0"), 0U);
  EXPECT_EQ(after_setting("model-bytes", "7B"), 7U);
  EXPECT_EQ(after_setting("model-bytes", "3KiB"), 3072U);
  EXPECT_EQ(after_setting("model-bytes", "512MiB"), 536870912U);
  EXPECT_EQ(after_setting("model-bytes", "2GiB"), 2147483648U);
  EXPECT_EQ(after_setting("model-bytes", "3KB"), 3000U);
  EXPECT_EQ(after_setting("model-bytes", "3MB"), 3000000U);
  EXPECT_EQ(after_setting("model-bytes", "3GB"), 3000000000U);
  EXPECT_EQ(after_setting("model-bytes", "18446744073709551615"), ~std::uint64_t{0});
}

TEST(Limits, OfTimeTakeUnits) {
  EXPECT_EQ(after_setting("load-time", "250"), 250U);
  EXPECT_EQ(after_setting("load-time", "250ms"), 250U);
  EXPECT_EQ(after_setting("compute-time", "5s"), 5000U);
  EXPECT_EQ(after_setting("compute-time", "2min"), 120000U);
}

TEST(Limits, RefuseWhatIsNoAmount) {
  for (const char* value : {"", " ", "many", "-1", "+1", "1.5", "1e3", " 1", "1 ", "0x10", "1MiB2", "MiB", "1mib",
                            "1 MiB", "5s", "18446744073709551616", "17179869184GiB"}) {
    Limits limits;
    const auto set = set_limit(limits, "graph-bytes", value);
    ASSERT_FALSE(set) << value;
    EXPECT_EQ(set.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(set.error().message, HasSubstr("limit 'graph-bytes'"));
    EXPECT_THAT(set.error().message, HasSubstr("is not a value like 512MiB"));
    EXPECT_EQ(limits.graph_bytes, Limits{}.graph_bytes);
  }
}

TEST(Limits, OfCountsTakeNoUnits) {
  for (const char* value : {"16KiB", "16s", "16 ", "1B"}) {
    Limits limits;
    EXPECT_THAT(set_limit(limits, "graphs", value).error().message, HasSubstr("is not a value like 16"));
  }
}

TEST(Limits, ThatDoNotExistAreAnsweredWithThoseThatDo) {
  Limits limits;
  const auto set = set_limit(limits, "graph", "1");
  EXPECT_EQ(set.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(set.error().message, HasSubstr("there is no limit 'graph'"));
  for (const LimitEntry& entry : limit_entries()) EXPECT_THAT(set.error().message, HasSubstr(std::string(entry.key)));
}

TEST(Limits, AreWrittenAsPeopleReadThem) {
  const Limits limits;
  EXPECT_EQ(limit_text(entry_of("graphs"), limits), "16");
  EXPECT_EQ(limit_text(entry_of("graph-bytes"), limits), "512.0 MiB");
  EXPECT_EQ(limit_text(entry_of("name-bytes"), limits), "128 bytes");
  EXPECT_EQ(limit_text(entry_of("load-time"), limits), "60 s");
  Limits odd;
  odd.compute_ms = 1500;
  EXPECT_EQ(limit_text(entry_of("compute-time"), odd), "1500 ms");
}

TEST(ByteSizesAndTimes, ThatDoNotParseSayWhatWould) {
  EXPECT_THAT(parse_byte_size("lots").error().message, HasSubstr("'lots' is not a value like 512MiB"));
  EXPECT_THAT(parse_milliseconds("soon").error().message, HasSubstr("'soon' is not a value like 5s"));
  EXPECT_EQ(parse_milliseconds("307445734561826min").error().code, ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace wasinn
