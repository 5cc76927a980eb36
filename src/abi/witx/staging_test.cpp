// SPDX-License-Identifier: Apache-2.0
// Staging: one copy each way, and buffers that stay where they are.
#include "abi/witx/staging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::HostSetup;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;

TEST(Staging, CountsEachByteOnceEachWay) {
  const auto host = plain::make_host();
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("echo u8[?]"));
  guest.set_input(context, 0, {3}, kU8, bytes_of("abc"));
  guest.compute(context);
  EXPECT_EQ(guest.output(context, 0), "abc");
  const GraphCounts counts = host->report().at(0).counts;
  EXPECT_EQ(counts.bytes_in, 3u);
  EXPECT_EQ(counts.bytes_out, 3u) << "asking for the size copies nothing";
  EXPECT_EQ(counts.computes, 1u);
}

TEST(Staging, TakesATensorThatIsDescribedAsTheLastOne) {
  const auto host = plain::make_host();
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("echo u8[?,?]"));
  for (const std::string text : {"abcd", "wxyz"}) {
    guest.set_input(context, 0, {2, 2}, kU8, bytes_of(text));
    guest.compute(context);
    EXPECT_EQ(guest.output(context, 0), text);
  }
  EXPECT_EQ(host->report().at(0).counts.bytes_in, 8u);
}

TEST(Staging, LooksAnewAtEachOtherDescription) {
  const auto host = plain::make_host();
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("echo u8[2,?]"));
  const auto set = [&](std::initializer_list<std::uint32_t> dimensions, std::uint8_t type, std::string_view bytes) {
    return guest.call("set_input", {context, 0, guest.place_tensor(dimensions, type, bytes_of(bytes))});
  };
  EXPECT_EQ(set({2, 2}, kU8, "abcd"), Errno::Success);
  EXPECT_EQ(set({4, 1}, kU8, "wxyz"), Errno::InvalidArgument) << "other dimensions of as many bytes";
  EXPECT_EQ(set({4}, kU8, "wxyz"), Errno::InvalidArgument) << "another rank";
  EXPECT_EQ(set({2, 2}, plain::kF32, "wxyz"), Errno::InvalidArgument) << "another type";
  EXPECT_EQ(set({2, 2}, kU8, "xyz"), Errno::InvalidArgument) << "fewer bytes";
  EXPECT_EQ(guest.call("set_input", {context, 1, guest.place_tensor({2, 2}, kU8, bytes_of("wxyz"))}), Errno::InvalidArgument)
      << "another input";
  const Pointer dimensions = guest.place_numbers({2, 2});
  EXPECT_EQ(guest.call("set_input", {context, 0, guest.place_raw_tensor(dimensions, 2, kU8, 0xFFFFFFFC, 4)}), Errno::InvalidArgument)
      << "data outside the memory";
  EXPECT_EQ(guest.call("set_input", {context, 0, guest.place_raw_tensor(0xFFFFFFFC, 2, kU8, dimensions, 4)}), Errno::InvalidArgument)
      << "dimensions outside the memory";
  guest.compute(context);
  EXPECT_EQ(guest.output(context, 0), "abcd") << "what was refused left the input as it was";
  EXPECT_EQ(set({2, 2}, kU8, "efgh"), Errno::Success);
  guest.compute(context);
  EXPECT_EQ(guest.output(context, 0), "efgh");
}

/// Where the backend found its input at each computation.
class StagedAddresses : public ::testing::Test {
 protected:
  StagedAddresses() {
    plain::Script script;
    script.inputs = {plain::port_of(ElementType::U8, {-1})};
    script.on_compute = [this](std::span<const TensorView> inputs) {
      addresses_.push_back(inputs[0].bytes.data());
      seen_ = text_of(inputs[0].bytes);
      return std::vector<TensorView>();
    };
    HostSetup setup;
    setup.limits.tensor_bytes = 100;
    setup.sources.push_back(plain::scripted_backend(script));
    host_ = plain::make_host(std::move(setup));
    guest_ = std::make_unique<PlainGuest>(*host_);
    context_ = guest_->init(guest_->load("anything"));
  }

  void infer(std::uint32_t length) {
    guest_->set_input(context_, 0, {length}, kU8, bytes_of(std::string(length, 'x')));
    guest_->compute(context_);
  }

  std::vector<const std::byte*> addresses_;
  std::string seen_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
  std::uint32_t context_ = 0;
};

TEST_F(StagedAddresses, StayTheSameForTensorsThatFit) {
  for (const std::uint32_t length : {8u, 8u, 3u, 8u}) infer(length);
  EXPECT_EQ(addresses_, std::vector<const std::byte*>(4, addresses_.front()));
}

TEST_F(StagedAddresses, AreAlignedForFrameworks) {
  infer(1);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(addresses_.front()) % kTensorAlignment, 0u);
}

TEST_F(StagedAddresses, StayWhileNothingNewIsSet) {
  infer(8);
  guest_->compute(context_);
  EXPECT_EQ(addresses_[0], addresses_[1]);
}

TEST_F(StagedAddresses, SeeExactlyWhatWasSetLast) {
  infer(8);
  infer(3);
  EXPECT_EQ(seen_, "xxx") << "nothing is left of the longer tensor before";
}

TEST_F(StagedAddresses, ChargeTheLargestTensorSoFar) {
  infer(8);
  EXPECT_EQ(guest_->session().usage().tensor_bytes, 8u);
  infer(3);
  EXPECT_EQ(guest_->session().usage().tensor_bytes, 8u) << "the buffer is kept";
  infer(20);
  EXPECT_EQ(guest_->session().usage().tensor_bytes, 20u) << "the smaller buffer is gone";
  EXPECT_EQ(guest_->session().usage().tensors, 1u);
}

TEST_F(StagedAddresses, KeepTheOldTensorWhenANewOneIsTooLarge) {
  infer(8);
  const Pointer tensor = guest_->place_tensor({101}, kU8, bytes_of(std::string(101, 'y')));
  EXPECT_EQ(guest_->call("set_input", {context_, 0, tensor}), Errno::TooLarge);
  guest_->compute(context_);
  EXPECT_EQ(seen_, "xxxxxxxx");
}

}  // namespace
}  // namespace wasinn::witx
