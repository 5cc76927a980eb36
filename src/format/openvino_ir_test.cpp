// SPDX-License-Identifier: Apache-2.0
// What of IR passes before a framework sees it, and what does not.
#include "format/openvino_ir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/doubles/damaged_model.h"

namespace wasinn::openvino_ir {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using wasinn::testing::cut_off;

std::string file(const std::string& name) {
  std::ifstream stream(WASINN_TEST_SOURCE_DIR "/tests/conformance/models/openvino/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Result<void> check_guest(const std::string& xml, const std::string& weights = "") {
  const ByteView parts[] = {bytes_of(xml), bytes_of(weights)};
  return check(parts, ModelOrigin::Guest);
}

Result<void> check_operator(const std::string& xml) {
  const ByteView part = bytes_of(xml);
  return check({&part, 1}, ModelOrigin::Operator);
}

// A model with these layers and edges.
std::string net(const std::string& layers, const std::string& edges = "") {
  return "<?xml version=\"1.0\"?><net name=\"m\" version=\"11\"><layers>" + layers + "</layers><edges>" + edges +
         "</edges></net>";
}

std::string layer(int id, const std::string& type, const std::string& data = "", int inputs = 0) {
  std::string ports;
  for (int i = 0; i < inputs; ++i) ports += "<port id=\"" + std::to_string(i) + "\"/>";
  return "<layer id=\"" + std::to_string(id) + "\" name=\"n\" type=\"" + type + "\" version=\"opset1\"><data " + data +
         "/><input>" + ports + "</input></layer>";
}

std::string constant(int id, const std::string& type, const std::string& shape, int offset, int size) {
  return layer(id, "Const", "element_type=\"" + type + "\" shape=\"" + shape + "\" offset=\"" + std::to_string(offset) +
                                "\" size=\"" + std::to_string(size) + "\"");
}

std::string edge(int from, int to, int port) {
  return "<edge from-layer=\"" + std::to_string(from) + "\" from-port=\"0\" to-layer=\"" + std::to_string(to) +
         "\" to-port=\"" + std::to_string(port) + "\"/>";
}

void expect_refused(const Result<void>& result, ErrorCode code, const char* why) {
  ASSERT_FALSE(result.has_value()) << why;
  EXPECT_EQ(result.error().code, code) << result.error().message;
  EXPECT_THAT(result.error().message, HasSubstr(why));
}

TEST(OpenvinoIr, PassesModels) {
  for (const char* name : {"pair", "batch", "digits", "matmul", "large", "identity_f16", "identity_int8"}) {
    const auto result = check_guest(file(std::string(name) + ".xml"), file(std::string(name) + ".bin"));
    EXPECT_TRUE(result.has_value()) << name << ": " << result.error().message;
  }
}

TEST(OpenvinoIr, Describes) {
  const std::string xml = file("digits.xml");
  const ByteView part = bytes_of(xml);
  EXPECT_THAT(describe({&part, 1}), ElementsAre(Pair("ir version", "11"), Pair("opset", "opset1, opset8"),
                                                Pair("producer", "wasinn conformance")));
}

TEST(OpenvinoIr, TakesCommentsInstructionsAndABom) {
  EXPECT_TRUE(check_guest("\xEF\xBB\xBF<?xml version=\"1.0\"?> <!-- <!DOCTYPE a> --> " +
                          net(layer(0, "Parameter", "shape=\"1,?,2..8,..4\"")).substr(21) + " <!-- end -->\n")
                  .has_value());
}

TEST(OpenvinoIr, RefusesDocumentTypesAndEntities) {
  const std::string bomb = "<!DOCTYPE net [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>";
  expect_refused(check_guest("<?xml version=\"1.0\"?>" + bomb + net("").substr(21)), ErrorCode::InvalidEncoding,
                 "document type");
  expect_refused(check_guest(net("<!ENTITY a \"b\">")), ErrorCode::InvalidEncoding, "document type");
}

TEST(OpenvinoIr, RefusesWhatIsNotWellFormed) {
  const char* broken[] = {"<net version=\"11\">", "<net version=\"11\"><a></net>", "<net version=\"11\"></a></net>",
                          "<net version=\"11\"><a b></net>", "<net version=\"11\"><a b=c/></net>",
                          "<net version=\"11\"><a b=\"1\" b=\"2\"/></net>", "<net version=\"11\"><a b=\"<\"/></net>",
                          "<net version=\"11\"/><net version=\"11\"/>", "<net version=\"11\"/>more",
                          "<net version=\"11\"><!-- </net>", "<net version=\"11\"", "<", "", "<>", "< net/>"};
  for (const char* xml : broken) EXPECT_FALSE(check_guest(xml).has_value()) << xml;
  expect_refused(check_guest(std::string("<net version=\"11\">\0</net>", 25)), ErrorCode::InvalidEncoding, "zero byte");
}

TEST(OpenvinoIr, RefusesDepth) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  expect_refused(check_guest("<net version=\"11\">" + deep), ErrorCode::InvalidEncoding, "nests");
}

TEST(OpenvinoIr, RefusesManyOperatorsFromGuests) {
  std::string many;
  for (int i = 0; i < 16385; ++i) many += layer(i, "Parameter");
  expect_refused(check_guest(net(many)), ErrorCode::TooLarge, "16384");
  EXPECT_TRUE(check_operator(net(many)).has_value());
}

TEST(OpenvinoIr, WantsANetWithAVersion) {
  expect_refused(check_guest("<model version=\"11\"/>"), ErrorCode::InvalidEncoding, "<net> belongs");
  expect_refused(check_guest("<net name=\"m\"/>"), ErrorCode::InvalidEncoding, "no version");
}

TEST(OpenvinoIr, KeepsWeightsInsideTheirPart) {
  const std::string weights(16, '\1');
  EXPECT_TRUE(check_guest(net(constant(0, "f32", "4", 0, 16)), weights).has_value());
  expect_refused(check_guest(net(constant(0, "f32", "4", 1, 16)), weights), ErrorCode::InvalidEncoding, "up to byte 17");
  expect_refused(check_guest(net(constant(0, "f32", "5", 0, 16)), weights), ErrorCode::InvalidEncoding, "f32[5]");
  expect_refused(check_guest(net(constant(0, "f32", "4", -1, 16)), weights), ErrorCode::InvalidEncoding, "'-1'");
  const std::string wrap =
      layer(0, "Const", "element_type=\"u8\" shape=\"1\" offset=\"18446744073709551615\" size=\"2\"");
  expect_refused(check_guest(net(wrap), weights), ErrorCode::InvalidEncoding, "18446744073709551615");
  EXPECT_FALSE(check_guest(net(constant(0, "f32", "1", 0, 4))).has_value()) << "there is no second part";
  EXPECT_TRUE(check_operator(net(constant(0, "f32", "4", 1000, 16))).has_value()) << "its size is not known here";
}

TEST(OpenvinoIr, RefusesShapesThatCannotBe) {
  for (const char* shape :
       {"x", "1,,2", "2147483648", "-2", "99999999999999999999", "1...2", "2147483647,2147483647,4"}) {
    EXPECT_FALSE(check_guest(net(constant(0, "f32", shape, 0, 0))).has_value()) << shape;
  }
  const std::string port = "<input><port id=\"0\"><dim>7x</dim></port></input>";
  expect_refused(check_guest(net("<layer id=\"0\" type=\"Result\">" + port + "</layer>")),
                 ErrorCode::InvalidEncoding, "'7x'");
}

TEST(OpenvinoIr, WantsOneOrderOfThings) {
  expect_refused(check_guest("<net version=\"11\"><edges/><layers/></net>"), ErrorCode::InvalidEncoding, "follow a list");
  expect_refused(check_guest("<net version=\"11\"><layers/><layers/></net>"), ErrorCode::InvalidEncoding, "two lists");
  expect_refused(check_guest("<net version=\"11\"><layers/><edges/><edges/></net>"), ErrorCode::InvalidEncoding, "edges");
  expect_refused(check_guest(net(layer(0, "Parameter") + layer(0, "Parameter"))), ErrorCode::InvalidEncoding, "id 0");
  expect_refused(check_guest(net(layer(0, "Add"), edge(0, 0, 1) + edge(0, 0, 1))), ErrorCode::InvalidEncoding, "twice");
}

TEST(OpenvinoIr, RefusesOperatorsThatLackWhatIsTakenForGranted) {
  for (const char* type : {"Broadcast", "BROADCAST", "MaxPool", "Slice", "ReadValue", "Assign"}) {
    expect_refused(check_guest(net(layer(0, type))), ErrorCode::InvalidEncoding, "lacks");
    EXPECT_FALSE(check_operator(net(layer(0, type))).has_value()) << type;
  }
  EXPECT_TRUE(check_guest(net(layer(0, "ReadValue", "variable_id=\"a\""))).has_value());
  EXPECT_TRUE(check_guest(net(layer(0, "Parameter") + layer(1, "Broadcast", "", 2), edge(0, 1, 0) + edge(0, 1, 1)))
                  .has_value());
}

TEST(OpenvinoIr, RefusesOperatorsWithUncheckedIndicesFromGuestsOnly) {
  for (const char* type : {"GatherND", "ScatterElementsUpdate", "Unique", "gathernd"}) {
    expect_refused(check_guest(net(layer(0, type))), ErrorCode::UnsupportedOperation, "by name");
    EXPECT_TRUE(check_operator(net(layer(0, type))).has_value()) << type;
  }
}

struct Control {
  const char* type;
  int input;
  bool zero_is_fine;
  bool huge_is_fine;
};

TEST(OpenvinoIr, WantsHarmlessConstantsWhereTheFrameworkDoesNotCheck) {
  for (const Control& control : {Control{"Gather", 2, true, true}, Control{"Range", 2, false, true},
                                 Control{"Mod", 1, false, true}, Control{"Pad", 1, true, false}}) {
    const auto with = [&control](const std::string& source, const std::string& weights) {
      return check_guest(net(source + layer(1, control.type, "", 3), edge(0, 1, control.input)), weights);
    };
    const std::string source = constant(0, "i64", "1", 0, 8);
    EXPECT_TRUE(with(source, std::string("\1\0\0\0\0\0\0\0", 8)).has_value()) << control.type;
    EXPECT_EQ(with(source, std::string(8, '\0')).has_value(), control.zero_is_fine) << control.type;
    EXPECT_EQ(with(source, std::string(8, '\x70')).has_value(), control.huge_is_fine) << control.type;
    expect_refused(with(layer(0, "Parameter"), ""), ErrorCode::UnsupportedOperation, "is not a constant");
    expect_refused(with(layer(0, "Add", "offset=\"0\" size=\"0\" shape=\"0\" element_type=\"i64\""), ""),
                   ErrorCode::UnsupportedOperation, "is not a constant");
  }
}

TEST(OpenvinoIr, LooksIntoBodies) {
  const std::string body = "<body><layers>" + layer(0, "GatherND") + "</layers><edges/></body>";
  const std::string loop = "<layer id=\"0\" type=\"Loop\">" + body + "</layer>";
  expect_refused(check_guest(net(loop)), ErrorCode::UnsupportedOperation, "gathernd");
  EXPECT_TRUE(check_guest(net("<layer id=\"0\" type=\"Loop\"><body><layers>" + layer(0, "Add") +
                              "</layers><edges/></body></layer>" + layer(1, "Add"),
                              edge(0, 1, 0)))
                  .has_value());
}

TEST(OpenvinoIr, RefusesPathsFromGuests) {
  const std::string xml =
      "<net version=\"11\"><layers/><edges/><rt_info><__weights_path value=\"/etc/x\"/></rt_info></net>";
  expect_refused(check_guest(xml), ErrorCode::NamesHostFile, "names a file");
  EXPECT_TRUE(check_operator(xml).has_value());
}

TEST(OpenvinoIr, SurvivesDamage) {
  const std::string xml = file("digits.xml");
  const std::string weights = file("digits.bin");
  for (const std::string& piece : cut_off(xml)) EXPECT_FALSE(check_guest(piece, weights).has_value());
  for (const std::string& copy : wasinn::testing::flipped(xml, 500, 5)) (void)check_guest(copy, weights);
  for (unsigned seed = 0; seed < 50; ++seed) {
    EXPECT_FALSE(check_guest("<net" + wasinn::testing::random_bytes(2000, seed)).has_value());
  }
}

}  // namespace
}  // namespace wasinn::openvino_ir
