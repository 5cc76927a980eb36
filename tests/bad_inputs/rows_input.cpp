// SPDX-License-Identifier: Apache-2.0
// Rows 54 to 85: what `set_input` is given.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

#include "tests/abi/sparse_memory.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kF16;
using plain::kF32;
using plain::kF64;
using plain::kI32;
using plain::kI64;
using plain::kU8;

constexpr std::string_view kModel = "echo u8[3]";

Pointer good_tensor(Attack& attack) { return attack.guest().place_tensor({3}, kU8, bytes_of("abc")); }

/// The bad call with these 20 bytes as the tensor.
Errno raw(Attack& attack, Pointer dimensions, std::uint32_t rank, Pointer data, std::uint32_t length) {
  const std::uint32_t context = attack.context("echo u8[...]");
  return attack.call("set_input",
                     {context, 0, attack.guest().place_raw_tensor(dimensions, rank, kU8, data, length)});
}

/// A shape and so many bytes of data for an input that takes any u8.
Errno any(Attack& attack, std::initializer_list<std::uint32_t> dimensions, std::string_view data) {
  return attack.set_input(attack.context("echo u8[...]"), dimensions, kU8, data);
}

Errno given(Attack& attack, std::string_view model, std::initializer_list<std::uint32_t> dimensions, std::uint8_t type,
            std::size_t length) {
  return attack.set_input(attack.context(model), dimensions, type, std::string(length, '\1'));
}

Errno at_pointer(Attack& attack, Pointer tensor) {
  return attack.call("set_input", {attack.context(kModel), 0, tensor});
}

Errno at_index(Attack& attack, std::uint32_t index) {
  const std::uint32_t context = attack.context("echo u8[3] u8[3]");
  return attack.call("set_input", {context, index, good_tensor(attack)});
}

Errno with_type(Attack& attack, std::uint8_t type) { return given(attack, kModel, {3}, type, 3); }

/// Data at each address modulo 8; what comes out is what went in.
Errno skewed(Attack& attack) {
  const std::uint32_t context = attack.context("echo f64[1]");
  const std::string value = "8 bytes!";
  for (std::uint32_t skew = 1; skew < 8; ++skew) {
    const Pointer tensor = attack.guest().place_tensor({1}, kF64, bytes_of(value), skew);
    EXPECT_EQ(attack.call("set_input", {context, 0, tensor}), Errno::Success);
    attack.guest().compute(context);
    EXPECT_EQ(attack.guest().output(context, 0), value);
  }
  return Errno::Success;
}

HostSetup small_tensors() {
  HostSetup setup;
  setup.limits.tensor_size = 16;
  return setup;
}

HostSetup few_tensor_bytes() {
  HostSetup setup;
  setup.limits.tensor_bytes = 16;
  return setup;
}

HostSetup one_tensor() {
  HostSetup setup;
  setup.limits.tensors = 1;
  return setup;
}

Errno second_tensor(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[3] u8[3]");
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  return attack.call("set_input", {context, 1, good_tensor(attack)});
}

/// A tensor that is refused leaves the one that was set.
Errno too_large_after_a_good_one(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[?]");
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  const Errno answer = attack.set_input(context, {17}, kU8, std::string(17, 'x'));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

Errno a_million_times(Attack& attack) {
  const std::uint32_t context = attack.context(kModel);
  const Pointer tensor = good_tensor(attack);
  Errno answer = Errno::Success;
  std::uint64_t resident = 0;
  for (int i = 0; i < kTimes && answer == Errno::Success; ++i) {
    answer = attack.guest().call("set_input", {context, 0, tensor});
    if (i == 1000) resident = plain::resident_bytes();
  }
  EXPECT_LT(plain::resident_bytes(), resident + plain::kUnsteadyBytes);
  EXPECT_EQ(attack.guest().session().usage().tensors, 1u);
  return answer;
}

Errno strange_values(Attack& attack) {
  const std::uint32_t context = attack.context("echo f32[4]");
  const std::array<float, 4> values = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                       -0.0F, std::numeric_limits<float>::denorm_min()};
  const std::string data(text_of(std::as_bytes(std::span(values))));
  const Errno answer = attack.set_input(context, {4}, kF32, data);
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), data);
  return answer;
}

