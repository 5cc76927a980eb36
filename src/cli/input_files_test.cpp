// SPDX-License-Identifier: Apache-2.0
// From `--input` texts and files to tensors.
#include "cli/input_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "cli/npy.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

Port port(const std::string& name, ElementType type, const std::vector<std::int64_t>& sizes) {
  Port made;
  made.name = name;
  made.type = type;
  for (const std::int64_t size : sizes) made.dimensions.push_back({size, size < 0 ? "n" : ""});
  return made;
}

class InputFiles : public ::testing::Test {
 protected:
  InputFiles() {
    write("eight", "12345678");
    write("pair.npy", npy_header(ElementType::F32, *Shape::from(std::vector<std::int64_t>{2})) + "12345678");
  }
  void write(const std::string& name, const std::string& content) { temporary_.write(name, content); }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  /// "type[shape]" of each tensor, or the message.
  std::string read(const std::vector<Port>& ports, const std::vector<std::string>& texts) {
    const auto tensors = read_inputs(ports, texts);
    if (!tensors) return tensors.error().message;
    std::string out;
    for (const Tensor& tensor : *tensors) out += (out.empty() ? "" : " ") + tensor.view().text();
    return out;
  }

  const TemporaryFolder temporary_;
  const fs::path folder_ = temporary_.path();
};

TEST_F(InputFiles, FindsPortsByNameAndByIndex) {
  const std::vector<Port> ports = {port("b", ElementType::U8, {8}), port("a:0", ElementType::F32, {2})};
  EXPECT_EQ(read(ports, {"a:0=" + file("eight"), "b=" + file("eight")}), "u8[8] f32[2]");
  EXPECT_EQ(read(ports, {"0=" + file("eight"), "1=" + file("pair.npy")}), "u8[8] f32[2]");
}

TEST_F(InputFiles, PrefersANameThatLooksLikeAnIndex) {
  const std::vector<Port> ports = {port("1", ElementType::U8, {8}), port("0", ElementType::F32, {2})};
  EXPECT_EQ(read(ports, {"1=" + file("eight"), "0=" + file("pair.npy")}), "u8[8] f32[2]");
}

TEST_F(InputFiles, NeedsNoNameForTheOnlyInput) {
  EXPECT_EQ(read({port("x", ElementType::F32, {2})}, {file("pair.npy")}), "f32[2]");
}

TEST_F(InputFiles, GivesBytesTheShapeOfThePort) {
  EXPECT_EQ(read({port("x", ElementType::F32, {1, 2})}, {"x=" + file("eight")}), "f32[1,2]");
  EXPECT_EQ(read({port("x", ElementType::F32, {-1, 2})}, {"x=" + file("eight")}), "f32[1,2]");
  EXPECT_EQ(read({port("x", ElementType::U8, {2, -1})}, {"x=" + file("eight")}), "u8[2,4]");
  EXPECT_EQ(read({port("x", ElementType::F64, {})}, {"x=" + file("eight")}), "f64[]");
}

TEST_F(InputFiles, TakesAShapeFromTheCommandLine) {
  const std::vector<Port> ports = {port("x", ElementType::F32, {-1, -1})};
  EXPECT_EQ(read(ports, {"x:2x1=" + file("eight")}), "f32[2,1]");
  EXPECT_EQ(read(ports, {"0:1x2=" + file("pair.npy")}), "f32[1,2]");
  EXPECT_EQ(read({port("x", ElementType::F64, {})}, {"x:scalar=" + file("eight")}), "f64[]");
}

TEST_F(InputFiles, SaysWhenBytesDoNotFit) {
  EXPECT_THAT(read({port("x", ElementType::F32, {3})}, {"x=" + file("eight")}), HasSubstr("f32[3] needs 12 bytes"));
  EXPECT_THAT(read({port("x", ElementType::F32, {-1, 3})}, {"x=" + file("eight")}), HasSubstr("got 8"));
  EXPECT_THAT(read({port("x", ElementType::F32, {-1, -1})}, {"x=" + file("eight")}),
              HasSubstr("more than one of its sizes is unknown; say the shape: NAME:1x2x3=FILE"));
  EXPECT_THAT(read({port("x", ElementType::F32, {2})}, {"x:3=" + file("pair.npy")}), HasSubstr("got 8"));
  Port any = port("x", ElementType::F32, {});
  any.rank_known = false;
  EXPECT_THAT(read({any}, {"x=" + file("eight")}), HasSubstr("its rank is unknown; say the shape"));
}

TEST_F(InputFiles, SaysWhichInputIsMissingTwiceOrUnknown) {
  const std::vector<Port> ports = {port("a", ElementType::U8, {8}), port("b", ElementType::U8, {8})};
  EXPECT_THAT(read(ports, {"a=" + file("eight")}), HasSubstr("input 1 'b' u8[8] is not given"));
  EXPECT_THAT(read(ports, {"a=" + file("eight"), "0=" + file("eight")}), HasSubstr("input 0 'a' u8[8] is given twice"));
  EXPECT_THAT(read(ports, {"c=" + file("eight")}),
              AllOf(HasSubstr("no input 'c'"), HasSubstr("input 0 'a' u8[8], input 1 'b' u8[8]")));
  EXPECT_THAT(read(ports, {file("eight")}), HasSubstr("does not say which input it is for"));
  EXPECT_THAT(read({}, {"c=" + file("eight")}), HasSubstr("it has none"));
}

TEST_F(InputFiles, SaysWhichFileCannotBeRead) {
  EXPECT_THAT(read({port("a", ElementType::U8, {8})}, {"a=" + file("none")}), HasSubstr("cannot read " + file("none")));
  EXPECT_THAT(read({port("a", ElementType::U8, {8})}, {"a=" + folder_.string()}), HasSubstr("is a directory"));
}

TEST_F(InputFiles, RefusesBytesForATypeThatWasiNnLacks) {
  Port text = port("t", ElementType::U8, {8});
  text.type.reset();
  text.foreign_type = "string";
  EXPECT_THAT(read({text}, {"t=" + file("eight")}), HasSubstr("wasi-nn has no such type"));
}

}  // namespace
}  // namespace wasinn::cli
