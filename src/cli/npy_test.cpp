// SPDX-License-Identifier: Apache-2.0
// .npy files: what is read and written, and every way in which one can be wrong.
#include "cli/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace wasinn::cli {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

/// A file with this header text and data.
std::string file_of(const std::string& header, const std::string& data, char major = 1) {
  std::string out = "\x93NUMPY"s + major + '\0';
  const std::size_t digits = major == 1 ? 2 : 4;
  for (std::size_t i = 0; i < digits; ++i) out += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return out + header + data;
}

std::string dictionary(const std::string& descr, const std::string& shape, const std::string& fortran = "False") {
  return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }\n";
}

std::string complaint(const std::string& file) {
  const auto array = parse_npy(bytes_of(file));
  EXPECT_FALSE(array);
  return array ? "" : array.error().message;
}

struct TypeCase {
  const char* descr;
  ElementType type;
};

TEST(Npy, ReadsEveryTypeThatWasiNnHas) {
  constexpr std::array kCases = {TypeCase{"<f2", ElementType::F16}, TypeCase{"<f4", ElementType::F32},
                                 TypeCase{"<f8", ElementType::F64}, TypeCase{"|u1", ElementType::U8},
                                 TypeCase{"<i4", ElementType::I32}, TypeCase{"<i8", ElementType::I64},
                                 TypeCase{"|V2", ElementType::Bf16}, TypeCase{"<V2", ElementType::Bf16},
                                 TypeCase{"<u2", ElementType::Bf16}};
  for (const TypeCase& one : kCases) {
    const std::string file = file_of(dictionary(one.descr, "(3,)"), std::string(3 * byte_size(one.type), 'x'));
    const auto array = parse_npy(bytes_of(file));
    ASSERT_TRUE(array) << one.descr << ": " << array.error().message;
    EXPECT_EQ(array->type, one.type) << one.descr;
    EXPECT_EQ(array->shape.text(), "[3]");
    EXPECT_EQ(text_of(array->bytes), std::string(3 * byte_size(one.type), 'x'));
  }
}

TEST(Npy, ReadsScalarsEmptyArraysAndManyDimensions) {
  const auto shape_of = [](const std::string& tuple, std::size_t bytes) {
    const std::string file = file_of(dictionary("|u1", tuple), std::string(bytes, 'x'));
    const auto array = parse_npy(bytes_of(file));
    return array ? array->shape.text() : array.error().message;
  };
  EXPECT_EQ(shape_of("()", 1), "[]");
  EXPECT_EQ(shape_of("(0,)", 0), "[0]");
  EXPECT_EQ(shape_of("(2, 3)", 6), "[2,3]");
  EXPECT_EQ(shape_of("(1,2,3,)", 6), "[1,2,3]");
  EXPECT_EQ(shape_of("(2L, 3L)", 6), "[2,3]");
}

TEST(Npy, ReadsAllThreeVersionsOfTheHeader) {
  for (const char major : {'\1', '\2', '\3'}) {
    const std::string file = file_of(dictionary("|u1", "(1,)"), "x", major);
    EXPECT_TRUE(parse_npy(bytes_of(file))) << static_cast<int>(major);
  }
  EXPECT_THAT(complaint(file_of(dictionary("|u1", "(1,)"), "x", 4)), HasSubstr("its version is 4"));
}

TEST(Npy, TakesKeysInAnyOrderAndEitherQuote) {
  const std::string file = file_of("{\"shape\": (1,), \"fortran_order\": False, \"descr\": \"|u1\"}", "x");
  EXPECT_TRUE(parse_npy(bytes_of(file)));
}

