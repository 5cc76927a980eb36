// SPDX-License-Identifier: Apache-2.0
// PortNames: names, indices, and text for messages.
#include "abi/wit/port_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wasinn::wit {
namespace {

PortNames names_of(std::initializer_list<std::string> names) {
  std::vector<Port> ports;
  for (const std::string& name : names) {
    Port port;
    port.name = name;
    ports.push_back(port);
  }
  return PortNames(ports);
}

TEST(PortNames, AreTheModelsOwnAndIndicesWhereItHasNone) {
  const PortNames names = names_of({"image", "", "mask"});
  ASSERT_EQ(names.size(), 3u);
  EXPECT_EQ(names[0], "image");
  EXPECT_EQ(names[1], "1");
  EXPECT_EQ(names.find("mask"), 2u);
  EXPECT_EQ(names.find("1"), 1u);
}

TEST(PortNames, AcceptADecimalIndexUnlessAPortHasThatName) {
  const PortNames names = names_of({"1", "a"});
  EXPECT_EQ(names.find("0"), 0u);
  EXPECT_EQ(names.find("1"), 0u) << "the port of that name comes first";
}

TEST(PortNames, FindNothingForOtherTexts) {
  const PortNames names = names_of({"a", "b"});
  for (const char* text : {"", "c", "2", "-1", "+1", "01", "1 ", "0x1", "99999999999999999999", "A"}) {
    EXPECT_FALSE(names.find(text)) << text;
  }
}

TEST(PortNames, TellTwoPortsOfOneNameApartByNothing) {
  EXPECT_EQ(names_of({"x", "x"}).find("x"), 0u);
  EXPECT_EQ(names_of({"x", "x"}).find("1"), 1u);
}

TEST(PortNames, BecomeUtf8AsComponentsHaveNoOtherText) { EXPECT_EQ(names_of({"a\xff"})[0], "a?"); }

TEST(PortNames, AreListedForMessages) {
  EXPECT_EQ(names_of({}).text(), "none");
  EXPECT_EQ(names_of({"image", "a\nb"}).text(), "'image', 'a?b'");
  std::vector<Port> many(20);
  EXPECT_TRUE(PortNames(many).text().ends_with("'15' and 4 more"));
}

}  // namespace
}  // namespace wasinn::wit
