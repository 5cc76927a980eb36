// SPDX-License-Identifier: Apache-2.0
// Tests of writing what functions returned, each value from a real component.
#include "engine/value_text.h"

#include "engine/test_component.h"
#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

class ValueText : public EngineTest {
 protected:
  std::string called(const std::string& guest) {
    RunOptions options;
    options.function = "f";
    const auto outcome = run_text(guest, options);
    return outcome ? outcome->result : outcome.error().message;
  }

  /// The text of a value of `type` that fits an i32, as `number`.
  std::string of(const std::string& type, const std::string& number) {
    return called(component_returning(type, "i32", "(i32.const " + number + ")"));
  }

  /// The text of a value of `type` that lies at the begin of the memory `data`.
  std::string in_memory(const std::string& type, const std::string& data) {
    return called(component_returning(type, "i32", "(i32.const 0)", data));
  }

  /// The same for a named type, which the component has to export.
  std::string named(const std::string& type, const std::string& data) {
    std::string guest = component_returning("$t", "i32", "(i32.const 0)", data);
    return called(guest.replace(0, 10, "(component (type $d " + type + ") (export $t \"t\" (type $d))"));
  }

  /// The same for a named type that fits an i32.
  std::string named_number(const std::string& type, const std::string& number) {
    std::string guest = component_returning("$t", "i32", "(i32.const " + number + ")");
    return called(guest.replace(0, 10, "(component (type $d " + type + ") (export $t \"t\" (type $d))"));
  }
};

TEST_F(ValueText, WritesBooleansAndIntegers) {
  EXPECT_EQ(of("bool", "1"), "true");
  EXPECT_EQ(of("bool", "0"), "false");
  EXPECT_EQ(of("s8", "-128"), "-128");
  EXPECT_EQ(of("u8", "255"), "255");
  EXPECT_EQ(of("s16", "-32768"), "-32768");
  EXPECT_EQ(of("u16", "65535"), "65535");
  EXPECT_EQ(of("s32", "-1"), "-1");
  EXPECT_EQ(of("u32", "-1"), "4294967295");
  EXPECT_EQ(called(component_returning("s64", "i64", "(i64.const -9223372036854775808)")), "-9223372036854775808");
  EXPECT_EQ(called(component_returning("u64", "i64", "(i64.const -1)")), "18446744073709551615");
}

TEST_F(ValueText, WritesFloatsWithTheDigitsThatTellThemApart) {
  const auto f32 = [&](const std::string& value) {
    return called(component_returning("f32", "f32", "(f32.const " + value + ")"));
  };
  EXPECT_EQ(f32("0.1"), "0.1");
  EXPECT_EQ(f32("16777216"), "16777216");
  EXPECT_EQ(f32("-inf"), "-inf");
  EXPECT_EQ(f32("nan"), "nan");
  EXPECT_EQ(called(component_returning("f64", "f64", "(f64.const 0.1)")), "0.1");
  EXPECT_EQ(called(component_returning("f64", "f64", "(f64.const 1e300)")), "1e+300");
}

TEST_F(ValueText, QuotesAndEscapesText) {
  EXPECT_EQ(of("char", "0x61"), "'a'");
  EXPECT_EQ(of("char", "0x27"), "'\\''");
  EXPECT_EQ(of("char", "0x1b"), "'\\u{1b}'");
  EXPECT_EQ(of("char", "0x202e"), "'\\u{202e}'");
  EXPECT_EQ(of("char", "0x1f600"), "'\xF0\x9F\x98\x80'");
  EXPECT_EQ(in_memory("string",
                      "\\08\\00\\00\\00\\08\\00\\00\\00a\\22\\5c\\0a\\09\\0d\\1b'"), "\"a\\\"\\\\\\n\\t\\r\\u{1b}'\"");
  EXPECT_EQ(in_memory("string", "\\08\\00\\00\\00\\09\\00\\00\\00\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"),
            "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  EXPECT_EQ(in_memory("string", "\\08\\00\\00\\00\\02\\00\\00\\00\xC2\x9B"), "\"\\u{9b}\"");
  EXPECT_EQ(in_memory("string", "\\00\\00\\00\\00\\00\\00\\00\\00"), "\"\"");
}

TEST_F(ValueText, WritesListsAndTuples) {
  EXPECT_EQ(in_memory("(list u8)", "\\08\\00\\00\\00\\03\\00\\00\\00\\01\\02\\03"), "[1, 2, 3]");
  EXPECT_EQ(in_memory("(list string)", "\\00\\00\\00\\00\\00\\00\\00\\00"), "[]");
  EXPECT_EQ(in_memory("(tuple u8 bool)", "\\07\\01"), "(7, true)");
  EXPECT_EQ(in_memory("(list (tuple u8 u8))", "\\08\\00\\00\\00\\02\\00\\00\\00\\01\\02\\03\\04"), "[(1, 2), (3, 4)]");
}

TEST_F(ValueText, WritesRecords) {
  EXPECT_EQ(named("(record (field \"x\" u8) (field \"is-y\" bool))", "\\05\\01"), "{x: 5, is-y: true}");
}

TEST_F(ValueText, WritesVariantsAndEnums) {
  const std::string shape = "(variant (case \"dot\") (case \"circle\" u8))";
  EXPECT_EQ(named(shape, "\\00\\00"), "dot");
  EXPECT_EQ(named(shape, "\\01\\09"), "circle(9)");
  EXPECT_EQ(named_number("(enum \"red\" \"green\")", "1"), "green");
}

TEST_F(ValueText, WritesOptionsAndResults) {
  EXPECT_EQ(in_memory("(option u8)", "\\00\\00"), "none");
  EXPECT_EQ(in_memory("(option u8)", "\\01\\04"), "some(4)");
  EXPECT_EQ(in_memory("(option (option u8))", "\\01\\00\\00"), "some(none)");
  EXPECT_EQ(of("(result)", "0"), "ok");
  EXPECT_EQ(of("(result)", "1"), "err");
  EXPECT_EQ(in_memory("(result u8 (error u8))", "\\00\\04"), "ok(4)");
  EXPECT_EQ(in_memory("(result u8 (error u8))", "\\01\\05"), "err(5)");
}

TEST_F(ValueText, WritesFlags) {
  const std::string access = "(flags \"read\" \"write\" \"run\")";
  EXPECT_EQ(named_number(access, "5"), "{read, run}");
  EXPECT_EQ(named_number(access, "0"), "{}");
}

TEST_F(ValueText, HasAPlaceholderForResources) {
  std::string guest = component_of("(import \"host\" \"new\" (func $new (param i32) (result i32))) "
                                   "(func (export \"f\") (result i32) (call $new (i32.const 1)))",
                                   "(func (export \"f\") (result (own $t)) (canon lift (core func $i \"f\")))");
  guest.replace(0, 10, R"((component (type $r (resource (rep i32))) (export $t "t" (type $r))
                           (core func $new (canon resource.new $r)))");
  const std::string host = "(with \"host\" (instance ";
  guest.replace(guest.find(host), host.size(), host + "(export \"new\" (func $new)) ");
  EXPECT_EQ(called(guest), "<resource>");
}

}  // namespace
}  // namespace wasinn::engine
