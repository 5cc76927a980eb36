// SPDX-License-Identifier: Apache-2.0
// Reading of wasinn.json: what it may say, and what is refused.
#include "declared_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytorch {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view json) {
  try {
    read_declared_ports(json);
  } catch (const wasinn::sdk::Failure& failure) {
    EXPECT_EQ(failure.status(), static_cast<wasinn_status>(WASINN_INVALID_ENCODING));
    return failure.what();
  }
  return "accepted";
}

TEST(DeclaredPorts, OfAModelThatSaysNothingAreNothing) {
  EXPECT_FALSE(read_declared_ports("").inputs.has_value());
  EXPECT_FALSE(read_declared_ports("{}").outputs.has_value());
  EXPECT_TRUE(read_declared_ports(R"({"inputs": []})").inputs->empty());
}

TEST(DeclaredPorts, HaveNamesTypesAndShapes) {
  const auto ports = read_declared_ports(R"({"inputs": [{"name": "x", "type": "f32", "shape": ["batch", 4, null]}]})");
  const DeclaredPort& port = ports.inputs->at(0);
  EXPECT_EQ(port.name, "x");
  EXPECT_EQ(port.type_name, "f32");
  ASSERT_EQ(port.dimensions.size(), 3u);
  EXPECT_EQ(port.dimensions[0].name, "batch");
  EXPECT_EQ(port.dimensions[1].size, 4);
  EXPECT_EQ(port.dimensions[2].size, -1);
}

TEST(DeclaredPorts, MayLeaveEverythingOpen) {
  const DeclaredPort port = read_declared_ports(R"({"outputs": [{}]})").outputs->at(0);
  EXPECT_EQ(port.name, "");
  EXPECT_EQ(port.type_name, "");
  EXPECT_FALSE(port.rank_known);
  EXPECT_TRUE(read_declared_ports(R"({"outputs": [{"shape": []}]})").outputs->at(0).rank_known) << "a scalar";
}

TEST(DeclaredPorts, AreRefusedWhereTheyMakeNoSense) {
  EXPECT_THAT(refusal("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(refusal("{"), HasSubstr("no JSON object"));
  EXPECT_THAT(refusal(R"({"inputs": {}})"), HasSubstr("'inputs' is no list"));
  EXPECT_THAT(refusal(R"({"inputs": [4]})"), HasSubstr("a port is an object, got number"));
  EXPECT_THAT(refusal(R"({"inputs": [{"type": 4}]})"), HasSubstr("'type' is no text"));
  EXPECT_THAT(refusal(R"({"inputs": [{"shape": [-1]}]})"), HasSubstr("a size is a number from 0"));
  EXPECT_THAT(refusal(R"({"inputs": [{"shape": [2147483648]}]})"), HasSubstr("got 2147483648"));
  EXPECT_THAT(refusal(R"({"inputs": [{"shape": 4}]})"), HasSubstr("a shape is a list"));
  EXPECT_THAT(refusal(R"({"inputs": [{"shape": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}]})"), HasSubstr("at most 16"));
  EXPECT_THAT(refusal(std::string(1 << 21, ' ')), HasSubstr("at most 1048576"));
}

}  // namespace
}  // namespace pytorch
