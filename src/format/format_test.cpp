// SPDX-License-Identifier: Apache-2.0
// Telling formats apart, and what is mistaken for a model.
#include "format/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/doubles/protobuf_bytes.h"

namespace wasinn {
namespace {

using doubles::bytes_field;
using doubles::number_field;
using testing::HasSubstr;
using namespace std::string_literals;

const std::string kOnnx =
    number_field(1, 8) + bytes_field(7, bytes_field(2, "graph")) + bytes_field(8, number_field(2, 17));
const std::string kGraphDef = bytes_field(1, bytes_field(1, "x") + bytes_field(2, "Placeholder"));
const std::string kOpenVino = "<?xml version=\"1.0\"?>\n<net name=\"add\" version=\"11\">\n</net>\n";
const std::string kTfLite = "\x1c\0\0\0TFL3\0\0\0\0"s;
const std::string kGguf = "GGUF\3\0\0\0"s;
const std::string kTorchScript = "PK\x03\x04....net/constants.pkl....net/code/__torch__.py...."s;

std::optional<Encoding> sniffed(const std::string& bytes) {
  const ByteView part = bytes_of(bytes);
  return sniff_encoding({&part, 1});
}

std::string look(const std::string& bytes) {
  const ByteView part = bytes_of(bytes);
  return looks_like({&part, 1});
}

Result<void> checked(Encoding encoding, const std::vector<std::string>& model) {
  std::vector<ByteView> parts;
  for (const std::string& part : model) parts.push_back(bytes_of(part));
  return check_model(encoding, parts, ModelOrigin::Guest);
}

TEST(Sniffing, KnowsEachEncoding) {
  EXPECT_EQ(sniffed(kOnnx), Encoding::Onnx);
  EXPECT_EQ(sniffed(kGraphDef), Encoding::TensorFlow);
  EXPECT_EQ(sniffed(kOpenVino), Encoding::OpenVino);
  EXPECT_EQ(sniffed(kTfLite), Encoding::TensorFlowLite);
  EXPECT_EQ(sniffed(kGguf), Encoding::Ggml);
  EXPECT_EQ(sniffed(kTorchScript), Encoding::PyTorch);
}

TEST(Sniffing, KnowsOpenVinoHoweverItsXmlBegins) {
  for (const char* xml : {"<net name=\"a\">", "<net>", "<net\n name='a'>", "<net\tname='a'>", "<net\r\nname='a'>",
                          "<net/>", "\xEF\xBB\xBF<?xml version=\"1.0\"?><net name=\"a\">", "  \n<net>",
                          "<?xml version=\"1.0\"?>\r\n<!-- made by hand -->\r\n<net>"}) {
    EXPECT_EQ(sniffed(xml), Encoding::OpenVino) << xml;
  }
}

TEST(Sniffing, TakesNoOtherXmlForOpenVino) {
  for (const char* xml : {"<network>", "<html><body>", "<?xml version=\"1.0\"?><svg>", "<net", "net>", "a <net>"}) {
    EXPECT_EQ(sniffed(xml), std::nullopt) << xml;
  }
}

TEST(Sniffing, KnowsOnnxWhicheverFieldComesFirst) {
  EXPECT_EQ(sniffed(bytes_field(7, bytes_field(2, "graph")) + number_field(1, 8)), Encoding::Onnx);
  EXPECT_EQ(sniffed(number_field(5, 1) + bytes_field(2, "producer") + kOnnx), Encoding::Onnx);
}

TEST(Sniffing, KnowsABrokenOnnxByItsBeginning) {
  EXPECT_EQ(sniffed(kOnnx.substr(0, kOnnx.size() / 2)), Encoding::Onnx);
  EXPECT_EQ(sniffed(kOnnx + "\xFF\xFF\xFF"), Encoding::Onnx);
}

TEST(Sniffing, ClaimsNothingThatItDoesNotKnow) {
  for (const std::string& bytes : {""s, "\0"s, "a"s, "GGU"s, "TFL3"s, "....TFL"s, "hello world"s, number_field(1, 8),
                                   bytes_field(7, "graph"), "PK\x03\x04 some archive"s, std::string(100, '\xFF'),
                                   "preload:/etc/passwd"s, bytes_field(1, bytes_field(1, "x"))}) {
    EXPECT_EQ(sniffed(bytes), std::nullopt) << bytes;
  }
  EXPECT_EQ(sniff_encoding({}), std::nullopt);
}

TEST(Sniffing, LooksAtTheFirstPartOnly) {
  const ByteView parts[] = {bytes_of("nothing"), bytes_of(kOnnx)};
  EXPECT_EQ(sniff_encoding(parts), std::nullopt);
}

TEST(Lookalikes, AreCalledByTheirNames) {
  EXPECT_EQ(look("\x1f\x8b\x08\x00"s), "gzip");
  EXPECT_EQ(look("PK\x03\x04 archive"), "a zip archive");
  EXPECT_EQ(look("\x28\xb5\x2f\xfd...."), "zstandard");
  EXPECT_EQ(look("\xfd" "7zXZ\0"s), "xz");
  EXPECT_EQ(look("BZh91AY"), "bzip2");
  EXPECT_EQ(look("\x7f" "ELF\2\1\1"), "an ELF program");
  EXPECT_EQ(look("\0asm\1\0\0\0"s), "WebAssembly");
  EXPECT_EQ(look("\x89" "HDF\r\n\x1a\n"), "HDF5");
  EXPECT_EQ(look("\x89" "PNG\r\n\x1a\n"), "a PNG picture");
  EXPECT_EQ(look("\xff\xd8\xff\xe0"), "a JPEG picture");
  EXPECT_EQ(look("\x93" "NUMPY\1\0"s), "a NumPy array");
  EXPECT_THAT(look("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n"), HasSubstr("Git LFS"));
  EXPECT_EQ(look("<!DOCTYPE html><html>"), "an HTML page");
  EXPECT_EQ(look("<!doctype html><html>"), "an HTML page");
  EXPECT_EQ(look("<html lang='en'>"), "an HTML page");
}

TEST(Lookalikes, OfNoKindAreTextOrNothingKnown) {
  EXPECT_EQ(look("hello,\r\n\tworld"), "text");
  EXPECT_EQ(look("\x01\x02\x03"), "nothing known");
  EXPECT_EQ(look(""), "no bytes at all");
  EXPECT_EQ(looks_like({}), "no bytes at all");
}

TEST(Lookalikes, ThatAreModelsAreCalledByTheirEncoding) {
  EXPECT_EQ(look(kOnnx), "onnx");
  EXPECT_EQ(look(kTorchScript), "pytorch");
}

TEST(ModelChecks, AcceptAModelOfItsOwnEncoding) {
  EXPECT_TRUE(checked(Encoding::Onnx, {kOnnx}));
  EXPECT_TRUE(checked(Encoding::OpenVino, {kOpenVino, "weights"}));
  EXPECT_TRUE(checked(Encoding::OpenVino, {kOpenVino, ""}));
  EXPECT_TRUE(checked(Encoding::OpenVino, {kOpenVino}));
}

TEST(ModelChecks, RefuseAnotherEncodingAndSayWhatItIs) {
  const auto wrong = checked(Encoding::OpenVino, {kOnnx});
  EXPECT_EQ(wrong.error().code, ErrorCode::InvalidEncoding);
  EXPECT_THAT(wrong.error().message, HasSubstr("openvino"));
  EXPECT_THAT(wrong.error().message, HasSubstr("look like onnx"));
  EXPECT_THAT(checked(Encoding::Onnx, {"\x1f\x8b\x08"}).error().message, HasSubstr("look like gzip"));
}

TEST(ModelChecks, CountTheParts) {
  for (const Encoding encoding : kEncodings) EXPECT_EQ(checked(encoding, {}).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(checked(Encoding::Onnx, {kOnnx, kOnnx}).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(checked(Encoding::OpenVino, {kOpenVino, "a", "b"}).error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(checked(Encoding::Onnx, {kOnnx, ""}).error().message, HasSubstr("has one part, got 2"));
  EXPECT_THAT(checked(Encoding::OpenVino, {kOpenVino, "", ""}).error().message, HasSubstr("one or two parts, got 3"));
}

TEST(ModelChecks, RefuseAFirstPartWithoutBytes) {
  EXPECT_EQ(checked(Encoding::Onnx, {""}).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(checked(Encoding::OpenVino, {"", "weights"}).error().code, ErrorCode::InvalidArgument);
}

TEST(ModelDescriptions, AreEmptyForFormatsThatSayNothing) {
  const ByteView part = bytes_of(kGguf);
  EXPECT_TRUE(describe_model(Encoding::Ggml, {&part, 1}).empty());
  EXPECT_TRUE(describe_model(Encoding::Onnx, {}).empty());
}

}  // namespace
}  // namespace wasinn
