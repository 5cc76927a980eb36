// SPDX-License-Identifier: Apache-2.0
// Inputs that a model does without, left out of infer and of set_input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::kF32;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using plain::port_of;
using ::testing::ElementsAre;

/// A model of the inputs f32 [2], f32 [2] and u8 [?], of which the last two may be left out.
class LeftOut : public ::testing::Test {
 protected:
  LeftOut() {
    plain::Script script;
    script.inputs = {port_of(ElementType::F32, {2}), port_of(ElementType::F32, {2}), port_of(ElementType::U8, {-1})};
    script.inputs[1].optional = script.inputs[2].optional = true;
    script.on_compute = [this](std::span<const TensorView> inputs) {
      seen_.clear();
      for (const TensorView& input : inputs) seen_.push_back(input.text());
      return std::vector<TensorView>();
    };
    plain::HostSetup setup;
    setup.sources.push_back(plain::scripted_backend(std::move(script)));
    host_ = plain::make_host(std::move(setup));
    guest_ = std::make_unique<PlainGuest>(*host_);
    context_ = guest_->init(guest_->load("anything"));
    numbers_ = row(kF32, 2, "12345678");
  }

  /// A tensor of one dimension.
  std::vector<std::uint32_t> row(std::uint8_t type, std::uint32_t size, std::string_view data) {
    const Pointer sizes = guest_->place_numbers({size});
    return {sizes, 1, type, data.empty() ? 0xFFFFFFFF : guest_->place(data), static_cast<std::uint32_t>(data.size())};
  }

  Errno infer(std::initializer_list<std::vector<std::uint32_t>> rows) {
    std::vector<std::uint32_t> all;
    for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
    const auto count = static_cast<std::uint32_t>(rows.size());
    return guest_->call("infer", {context_, count == 0 ? 0 : guest_->place_numbers(all), count, 0, 0});
  }

  std::vector<std::string> seen_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
  std::uint32_t context_ = 0;
  std::vector<std::uint32_t> numbers_;
};

TEST_F(LeftOut, AtTheEndByFewerInputs) {
  EXPECT_EQ(infer({numbers_}), Errno::Success);
  EXPECT_THAT(seen_, ElementsAre("f32[2]", "f32[0]", "u8[0]"));
  EXPECT_EQ(infer({numbers_, numbers_}), Errno::Success);
  EXPECT_THAT(seen_, ElementsAre("f32[2]", "f32[2]", "u8[0]"));
  EXPECT_EQ(infer({numbers_, numbers_, row(kU8, 3, "abc")}), Errno::Success);
  EXPECT_THAT(seen_, ElementsAre("f32[2]", "f32[2]", "u8[3]"));
}

TEST_F(LeftOut, AnywhereByATensorOfNothing) {
  EXPECT_EQ(infer({numbers_, row(kF32, 0, ""), row(kU8, 3, "abc")}), Errno::Success);
  EXPECT_THAT(seen_, ElementsAre("f32[2]", "f32[0]", "u8[3]"));
  EXPECT_EQ(infer({numbers_, row(kU8, 0, ""), row(kU8, 3, "abc")}), Errno::InvalidArgument) << "another type";
}

TEST_F(LeftOut, NeverWhereTheModelNeedsThem) {
  EXPECT_EQ(infer({}), Errno::InvalidArgument);
  EXPECT_EQ(infer({row(kF32, 0, "")}), Errno::InvalidArgument);
  EXPECT_EQ(infer({numbers_, numbers_, row(kU8, 1, "a"), numbers_}), Errno::InvalidArgument) << "one too many";
}

TEST_F(LeftOut, FromInputsThatWereSet) {
  const auto set = [&](std::uint32_t index, const std::vector<std::uint32_t>& tensor) {
    return guest_->call("set_input", {context_, index, guest_->place_numbers(tensor)});
  };
  EXPECT_EQ(set(0, numbers_), Errno::Success);
  EXPECT_EQ(set(1, numbers_), Errno::Success);
  EXPECT_EQ(set(1, row(kF32, 0, "")), Errno::Success);
  guest_->compute(context_);
  EXPECT_THAT(seen_, ElementsAre("f32[2]", "f32[0]", "u8[0]"));
  EXPECT_EQ(set(0, row(kF32, 0, "")), Errno::InvalidArgument);
}

}  // namespace
}  // namespace wasinn::witx