TEST(Npy, ReadsWhatItWrites) {
  for (const ElementType type : {ElementType::F16, ElementType::F32, ElementType::F64, ElementType::Bf16,
                                 ElementType::U8, ElementType::I32, ElementType::I64}) {
    for (const std::vector<std::int64_t>& sizes : {std::vector<std::int64_t>{}, {0}, {5}, {2, 3}, {1, 1, 8, 8}}) {
      const Shape shape = *Shape::from(sizes);
      const std::string header = npy_header(type, shape);
      EXPECT_EQ(header.size() % 64, 0u);
      const std::string file = header + std::string(*shape.byte_size(type), 'x');
      const auto array = parse_npy(bytes_of(file));
      ASSERT_TRUE(array) << array.error().message;
      EXPECT_EQ(array->type, type);
      EXPECT_EQ(array->shape, shape);
    }
  }
}

TEST(Npy, SaysHowToSaveWhatItCannotUse) {
  EXPECT_THAT(complaint(file_of(dictionary(">f4", "(1,)"), "1234")), HasSubstr("save array.astype('<f4')"));
  EXPECT_THAT(complaint(file_of(dictionary("<f4", "(2, 2)", "True"), "")), HasSubstr("numpy.ascontiguousarray(array)"));
  EXPECT_THAT(complaint(file_of(dictionary("|b1", "(1,)"), "1")), HasSubstr("save it as float16, float32"));
  EXPECT_THAT(complaint(file_of("{'descr': [('a', '<f4')], }", "")), HasSubstr("records of several fields"));
}

TEST(Npy, RefusesDataThatDoesNotFitTheShape) {
  EXPECT_THAT(complaint(file_of(dictionary("<f4", "(2,)"), "1234567")), HasSubstr("7 bytes of data where f32[2]"));
  EXPECT_THAT(complaint(file_of(dictionary("<f4", "(2,)"), "123456789")), HasSubstr("9 bytes of data"));
}

TEST(Npy, RefusesShapesThatCannotBe) {
  EXPECT_FALSE(parse_npy(bytes_of(file_of(dictionary("|u1", "(-1,)"), ""))));
  EXPECT_FALSE(parse_npy(bytes_of(file_of(dictionary("|u1", "(99999999999999999999,)"), ""))));
  EXPECT_FALSE(parse_npy(bytes_of(file_of(dictionary("<f8", "(2147483647, 2147483647, 2147483647)"), ""))));
  std::string many = "(";
  for (int i = 0; i < 17; ++i) many += "1,";
  EXPECT_THAT(complaint(file_of(dictionary("|u1", many + ")"), "x")), HasSubstr("more than 16 dimensions"));
}

TEST(Npy, RefusesBrokenHeaders) {
  for (const char* header :
       {"", "{", "}", "{}", "[]", "{'descr'}", "{'descr': '|u1'}", "{'descr': '|u1' 'shape': (1,)}", "{'descr: 1}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } x", "{'descr': '|u1', 'descr': '|u1'}",
        "{'descr': '|u1', 'fortran_order': Maybe, 'shape': (1,)}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': 1}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1}",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (a)}",
        "{'zzz': '|u1', 'fortran_order': False, 'shape': (1,)}"}) {
    EXPECT_THAT(complaint(file_of(header, "x")), HasSubstr("not a usable .npy file")) << header;
  }
}

TEST(Npy, RefusesAFileThatIsCutOffAnywhere) {
  const std::string whole = npy_header(ElementType::F32, *Shape::from(std::vector<std::int64_t>{2})) + "12345678";
  ASSERT_TRUE(parse_npy(bytes_of(whole)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_npy(bytes_of(whole.substr(0, size)))) << size;
  }
}

TEST(Npy, DoesNotBelieveTheLengthOfAHeader) {
  std::string file = "\x93NUMPY\x02\0"s + "\xff\xff\xff\xff" + "{}";
  EXPECT_THAT(complaint(file), HasSubstr("claims 4294967295 bytes"));
  file = "\x93NUMPY\x01\0"s + "\xff\x00"s + "{}";
  EXPECT_THAT(complaint(file), HasSubstr("cut off in its header"));
}

}  // namespace
}  // namespace wasinn::cli
