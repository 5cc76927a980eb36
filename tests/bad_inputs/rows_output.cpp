// SPDX-License-Identifier: Apache-2.0
// Rows 100 to 111: what `get_output` is given.
#include <gtest/gtest.h>

#include <array>

#include "tests/abi/scripted_backend.h"
#include "tests/abi/sparse_memory.h"
#include "tests/bad_inputs/rows.h"

namespace wasinn::bad_inputs {
namespace {

using plain::kU8;

constexpr std::string_view kModel = "echo u8[3]";
constexpr std::uint32_t kUntouched = 0xC0FFEE;

/// A context that has computed "abc".
std::uint32_t computed(Attack& attack) {
  const std::uint32_t context = attack.context(kModel);
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  attack.guest().compute(context);
  return context;
}

/// The bad call with a good buffer and place for the size; the size must not be written.
Errno of(Attack& attack, std::uint32_t context, std::uint32_t index) {
  const Pointer size = attack.guest().place_numbers({kUntouched});
  const Pointer buffer = attack.guest().place("...");
  const Errno answer = attack.call("get_output", {context, index, buffer, 3, size});
  EXPECT_EQ(attack.guest().number_at(size), kUntouched);
  return answer;
}

Errno into(Attack& attack, Pointer buffer, std::uint32_t length) {
  const std::uint32_t context = computed(attack);
  return attack.call("get_output", {context, 0, buffer, length, attack.guest().place_numbers({0})});
}

Errno with_size_at(Attack& attack, Pointer size) {
  const Pointer buffer = attack.guest().place("...");
  return attack.call("get_output", {computed(attack), 0, buffer, 3, size});
}

/// Too small: the size that it needs is told, and a second call with that much gets the output.
Errno too_small(Attack& attack, Pointer buffer, std::uint32_t length) {
  const std::uint32_t context = computed(attack);
  const Pointer size = attack.guest().place_numbers({0});
  const Errno answer = attack.call("get_output", {context, 0, buffer, length, size}, size);
  EXPECT_EQ(attack.guest().number_at(size), 3u);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

Errno size_inside_the_buffer(Attack& attack) {
  const std::uint32_t context = computed(attack);
  const Pointer buffer = attack.guest().place("........");
  const Errno answer = attack.call("get_output", {context, 0, buffer, 8, buffer});
  EXPECT_EQ(attack.guest().number_at(buffer), 3u) << "the size is written last";
  return answer;
}

Errno before_compute(Attack& attack) {
  const std::uint32_t context = attack.context(kModel);
  EXPECT_EQ(of(attack, context, 1), Errno::InvalidArgument) << "a wrong index is that, computed or not";
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  return of(attack, context, 0);
}

/// After a failed computation the outputs of the one before are gone.
Errno after_a_failure(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[3] fail=no");
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  EXPECT_EQ(attack.call("compute", {context}), Errno::RuntimeError);
  return of(attack, context, 0);
}

Errno no_elements(Attack& attack) {
  const std::uint32_t context = attack.context("echo f32[?,3]");
  attack.guest().set_input(context, 0, {0, 3}, plain::kF32, {});
  attack.guest().compute(context);
  const Pointer size = attack.guest().place_numbers({kUntouched});
  const Errno answer = attack.call("get_output", {context, 0, 0xFFFFFFFF, 0, size});
  EXPECT_EQ(attack.guest().number_at(size), 0u);
  return answer;
}

/// Five GiB that take no memory, from a guest whose operator allows so much.
Errno five_gibibytes(Attack&) {
  constexpr std::int64_t kSize = std::int64_t{5} << 30;
  const plain::SparseMemory output(kSize);
  plain::Script script;
  script.outputs = {plain::port_of(ElementType::U8, {5, kSize / 5})};
  script.on_compute = [&](std::span<const TensorView>) {
    return std::vector{TensorView{ElementType::U8, *Shape::from(std::array<std::int64_t, 2>{5, kSize / 5}), output.bytes()}};
  };
  HostSetup setup;
  setup.limits.tensor_bytes = std::uint64_t{8} << 30;
  setup.sources.push_back(plain::scripted_backend(script));
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("anything"));
  guest.compute(context);
  const Pointer size = guest.place_numbers({kUntouched});
  const Errno answer = guest.call("get_output", {context, 0, 1024, 1024, size});
  EXPECT_EQ(guest.number_at(size), kUntouched) << "no number of 32 bits says what is needed";
  return answer;
}

HostSetup few_tensor_bytes() {
  HostSetup setup;
  setup.limits.tensor_bytes = 7;
  return setup;
}

/// Four bytes in and four out are one too many.
Errno outputs_over_the_quota(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[?]");
  attack.guest().set_input(context, 0, {4}, kU8, bytes_of("abcd"));
  const Errno answer = attack.call("compute", {context});
  EXPECT_EQ(of(attack, context, 0), Errno::RuntimeError);
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return answer;
}

Errno foreign_type(Attack& attack) {
  const std::uint32_t context = attack.context("echo u8[3] >string[?]");
  attack.guest().set_input(context, 0, {3}, kU8, bytes_of("abc"));
  attack.guest().compute(context);
  EXPECT_EQ(attack.guest().output(context, 0), "abc");
  return of(attack, context, 1);
}

const std::array kRows = {
    Row{100, "unknown", Errno::InvalidArgument, [](Attack& a) { return of(a, computed(a) + 1, 0); }},
    Row{100, "graph", Errno::InvalidArgument, [](Attack& a) { return of(a, a.guest().load(kModel), 0); }},
    Row{100, "nothing_loaded", Errno::InvalidArgument, [](Attack& a) { return of(a, 1, 0); }},
    Row{101, "never", Errno::RuntimeError, before_compute},
    Row{101, "failed", Errno::RuntimeError, after_a_failure},
    Row{102, "count", Errno::InvalidArgument, [](Attack& a) { return of(a, computed(a), 1); }},
    Row{103, "largest", Errno::InvalidArgument, [](Attack& a) { return of(a, computed(a), 0xFFFFFFFF); }},
    Row{104, "at_end", Errno::InvalidArgument, [](Attack& a) { return into(a, a.guest().end(), 3); }},
    Row{104, "ends_outside", Errno::InvalidArgument, [](Attack& a) { return into(a, a.guest().end() - 2, 3); }},
    Row{104, "wraps", Errno::InvalidArgument, [](Attack& a) { return into(a, 0xFFFFFFFF, 3); }},
    Row{105, "one_byte_short", Errno::TooLarge, [](Attack& a) { return too_small(a, a.guest().place("..."), 2); }},
    Row{105, "size_over_the_buffer", Errno::Success, size_inside_the_buffer},
    Row{106, "no_buffer", Errno::TooLarge, [](Attack& a) { return too_small(a, 0, 0); }},
    Row{106, "no_buffer_anywhere", Errno::TooLarge, [](Attack& a) { return too_small(a, 0xFFFFFFFF, 0); }},
    Row{107, "no_elements", Errno::Success, no_elements},
    Row{108, "at_end", Errno::InvalidArgument, [](Attack& a) { return with_size_at(a, a.guest().end()); }},
    Row{108, "last_bytes", Errno::InvalidArgument, [](Attack& a) { return with_size_at(a, a.guest().end() - 3); }},
    Row{109, "four_gibibytes", Errno::InvalidArgument, [](Attack& a) { return into(a, 16, 0xFFFFFFFF); }},
    Row{110, "five_gibibytes", Errno::TooLarge, five_gibibytes},
    Row{110, "over_the_quota", Errno::TooLarge, outputs_over_the_quota, few_tensor_bytes},
    Row{111, "foreign", Errno::UnsupportedOperation, foreign_type},
};

}  // namespace

std::span<const Row> output_rows() { return kRows; }

}  // namespace wasinn::bad_inputs
