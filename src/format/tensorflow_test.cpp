// SPDX-License-Identifier: Apache-2.0
// TensorFlow's formats: recognising whole and broken ones, what is refused, what they say of themselves.
#include "format/tensorflow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "format/format.h"
#include "tests/doubles/damaged_model.h"
#include "tests/doubles/protobuf_bytes.h"
#include "tests/doubles/zip_bytes.h"

namespace wasinn::tensorflow {
namespace {

using doubles::bytes_field;
using doubles::number_field;
using doubles::ZipBytes;
using doubles::ZipFile;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string committed(const std::string& name) {
  std::ifstream file(std::filesystem::path(WASINN_TEST_SOURCE_DIR) / "tests/conformance/models/tensorflow" / name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string node(const std::string& attributes = "") {
  return bytes_field(1, bytes_field(1, "x") + bytes_field(2, "Placeholder") + attributes);
}

std::string saved_model(const std::string& graph) {
  const std::string info = bytes_field(4, "serve") + bytes_field(5, "2.21.0");
  return number_field(1, 1) + bytes_field(2, bytes_field(1, info) + bytes_field(2, graph));
}

std::string archive(const std::string& name, const std::string& content) {
  return ZipBytes({ZipFile{"model/variables/a", "x"}, ZipFile{name, content}}).archive();
}

std::optional<Encoding> sniffed(const std::string& bytes) {
  const ByteView part = bytes_of(bytes);
  return sniff_encoding({&part, 1});
}

Result<void> checked(const std::string& bytes) {
  const ByteView part = bytes_of(bytes);
  return check_model(Encoding::TensorFlow, {&part, 1}, ModelOrigin::Guest);
}

void expect_refused(const std::string& bytes, ErrorCode code, const std::string& why) {
  const auto outcome = checked(bytes);
  ASSERT_FALSE(outcome.has_value()) << why;
  EXPECT_EQ(outcome.error().code, code) << outcome.error().message;
  EXPECT_THAT(outcome.error().message, HasSubstr(why));
}

TEST(TensorFlowFormat, IsKnownInEachForm) {
  const std::string folder = committed("digits/saved_model.pb");
  for (const std::string& bytes : {committed("pair_frozen.pb"), folder, archive("saved_model.pb", folder),
                                   archive("model/saved_model.pb", folder), node(), saved_model(node())}) {
    EXPECT_EQ(sniffed(bytes), Encoding::TensorFlow);
    EXPECT_TRUE(checked(bytes).has_value()) << checked(bytes).error().message;
  }
}

TEST(TensorFlowFormat, IsNotClaimedForOthers) {
  for (const std::string& bytes : std::vector<std::string>{
           number_field(1, 8) + bytes_field(2, "producer"), number_field(1, 8), bytes_field(1, "text"), "hello",
           ZipBytes({ZipFile{"a", "x"}}).archive(), ZipBytes({ZipFile{"not_saved_model.pb", "x"}}).archive()}) {
    EXPECT_FALSE(recognise(bytes_of(bytes)));
  }
}

TEST(TensorFlowFormat, IsKnownWhenItsEndIsCutOff) {
  for (const std::string& whole : {committed("pair_frozen.pb"), committed("pair/saved_model.pb"),
                                   archive("model/saved_model.pb", committed("pair/saved_model.pb"))}) {
    const std::string half = whole.substr(0, whole.size() / 2);
    EXPECT_EQ(sniffed(half), Encoding::TensorFlow);
    EXPECT_FALSE(checked(half).has_value());
  }
}

TEST(TensorFlowFormat, RefusesWhatIsNestedTooDeep) {
  std::string value;
  for (int level = 0; level < 40; ++level) {
    value = bytes_field(10, bytes_field(1, "f") + bytes_field(2, bytes_field(1, "key") + bytes_field(2, value)));
  }
  const std::string attribute = bytes_field(5, bytes_field(1, "f") + bytes_field(2, value));
  expect_refused(node(attribute), ErrorCode::InvalidEncoding, "levels deep");
}

TEST(TensorFlowFormat, RefusesASavedModelWithoutAGraph) {
  const std::string empty = number_field(1, 1) + bytes_field(2, bytes_field(1, ""));
  expect_refused(empty, ErrorCode::InvalidEncoding, "no graph");
  expect_refused(archive("saved_model.pb", empty), ErrorCode::InvalidEncoding, "no graph");
  expect_refused(archive("saved_model.pb", "hello"), ErrorCode::InvalidEncoding, "no graph");
}

TEST(TensorFlowFormat, RefusesArchivesThatMeanHarm) {
  const std::string model = saved_model(node());
  const ZipFile file{"saved_model.pb", model};
  expect_refused(ZipBytes({file, {"../x", "y"}}).archive(), ErrorCode::Security, "no plain path");
  expect_refused(ZipBytes({file, {"a/saved_model.pb", model}}).archive(), ErrorCode::InvalidEncoding, "more than one");
  ZipFile packed = file;
  packed.method = 12;
  expect_refused(ZipBytes({packed, file}).archive(), ErrorCode::Security, "two entries");
  expect_refused(ZipBytes({packed, {"a", "x"}}).archive(), ErrorCode::InvalidEncoding, "method 12");
}

TEST(TensorFlowFormat, SurvivesDamage) {
  for (const std::string& whole : {committed("pair_frozen.pb"), committed("pair/saved_model.pb"),
                                   archive("saved_model.pb", committed("pair/saved_model.pb"))}) {
    for (const std::string& damaged : wasinn::testing::flipped(whole, 500, 3)) (void)checked(damaged);
    for (const std::string& piece : wasinn::testing::cut_off(whole)) (void)checked(piece);
  }
}

TEST(TensorFlowFormat, SaysWhatItIs) {
  const auto described = [](const std::string& bytes) { return describe(bytes_of(bytes)); };
  EXPECT_THAT(described(committed("pair_frozen.pb")), ::testing::Contains(Pair("kind", "GraphDef")));
  EXPECT_THAT(described(node() + bytes_field(4, number_field(1, 2378))),
              ::testing::ElementsAre(Pair("kind", "GraphDef"), Pair("graph version", "2378")));
  EXPECT_THAT(described(saved_model(node())),
              ::testing::ElementsAre(Pair("kind", "SavedModel"), Pair("written by", "TensorFlow 2.21.0")));
  EXPECT_THAT(described(archive("saved_model.pb", saved_model(node()))),
              ::testing::ElementsAre(Pair("kind", "SavedModel in a zip archive"),
                                     Pair("written by", "TensorFlow 2.21.0")));
}

}  // namespace
}  // namespace wasinn::tensorflow