Errno changed_afterwards(Attack& attack) {
  const std::uint32_t context = attack.context(kModel);
  const Errno answer = attack.call("set_input", {context, 0, good_tensor(attack)});
  std::fill(attack.guest().bytes().begin(), attack.guest().bytes().end(), std::byte{'x'});
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

Errno grown_afterwards(Attack& attack) {
  const std::uint32_t context = attack.context(kModel);
  const Errno answer = attack.call("set_input", {context, 0, good_tensor(attack)});
  attack.guest().grow(1u << 20);
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

/// What guests from before August 2023 mean by 2 and 3 on inputs of u8 and i32.
Errno old_numbers(Attack& attack) {
  EXPECT_EQ(given(attack, "echo i32[3]", {3}, 3, 12), Errno::Success);
  EXPECT_EQ(given(attack, "echo i32[3]", {3}, 3, 3), Errno::InvalidArgument) << "three bytes are u8 today";
  EXPECT_EQ(given(attack, "echo f64[3]", {3}, 2, 3), Errno::InvalidArgument) << "the input is not u8";
  return given(attack, "echo u8[3]", {3}, 2, 3);
}

const std::array kRows = {
    Row{54, "unknown", Errno::InvalidArgument,
        [](Attack& a) { return a.call("set_input", {a.context(kModel) + 1, 0, good_tensor(a)}); }},
    Row{54, "largest", Errno::InvalidArgument,
        [](Attack& a) { return a.call("set_input", {0xFFFFFFFF, 0, good_tensor(a)}); }},
    Row{55, "graph", Errno::InvalidArgument,
        [](Attack& a) { return a.call("set_input", {a.guest().load(kModel), 0, good_tensor(a)}); }},
    Row{56, "nothing_loaded", Errno::InvalidArgument,
        [](Attack& a) { return a.call("set_input", {1, 0, good_tensor(a)}); }},
    Row{57, "at_end", Errno::InvalidArgument, [](Attack& a) { return at_pointer(a, a.guest().end()); }},
    Row{57, "ends_outside", Errno::InvalidArgument, [](Attack& a) { return at_pointer(a, a.guest().end() - 19); }},
    Row{57, "wraps", Errno::InvalidArgument, [](Attack& a) { return at_pointer(a, 0xFFFFFFF0); }},
    Row{58, "odd", Errno::Success,
        [](Attack& a) { return at_pointer(a, a.guest().place_tensor({3}, kU8, bytes_of("abc"), 3)); }},
    Row{59, "at_end", Errno::InvalidArgument, [](Attack& a) { return raw(a, a.guest().end(), 1, 16, 1); }},
    Row{59, "largest", Errno::InvalidArgument, [](Attack& a) { return raw(a, 0xFFFFFFFF, 1, 16, 1); }},
    Row{60, "ends_outside", Errno::InvalidArgument, [](Attack& a) { return raw(a, a.guest().end() - 4, 2, 16, 1); }},
    Row{60, "last_byte", Errno::InvalidArgument, [](Attack& a) { return raw(a, a.guest().end() - 3, 1, 16, 1); }},
    Row{61, "not_a_scalar", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {}, kU8, 1); }},
    Row{61, "scalar", Errno::Success, [](Attack& a) { return given(a, "echo u8[]", {}, kU8, 1); }},
    Row{61, "scalar_with_dimensions_anywhere", Errno::Success,
        [](Attack& a) { return raw(a, 0xFFFFFFFF, 0, 16, 1); }},
    Row{62, "huge", Errno::InvalidArgument, [](Attack& a) { return raw(a, 16, 1u << 30, 16, 1); }},
    Row{62, "largest", Errno::InvalidArgument, [](Attack& a) { return raw(a, 16, 0xFFFFFFFF, 16, 1); }},
    Row{62, "seventeen", Errno::InvalidArgument,
        [](Attack& a) { return any(a, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "x"); }},
    Row{62, "sixteen", Errno::Success,
        [](Attack& a) { return any(a, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "x"); }},
    Row{63, "allowed", Errno::Success, [](Attack& a) { return given(a, "echo u8[?,3]", {0, 3}, kU8, 0); }},
    Row{63, "allowed_with_data_anywhere", Errno::Success,
        [](Attack& a) { return raw(a, a.guest().place_numbers({0}), 1, 0xFFFFFFFF, 0); }},
    Row{63, "not_the_models", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {0}, kU8, 0); }},
    Row{63, "with_data", Errno::InvalidArgument, [](Attack& a) { return given(a, "echo u8[?]", {0}, kU8, 1); }},
    Row{64, "no_data", Errno::InvalidArgument, [](Attack& a) { return any(a, {65536, 65536}, ""); }},
    Row{64, "some_data", Errno::InvalidArgument, [](Attack& a) { return any(a, {65536, 65536}, "abcd"); }},
    Row{64, "one_too_many", Errno::InvalidArgument, [](Attack& a) { return any(a, {65536, 65537}, "abcd"); }},
    Row{65, "elements", Errno::InvalidArgument, [](Attack& a) { return any(a, {65536, 65536, 65536, 65536}, ""); }},
    Row{65, "bytes", Errno::InvalidArgument,
        [](Attack& a) { return given(a, "echo f64[...]", {1u << 30, 1u << 30, 2}, kF64, 8); }},
    Row{65, "dimension_over_2_31", Errno::InvalidArgument, [](Attack& a) { return any(a, {0x80000000}, "x"); }},
    Row{66, "one_byte_short", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {3}, kU8, 2); }},
    Row{67, "one_byte_more", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {3}, kU8, 4); }},
    Row{68, "empty", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {3}, kU8, 0); }},
    Row{69, "at_end", Errno::InvalidArgument,
        [](Attack& a) { return raw(a, a.guest().place_numbers({3}), 1, a.guest().end(), 3); }},
    Row{69, "ends_outside", Errno::InvalidArgument,
        [](Attack& a) { return raw(a, a.guest().place_numbers({3}), 1, a.guest().end() - 2, 3); }},
    Row{69, "wraps", Errno::InvalidArgument,
        [](Attack& a) { return raw(a, a.guest().place_numbers({3}), 1, 0xFFFFFFFE, 3); }},
    Row{70, "each_skew", Errno::Success, skewed},
    Row{71, "seven_bytes", Errno::InvalidArgument, [](Attack& a) { return given(a, "echo f32[?]", {2}, kF32, 7); }},
    Row{71, "one_byte", Errno::InvalidArgument, [](Attack& a) { return given(a, "echo f32[?]", {1}, kF32, 1); }},
    Row{72, "six", Errno::InvalidArgument, [](Attack& a) { return with_type(a, 6); }},
    Row{72, "largest", Errno::InvalidArgument, [](Attack& a) { return with_type(a, 255); }},
    Row{73, "f32", Errno::InvalidArgument, [](Attack& a) { return given(a, "echo i32[3]", {3}, kF32, 12); }},
    Row{73, "old_numbers", Errno::Success, old_numbers},
    Row{74, "f64", Errno::Success, [](Attack& a) { return given(a, "echo f64[3]", {3}, kF64, 24); }},
    Row{74, "i64", Errno::Success, [](Attack& a) { return given(a, "echo i64[3]", {3}, kI64, 24); }},
    Row{75, "more", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {1, 3}, kU8, 3); }},
    Row{75, "fewer", Errno::InvalidArgument, [](Attack& a) { return given(a, "echo i32[1,3]", {3}, kI32, 12); }},
    Row{76, "larger", Errno::InvalidArgument, [](Attack& a) { return given(a, kModel, {4}, kU8, 4); }},
    Row{77, "count", Errno::InvalidArgument, [](Attack& a) { return at_index(a, 2); }},
    Row{78, "largest", Errno::InvalidArgument, [](Attack& a) { return at_index(a, 0xFFFFFFFF); }},
    Row{79, "one_tensor", Errno::TooLarge, too_large_after_a_good_one, small_tensors},
    Row{79, "all_tensors", Errno::TooLarge, too_large_after_a_good_one, few_tensor_bytes},
    Row{79, "number_of_tensors", Errno::TooLarge, second_tensor, one_tensor},
    Row{80, "a_million_times", Errno::Success, a_million_times},
    Row{81, "strange", Errno::Success, strange_values},
    Row{82, "changed_afterwards", Errno::Success, changed_afterwards},
    Row{83, "grown_afterwards", Errno::Success, grown_afterwards},
    Row{84, "f16", Errno::Success, [](Attack& a) { return given(a, "echo f16[3]", {3}, kF16, 6); }},
    Row{84, "f16_of_four_bytes", Errno::InvalidArgument,
        [](Attack& a) { return given(a, "echo f16[3]", {3}, kF16, 12); }},
    Row{84, "bf16_has_no_number", Errno::InvalidArgument,
        [](Attack& a) { return given(a, "echo bf16[3]", {3}, kF16, 6); }},
};

}  // namespace

std::span<const Row> input_rows() { return kRows; }

}  // namespace wasinn::bad_inputs
