// SPDX-License-Identifier: Apache-2.0
// The walk over ONNX models: where references to files may hide, and how deep models may be.
#include "format/onnx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/doubles/protobuf_bytes.h"

namespace wasinn::onnx {
namespace {

using doubles::bytes_field;
using doubles::number_field;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

const std::string kVersion = number_field(1, 8);
const std::string kOpset = bytes_field(8, number_field(2, 17));

std::string model_of(const std::string& graph) { return kVersion + bytes_field(7, graph) + kOpset; }

/// A tensor whose bytes are in another file, in the two ways to say so.
const std::string kNamesFile = bytes_field(13, bytes_field(1, "location") + bytes_field(2, "weights.bin"));
const std::string kSaysExternal = number_field(14, 1);
const std::string kInside = number_field(14, 0) + bytes_field(9, "raw data");

Result<void> from_guest(const std::string& model) { return check(bytes_of(model), ModelOrigin::Guest); }
Result<void> from_operator(const std::string& model) { return check(bytes_of(model), ModelOrigin::Operator); }

/// A model with `tensor` at each place of the format that can hold a tensor.
std::vector<std::pair<std::string, std::string>> places(const std::string& tensor) {
  const std::string initializer = bytes_field(5, tensor);
  const auto node = [](const std::string& attribute) { return bytes_field(1, bytes_field(5, attribute)); };
  const std::string sparse_values = bytes_field(1, tensor);
  const std::string sparse_indices = bytes_field(2, tensor);
  const std::string function = bytes_field(7, bytes_field(5, bytes_field(5, tensor)));
  const std::string default_attribute = bytes_field(11, bytes_field(5, tensor));
  const std::string whole = model_of("");
  return {
      {"initializer", model_of(initializer)},
      {"second initializer", model_of(bytes_field(5, kInside) + initializer)},
      {"sparse initializer, values", model_of(bytes_field(15, sparse_values))},
      {"sparse initializer, indices", model_of(bytes_field(15, sparse_indices))},
      {"attribute", model_of(node(bytes_field(5, tensor)))},
      {"attribute, list", model_of(node(bytes_field(10, tensor)))},
      {"attribute, sparse", model_of(node(bytes_field(22, sparse_values)))},
      {"attribute, sparse list", model_of(node(bytes_field(23, sparse_indices)))},
      {"subgraph", model_of(node(bytes_field(6, initializer)))},
      {"subgraph, list", model_of(node(bytes_field(11, initializer)))},
      {"subgraph in a subgraph", model_of(node(bytes_field(6, node(bytes_field(6, initializer)))))},
      {"function", whole + bytes_field(25, function)},
      {"function, default of an attribute", whole + bytes_field(25, default_attribute)},
      {"training, initialization", whole + bytes_field(20, bytes_field(1, initializer))},
      {"training, algorithm", whole + bytes_field(20, bytes_field(2, initializer))},
      {"second graph", whole + bytes_field(7, initializer)},
  };
}

TEST(OnnxFileReferences, AreRefusedFromGuestsWhereverTheyHide) {
  for (const std::string& tensor : {kNamesFile, kSaysExternal, kSaysExternal + kNamesFile, kInside + kNamesFile}) {
    for (const auto& [place, model] : places(tensor)) {
      const auto checked = from_guest(model);
      ASSERT_FALSE(checked) << place;
      EXPECT_EQ(checked.error().code, ErrorCode::NamesHostFile) << place;
      EXPECT_THAT(checked.error().message, HasSubstr("load it by name"));
    }
  }
}

TEST(OnnxFileReferences, AreTheOperatorsRight) {
  for (const auto& [place, model] : places(kSaysExternal + kNamesFile)) EXPECT_TRUE(from_operator(model)) << place;
}

TEST(OnnxFileReferences, AreNotSeenInTensorsThatHoldTheirBytes) {
  for (const auto& [place, model] : places(kInside)) EXPECT_TRUE(from_guest(model)) << place;
}

TEST(OnnxFileReferences, AreNotSeenInFieldsOfOtherMessagesWithTheSameNumbers) {
  const std::string value_info = bytes_field(13, bytes_field(1, "x"));
  EXPECT_TRUE(from_guest(model_of(value_info)));
  EXPECT_TRUE(from_guest(model_of("") + bytes_field(14, bytes_field(1, "key"))));
}

TEST(OnnxFileReferences, AreFoundInNumbersThatAreWrittenTheLongWay) {
  const std::string long_zero("\x70\x80\x80\x80\x00", 5);
  const std::string long_one("\x70\x81\x80\x80\x00", 5);
  EXPECT_TRUE(from_guest(model_of(bytes_field(5, long_zero))));
  EXPECT_FALSE(from_guest(model_of(bytes_field(5, long_one))));
}

/// A model of `graphs` graphs inside each other.
std::string graph_of_depth(int graphs) {
  std::string graph;
  for (int i = 1; i < graphs; ++i) graph = bytes_field(1, bytes_field(5, bytes_field(6, graph)));
  return model_of(graph);
}

TEST(OnnxDepth, MayReach64Levels) {
  EXPECT_TRUE(from_operator(graph_of_depth(21)));
  EXPECT_TRUE(from_guest(graph_of_depth(21)));
}

TEST(OnnxDepth, BeyondItIsRefusedEvenFromTheOperator) {
  for (const int graphs : {22, 23, 100}) {
    const auto checked = from_operator(graph_of_depth(graphs));
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::InvalidEncoding);
    EXPECT_THAT(checked.error().message, HasSubstr("64 levels"));
  }
}

TEST(OnnxDepth, NeedsNoStackForThousandsOfLevels) {
  EXPECT_FALSE(from_guest(graph_of_depth(1000)));
  std::string type;
  for (int i = 0; i < 1000; ++i) type = bytes_field(4, bytes_field(1, type));
  const auto checked = from_guest(model_of(bytes_field(11, bytes_field(2, type))));
  EXPECT_EQ(checked.error().code, ErrorCode::InvalidEncoding);
}

TEST(OnnxModels, NeedAVersionAGraphAndOperators) {
  EXPECT_TRUE(from_guest(kVersion + bytes_field(7, "") + kOpset));
  EXPECT_TRUE(from_guest(kOpset + bytes_field(7, "") + kVersion));
  for (const std::string& model : {kVersion + kOpset, bytes_field(7, "") + kOpset, kVersion + bytes_field(7, "")}) {
    EXPECT_EQ(from_guest(model).error().code, ErrorCode::InvalidEncoding);
  }
}

TEST(OnnxModels, OfTheFirstVersionsNeedNameNoOperators) {
  EXPECT_TRUE(from_guest(number_field(1, 2) + bytes_field(7, "")));
  EXPECT_FALSE(from_guest(number_field(1, 3) + bytes_field(7, "")));
}

TEST(OnnxModels, AreNotRecognisedWithFieldsOfOtherKinds) {
  EXPECT_FALSE(recognise(bytes_of(bytes_field(1, "8") + bytes_field(7, ""))));
  EXPECT_FALSE(recognise(bytes_of(kVersion + number_field(7, 1))));
}

TEST(OnnxModels, ThatEndEarlyOrAreNoProtobufInsideAreRefused) {
  const std::string node = bytes_field(1, bytes_field(5, "\xFF\xFF\xFF"));
  EXPECT_EQ(from_guest(model_of(node)).error().code, ErrorCode::InvalidEncoding);
  const std::string whole = model_of(bytes_field(5, kInside));
  EXPECT_EQ(from_guest(whole + "\x12").error().code, ErrorCode::InvalidEncoding);
}

TEST(OnnxDescriptions, TellVersionAndOperatorSets) {
  const std::string custom = bytes_field(8, bytes_field(1, "com.example") + number_field(2, 3));
  EXPECT_THAT(describe(bytes_of(model_of("") + custom)),
              ElementsAre(Pair("ir version", "8"), Pair("opset", "17"), Pair("opset", "com.example 3")));
}

TEST(OnnxDescriptions, AreMadePrintable) {
  const std::string custom = bytes_field(8, bytes_field(1, "a\x1b[2J") + number_field(2, 1));
  EXPECT_THAT(describe(bytes_of(custom)), ElementsAre(Pair("opset", "a?[2J 1")));
}

}  // namespace
}  // namespace wasinn::onnx
