// SPDX-License-Identifier: Apache-2.0
// An inference of a core-module guest allocates nothing once its shapes are known.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "abi/witx/extension.h"
#include "abi/witx/functions.h"
#include "plugin/allocation_counter.h"
#include "tests/abi/plain_guest.h"

namespace wasinn::witx {
namespace {

using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;

const Function& function(std::string_view name) {
  return *std::find_if(functions().begin(), functions().end(), [&](const Function& row) { return row.name == name; });
}

TEST(Allocations, AreNotMadeByFurtherInferences) {
  const auto host = plain::make_host();
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("echo u8[?] f32[2]"));
  const Pointer buffer = guest.place("...");
  const std::array<std::uint32_t, 3> first = {context, 0, guest.place_tensor({3}, kU8, bytes_of("abc"))};
  const std::array<std::uint32_t, 3> second = {context, 1, guest.place_tensor({2}, plain::kF32, bytes_of("8 bytes!"))};
  const std::array<std::uint32_t, 5> output = {context, 0, buffer, 3, guest.place_numbers({0})};
  const Function& set_input = function("set_input");
  const Function& compute = function("compute");
  const Function& get_output = function("get_output");
  const auto infer = [&] {
    const GuestMemory memory(guest.bytes());
    return set_input.call(guest.guest(), memory, first.data()) + set_input.call(guest.guest(), memory, second.data()) +
           compute.call(guest.guest(), memory, &context) + get_output.call(guest.guest(), memory, output.data());
  };
  ASSERT_EQ(infer(), 0u);
  const std::size_t before = allocation_count();
  ASSERT_GT(before, 0u);
  std::uint32_t failures = 0;
  for (int i = 0; i < 1000; ++i) failures += infer();
  EXPECT_EQ(allocation_count(), before);
  EXPECT_EQ(failures, 0u);
  EXPECT_EQ(guest.text_at(buffer, 3), "abc");
}

/// Inferences in one call, at addresses that are aligned for lending (skew 0) or not.
void expect_no_allocations(std::uint32_t skew) {
  const auto host = plain::make_host();
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("echo u8[?] f32[2]"));
  const Pointer data = guest.place("8 bytes!", skew);
  const Pointer three = guest.place_numbers({3});
  const Pointer two = guest.place_numbers({2});
  const Pointer inputs = guest.place_numbers({three, 1, kU8, data, 3, two, 1, plain::kF32, data, 8});
  const Pointer buffer = guest.place("...");
  const Pointer numbers = guest.place("........", skew);
  const Pointer outputs = guest.place_numbers({buffer, 3, 0, numbers, 8, 0});
  const std::array<std::uint32_t, 5> arguments = {context, inputs, 2, outputs, 2};
  const auto table = extension_functions();
  const auto& infer = *std::find_if(table.begin(), table.end(), [](const auto& row) { return row.name == "infer"; });
  const auto run = [&] { return infer.call(guest.guest(), GuestMemory(guest.bytes()), arguments.data()); };
  ASSERT_EQ(run(), 0u);
  const std::size_t before = allocation_count();
  std::uint32_t failures = 0;
  for (int i = 0; i < 1000; ++i) failures += run();
  EXPECT_EQ(allocation_count(), before);
  EXPECT_EQ(failures, 0u);
  EXPECT_EQ(guest.text_at(buffer, 3), "8 b");
  EXPECT_EQ(guest.text_at(numbers, 8), "8 bytes!");
}

TEST(Allocations, AreNotMadeByInferencesInOneCall) { expect_no_allocations(0); }

TEST(Allocations, AreNotMadeByInferencesInOneCallThatCopy) { expect_no_allocations(1); }

}  // namespace
}  // namespace wasinn::witx
