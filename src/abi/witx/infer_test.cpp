// SPDX-License-Identifier: Apache-2.0
// Inference in one call: which tensors are lent and which copied, what fits, and what comes of bad arguments.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "abi/witx/extension.h"
#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::HostSetup;
using plain::kBf16;
using plain::kF32;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using plain::port_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t kUntouched = 0xC0FFEE;
constexpr std::uint32_t kTensorFields = 5;
constexpr std::uint32_t kOutputFields = 3;
constexpr std::uint32_t kRowBytes = 12;

/// A tensor whose data lies in memory already.
std::vector<std::uint32_t> tensor(PlainGuest& guest, std::initializer_list<std::uint32_t> dimensions, std::uint8_t type,
                                  Pointer data, std::uint32_t length) {
  const Pointer sizes = guest.place_numbers(dimensions, 1);
  return {sizes, static_cast<std::uint32_t>(dimensions.size()), 0xABCDEF00U | type, data, length};
}

/// One after the other.
std::vector<std::uint32_t> joined(std::initializer_list<std::vector<std::uint32_t>> rows) {
  std::vector<std::uint32_t> all;
  for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

/// The lists that one call takes.
struct Call {
  std::uint32_t context;
  std::vector<std::uint32_t> inputs;
  std::vector<std::uint32_t> outputs;  ///< buffer, capacity and any number for each
};

Errno infer(PlainGuest& guest, const Call& call, std::vector<std::uint32_t>* sizes = nullptr) {
  const Pointer inputs = guest.place_numbers(call.inputs, 3);
  const Pointer outputs = guest.place_numbers(call.outputs, 5);
  const auto input_count = static_cast<std::uint32_t>(call.inputs.size() / kTensorFields);
  const auto output_count = static_cast<std::uint32_t>(call.outputs.size() / kOutputFields);
  const Errno answer = guest.call("infer", {call.context, inputs, input_count, outputs, output_count});
  for (std::uint32_t i = 0; sizes != nullptr && i < output_count; ++i) {
    sizes->push_back(guest.number_at(outputs + i * kRowBytes + 8));
  }
  return answer;
}

/// A model with one input and one output of u8[?], and what the backend saw.
struct Seen {
  ByteView input;
  MutableBytes place;
  int calls = 0;
};

/// Copies inputs to the places that are lent, or where there is none (or too little) to memory of its own.
plain::Script copying_script(std::vector<Seen>& seen, ElementType type, std::size_t ports) {
  plain::Script script;
  script.inputs.assign(ports, port_of(type, {-1}));
  script.outputs = script.inputs;
  script.on_compute_into = [&seen, own = std::vector<std::vector<std::byte>>(ports)](
                               std::span<const TensorView> inputs, std::span<const MutableBytes> places) mutable {
    std::vector<TensorView> outputs(inputs.begin(), inputs.end());
    seen.resize(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const MutableBytes place = i < places.size() ? places[i] : MutableBytes();
      seen[i] = {inputs[i].bytes, place, seen[i].calls + 1};
      own[i].assign(inputs[i].bytes.begin(), inputs[i].bytes.end());
      const bool fits = !own[i].empty() && own[i].size() <= place.size();
      if (fits) std::memcpy(place.data(), own[i].data(), own[i].size());
      outputs[i].bytes = fits ? ByteView(place.first(own[i].size())) : ByteView(own[i]);
    }
    return outputs;
  };
  return script;
}

/// A host whose backend tells what it was lent.
class Lending : public ::testing::Test {
 protected:
  void open(ElementType type, std::size_t ports = 1, Limits limits = {}) {
    HostSetup setup;
    setup.limits = limits;
    setup.sources.push_back(plain::scripted_backend(copying_script(seen_, type, ports)));
    host_ = plain::make_host(std::move(setup));
    guest_ = std::make_unique<PlainGuest>(*host_);
    context_ = guest_->init(guest_->load("anything"));
  }

  bool input_lent(Pointer data, std::size_t index = 0) const {
    return seen_[index].input.data() == guest_->bytes().data() + data;
  }
  bool output_lent(Pointer data, std::size_t index = 0) const {
    return seen_[index].place.data() == guest_->bytes().data() + data;
  }

  /// One f32 element in and out.
  Errno infer_one(Pointer data, Pointer buffer, std::uint32_t capacity = 4) {
    return infer(*guest_, {context_, tensor(*guest_, {1}, kF32, data, 4), {buffer, capacity, 0}});
  }

  std::vector<Seen> seen_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
  std::uint32_t context_ = 0;
};

TEST_F(Lending, GivesTheFrameworkTheGuestsOwnMemory) {
  open(ElementType::F32);
  const Pointer data = guest_->place("abcd");
  const Pointer buffer = guest_->place("....");
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
  EXPECT_TRUE(input_lent(data));
  EXPECT_TRUE(output_lent(buffer));
  EXPECT_EQ(guest_->text_at(buffer, 4), "abcd");
  EXPECT_EQ(guest_->session().usage().tensors, 0u);
  EXPECT_EQ(guest_->session().usage().tensor_bytes, 0u);
}

TEST_F(Lending, CopiesATensorThatIsNotAligned) {
  open(ElementType::F32);
  const Pointer data = guest_->place("abcd", 2);
  const Pointer buffer = guest_->place("....", 1);
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
  EXPECT_FALSE(input_lent(data));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(seen_[0].input.data()) % 4, 0u);
  EXPECT_TRUE(seen_[0].place.empty());
  EXPECT_EQ(guest_->text_at(buffer, 4), "abcd");
  EXPECT_EQ(guest_->session().usage().tensors, 1u) << "the copy of the input is kept for the next call";
}

TEST_F(Lending, CopiesWhenOtherThreadsCouldWrite) {
  open(ElementType::F32);
  guest_->use_memory(guest_->bytes(), true);
  const Pointer data = guest_->place("abcd");
  const Pointer buffer = guest_->place("....");
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
  EXPECT_FALSE(input_lent(data));
  EXPECT_TRUE(seen_[0].place.empty());
  EXPECT_EQ(guest_->text_at(buffer, 4), "abcd");
}

TEST_F(Lending, CopiesOutputsThatOverlapAnInput) {
  open(ElementType::U8);
  const Pointer data = guest_->place("abcdefgh");
  const auto input = tensor(*guest_, {4}, kU8, data, 4);
  EXPECT_EQ(infer(*guest_, {context_, input, {data + 3, 5, 0}}), Errno::Success);
  EXPECT_TRUE(input_lent(data));
  EXPECT_TRUE(seen_[0].place.empty());
  EXPECT_EQ(guest_->text_at(data, 8), "abcabcdh") << "as if the output had been copied afterwards";
  EXPECT_EQ(infer(*guest_, {context_, input, {data + 4, 4, 0}}), Errno::Success);
  EXPECT_TRUE(output_lent(data + 4)) << "beside it is not over it";
}

TEST_F(Lending, CopiesInPlaceOfAnInput) {
  open(ElementType::F32);
  const Pointer data = guest_->place("abcd");
  EXPECT_EQ(infer_one(data, data), Errno::Success);
  EXPECT_TRUE(seen_[0].place.empty());
  EXPECT_EQ(guest_->text_at(data, 4), "abcd");
}

TEST_F(Lending, CopiesOutputsThatOverlapEachOther) {
  open(ElementType::U8, 3);
  const Pointer data = guest_->place("aabbcc");
  const Pointer buffer = guest_->place("........");
  const Call call{context_,
                  joined({tensor(*guest_, {2}, kU8, data, 2), tensor(*guest_, {2}, kU8, data + 2, 2),
                          tensor(*guest_, {2}, kU8, data + 4, 2)}),
                  {buffer, 2, 0, buffer + 1, 2, 0, buffer + 4, 2, 0}};
  EXPECT_EQ(infer(*guest_, call), Errno::Success);
  EXPECT_TRUE(seen_[0].place.empty());
  EXPECT_TRUE(seen_[1].place.empty());
  EXPECT_TRUE(output_lent(buffer + 4, 2));
  EXPECT_EQ(guest_->text_at(buffer, 8), "abb.cc..") << "one after the other";
}

TEST_F(Lending, LetsInputsOverlap) {
  open(ElementType::U8, 2);
  const Pointer data = guest_->place("abc");
  const Pointer buffer = guest_->place("....");
  const Call call{context_,
                  joined({tensor(*guest_, {2}, kU8, data, 2), tensor(*guest_, {2}, kU8, data + 1, 2)}),
                  {buffer, 2, 0, buffer + 2, 2, 0}};
  EXPECT_EQ(infer(*guest_, call), Errno::Success);
  EXPECT_TRUE(input_lent(data, 0));
  EXPECT_TRUE(input_lent(data + 1, 1));
  EXPECT_EQ(guest_->text_at(buffer, 4), "abbc");
}

TEST_F(Lending, WritesTheSizesLast) {
  open(ElementType::U8);
  const auto input = tensor(*guest_, {12}, kU8, guest_->place("abcdefghijkl"), 12);
  const Pointer inputs = guest_->place_numbers(input);
  const Pointer row = guest_->place_numbers({0, 12, 0});
  const std::uint32_t first = row;
  std::memcpy(guest_->bytes().data() + row, &first, sizeof first);  // the output's buffer is its own row
  EXPECT_EQ(guest_->call("infer", {context_, inputs, 1, row, 1}), Errno::Success);
  EXPECT_EQ(guest_->text_at(row, 8), "abcdefgh");
  EXPECT_EQ(guest_->number_at(row + 8), 12u);
}

TEST_F(Lending, GoesOnWhenMemoryMoves) {
  open(ElementType::F32);
  const Pointer data = guest_->place("abcd");
  const Pointer buffer = guest_->place("....");
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
  guest_->grow(65536);
  std::memcpy(guest_->bytes().data() + data, "wxyz", 4);
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
  EXPECT_TRUE(input_lent(data));
  EXPECT_TRUE(output_lent(buffer));
  EXPECT_EQ(guest_->text_at(buffer, 4), "wxyz");
}

TEST_F(Lending, ChargesOnlyWhatTheHostKeeps) {
  Limits limits;
  limits.tensor_bytes = 4;
  open(ElementType::F32, 1, limits);
  const Pointer data = guest_->place("abcd", 1);
  const Pointer buffer = guest_->place("....");
  EXPECT_EQ(infer_one(data, buffer), Errno::Success) << "four bytes for the copy of the input";
  EXPECT_EQ(guest_->session().usage().tensor_bytes, 4u);
  EXPECT_EQ(infer_one(data, buffer + 1), Errno::TooLarge) << "and four for the output are too many";
  EXPECT_EQ(infer_one(data, buffer), Errno::Success);
}

class Infer : public ::testing::Test {
 protected:
  Infer() : host_(plain::make_host()), guest_(*host_) {}

  std::uint32_t context(std::string_view model) { return guest_.init(guest_.load(model)); }

  /// Three bytes.
  std::vector<std::uint32_t> abc() { return tensor(guest_, {3}, kU8, guest_.place("abc"), 3); }

  std::string last_error() { return guest_.guest().last_error(); }

  std::unique_ptr<Host> host_;
  PlainGuest guest_;
};

TEST_F(Infer, ComputesWithAllInputsAndOutputs) {
  const std::uint32_t model = context("echo u8[?] f32[2]");
  const Pointer numbers = guest_.place("8 bytes!");
  const Pointer first = guest_.place("......");
  const Pointer second = guest_.place("........");
  std::vector<std::uint32_t> sizes;
  const Call call{model, joined({abc(), tensor(guest_, {2}, kF32, numbers, 8)}), {first, 6, 0, second, 8, 0}};
  EXPECT_EQ(infer(guest_, call, &sizes), Errno::Success);
  EXPECT_EQ(guest_.text_at(first, 6), "abc...");
  EXPECT_EQ(guest_.text_at(second, 8), "8 bytes!");
  EXPECT_THAT(sizes, ElementsAre(3, 8));
}

TEST_F(Infer, TakesFewerOutputsThanThereAre) {
  const std::uint32_t model = context("echo u8[?] u8[?]");
  const Pointer buffer = guest_.place("...");
  EXPECT_EQ(infer(guest_, {model, joined({abc(), abc()}), {buffer, 3, 0}}), Errno::Success);
  EXPECT_EQ(guest_.text_at(buffer, 3), "abc");
  EXPECT_EQ(infer(guest_, {model, joined({abc(), abc()}), {}}), Errno::Success);
}

TEST_F(Infer, NeedsEachInputAndNoOutputThatThereIsNot) {
  const std::uint32_t model = context("echo u8[?] u8[?]");
  const Pointer buffer = guest_.place("...");
  EXPECT_EQ(infer(guest_, {model, abc(), {buffer, 3, 0}}), Errno::InvalidArgument);
  EXPECT_THAT(last_error(), HasSubstr("takes 2 inputs, and 1 were given"));
  EXPECT_EQ(infer(guest_, {model, joined({abc(), abc(), abc()}), {buffer, 3, 0}}), Errno::InvalidArgument);
  EXPECT_EQ(infer(guest_, {model, joined({abc(), abc()}), {buffer, 0, 0, buffer, 0, 0, buffer, 0, 0}}),
            Errno::InvalidArgument);
  EXPECT_THAT(last_error(), HasSubstr("has 2 outputs, and 3 were asked for"));
}

TEST_F(Infer, MayHaveNeitherInputsNorOutputs) {
  EXPECT_EQ(guest_.call("infer", {context("echo"), 0xFFFFFFFF, 0, 0xFFFFFFFF, 0}), Errno::Success);
}

TEST_F(Infer, TellsAllSizesWhenOneBufferIsTooSmall) {
  const std::uint32_t model = context("echo u8[?] u8[?]");
  const Pointer first = guest_.place("...");
  const Pointer second = guest_.place("..");
  std::vector<std::uint32_t> sizes;
  EXPECT_EQ(infer(guest_, {model, joined({abc(), abc()}), {first, 3, 0, second, 2, 0}}, &sizes), Errno::TooLarge);
  EXPECT_THAT(sizes, ElementsAre(3, 3));
  EXPECT_EQ(guest_.text_at(second, 2), "..") << "a buffer that is too small is not written to";
  EXPECT_THAT(last_error(), HasSubstr("output 1 has 3 bytes, and the guest's buffer 2"));
}

TEST_F(Infer, TakesBf16) {
  const std::uint32_t model = context("echo bf16[2]");
  const Pointer buffer = guest_.place("....");
  const auto input = tensor(guest_, {2}, kBf16, guest_.place("bf16"), 4);
  EXPECT_EQ(infer(guest_, {model, input, {buffer, 4, 0}}), Errno::Success);
  EXPECT_EQ(guest_.text_at(buffer, 4), "bf16");
  EXPECT_EQ(guest_.call("set_input", {model, 0, guest_.place_numbers(input)}), Errno::InvalidArgument)
      << "the standard has no number for it";
}

TEST_F(Infer, TakesTheNumbersOfTypesFromBefore2023) {
  const std::uint32_t model = context("echo u8[3]");
  const Pointer buffer = guest_.place("...");
  const auto input = tensor(guest_, {3}, 2, guest_.place("abc"), 3);
  EXPECT_EQ(infer(guest_, {model, input, {buffer, 3, 0}}), Errno::Success);
  EXPECT_EQ(guest_.text_at(buffer, 3), "abc");
}

TEST_F(Infer, GivesNoBytesForATypeThatTensorsCannotExpress) {
  const std::uint32_t model = context("echo u8[?] >string[?]");
  const Pointer buffer = guest_.place("......");
  std::vector<std::uint32_t> sizes;
  EXPECT_EQ(infer(guest_, {model, abc(), {buffer, 3, 7, buffer + 3, 3, 7}}, &sizes), Errno::Success);
  EXPECT_THAT(sizes, ElementsAre(3, 0));
  EXPECT_EQ(guest_.text_at(buffer, 6), "abc...");
}

TEST_F(Infer, TakesEmptyTensorsWithoutMemory) {
  const std::uint32_t model = context("echo f32[?]");
  std::vector<std::uint32_t> sizes;
  const Call call{model, tensor(guest_, {0}, kF32, 0xFFFFFFFF, 0), {0xFFFFFFFF, 0, 7}};
  EXPECT_EQ(infer(guest_, call, &sizes), Errno::Success);
  EXPECT_THAT(sizes, ElementsAre(0));
}

TEST_F(Infer, LeavesInputsSetAndForgetsOutputs) {
  const std::uint32_t model = context("echo u8[?]");
  guest_.set_input(model, 0, {3}, kU8, bytes_of("xyz"));
  guest_.compute(model);
  EXPECT_EQ(guest_.output(model, 0), "xyz");
  const Pointer buffer = guest_.place("...");
  EXPECT_EQ(infer(guest_, {model, {}, {buffer, 3, 0}}), Errno::InvalidArgument);
  EXPECT_EQ(guest_.output(model, 0), "xyz") << "what was not begun changes nothing";
  EXPECT_EQ(infer(guest_, {model, abc(), {buffer, 3, 0}}), Errno::Success);
  EXPECT_EQ(guest_.call("get_output", {model, 0, buffer, 3, guest_.place_numbers({0})}), Errno::RuntimeError);
  guest_.compute(model);
  EXPECT_EQ(guest_.output(model, 0), "xyz");
}

TEST_F(Infer, FailsAsComputeDoes) {
  const Pointer buffer = guest_.place("...");
  std::vector<std::uint32_t> sizes;
  for (const std::string_view fault : {"fail=no", "throw", "oom"}) {
    const std::uint32_t model = context("echo u8[?] " + std::string(fault));
    EXPECT_EQ(infer(guest_, {model, abc(), {buffer, 3, kUntouched}}, &sizes), Errno::RuntimeError) << fault;
    EXPECT_EQ(sizes.back(), kUntouched);
  }
}

TEST(InferDeadline, EndsAComputationThatRunsTooLong) {
  HostSetup setup;
  setup.limits.compute_ms = 20;
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  const std::uint32_t model = guest.init(guest.load("echo u8[?] endless"));
  const Call call{model, tensor(guest, {1}, kU8, guest.place("a"), 1), {guest.place("."), 1, 0}};
  EXPECT_EQ(infer(guest, call), Errno::RuntimeError);
  EXPECT_THAT(guest.guest().last_error(), HasSubstr("it ran longer than 20 ms"));
}

// What is wrong with arguments: nothing is computed, and memory stays as it was.

class BadInfer : public Infer {
 protected:
  BadInfer() : model_(context("echo u8[?] i32[2]")) {
    buffers_ = guest_.place("...|........");
    inputs_ = joined({abc(), tensor(guest_, {2}, plain::kI32, guest_.place("12345678"), 8)});
    outputs_ = {buffers_, 3, kUntouched, buffers_ + 4, 8, kUntouched};
  }

  /// The errno with one number replaced, in memory that must not change.
  Errno with(std::vector<std::uint32_t>& list, std::size_t field, std::uint32_t value) {
    const std::uint32_t good = std::exchange(list[field], value);
    const Pointer inputs = guest_.place_numbers(inputs_);
    const Pointer outputs = guest_.place_numbers(outputs_);
    const Errno answer = refused({model_, inputs, 2, outputs, 2});
    list[field] = good;
    return answer;
  }

  Errno refused(std::initializer_list<std::uint32_t> arguments) {
    const std::vector<std::byte> before(guest_.bytes().begin(), guest_.bytes().end());
    const auto usage = guest_.session().usage();
    const Errno answer = guest_.call("infer", arguments);
    EXPECT_TRUE(std::equal(before.begin(), before.end(), guest_.bytes().begin())) << "memory was written to";
    EXPECT_TRUE(usage == guest_.session().usage());
    return answer;
  }

  std::uint32_t model_;
  Pointer buffers_ = 0;
  std::vector<std::uint32_t> inputs_;
  std::vector<std::uint32_t> outputs_;
};

TEST_F(BadInfer, WouldBeRightOtherwise) { EXPECT_EQ(infer(guest_, {model_, inputs_, outputs_}), Errno::Success); }

TEST_F(BadInfer, NeedsAContext) {
  const Pointer inputs = guest_.place_numbers(inputs_);
  const Pointer outputs = guest_.place_numbers(outputs_);
  for (const std::uint32_t handle : {0U, model_ - 1, model_ + 1, 0xFFFFFFFFU}) {
    EXPECT_EQ(refused({handle, inputs, 2, outputs, 2}), Errno::InvalidArgument) << handle;
  }
}

TEST_F(BadInfer, NeedsItsListsInsideMemory) {
  const Pointer inputs = guest_.place_numbers(inputs_);
  const Pointer outputs = guest_.place_numbers(outputs_);
  for (const Pointer list : {guest_.end() - 39, guest_.end(), 0xFFFFFFFFU, 0xFFFFFFECU, 0xFFFFFFD8U}) {
    EXPECT_EQ(refused({model_, list, 2, outputs, 2}), Errno::InvalidArgument) << list;
  }
  for (const Pointer list : {guest_.end() - 23, guest_.end(), 0xFFFFFFFFU, 0xFFFFFFF4U, 0xFFFFFFE8U}) {
    EXPECT_EQ(refused({model_, inputs, 2, list, 2}), Errno::InvalidArgument) << list;
  }
  for (const std::uint32_t count : {3U, 0x0CCCCCCDU, 0x80000000U, 0xFFFFFFFFU}) {
    EXPECT_EQ(refused({model_, inputs, count, outputs, 2}), Errno::InvalidArgument) << count;
    EXPECT_EQ(refused({model_, inputs, 2, outputs, count}), Errno::InvalidArgument) << count;
  }
}

TEST_F(BadInfer, NeedsItsBuffersInsideMemory) {
  EXPECT_EQ(with(outputs_, 0, guest_.end() - 2), Errno::InvalidArgument);
  EXPECT_EQ(with(outputs_, 0, 0xFFFFFFFF), Errno::InvalidArgument);
  EXPECT_EQ(with(outputs_, 4, 0xFFFFFFFF), Errno::InvalidArgument);
  EXPECT_EQ(with(outputs_, 4, guest_.end() - outputs_[3] + 1), Errno::InvalidArgument);
}

TEST_F(BadInfer, ChecksTensorsAsSetInputDoes) {
  constexpr std::size_t kSecond = kTensorFields;
  EXPECT_EQ(with(inputs_, 0, 0xFFFFFFFE), Errno::InvalidArgument) << "dimensions outside";
  EXPECT_EQ(with(inputs_, 1, 17), Errno::InvalidArgument) << "rank";
  EXPECT_EQ(with(inputs_, 1, 0x40000000), Errno::InvalidArgument) << "rank that wraps";
  EXPECT_EQ(with(inputs_, kSecond + 2, 7), Errno::InvalidArgument) << "no type";
  EXPECT_EQ(with(inputs_, kSecond + 2, 255), Errno::InvalidArgument) << "no type to give";
  EXPECT_EQ(with(inputs_, kSecond + 2, kF32), Errno::InvalidArgument) << "another type";
  EXPECT_EQ(with(inputs_, kSecond + 3, guest_.end() - 7), Errno::InvalidArgument) << "data outside";
  EXPECT_EQ(with(inputs_, kSecond + 3, 0xFFFFFFFC), Errno::InvalidArgument) << "data that wraps";
  EXPECT_EQ(with(inputs_, kSecond + 4, 7), Errno::InvalidArgument) << "less data";
  EXPECT_EQ(with(inputs_, kSecond + 4, 9), Errno::InvalidArgument) << "more data";
  EXPECT_EQ(with(inputs_, kSecond + 4, 0xFFFFFFFF), Errno::InvalidArgument) << "4 GiB of data";
}

TEST_F(BadInfer, NeedsMemory) {
  guest_.have_memory(false);
  EXPECT_EQ(guest_.call("infer", {model_, 0, 2, 0, 2}), Errno::MissingMemory);
}

TEST(InferLimits, BoundsTensors) {
  HostSetup setup;
  setup.limits.tensor_size = 8;
  setup.limits.inputs = 1;
  const auto host = plain::make_host(std::move(setup));
  PlainGuest guest(*host);
  const Pointer data = guest.place("abcdefghi");
  const Pointer buffer = guest.place(".........");
  const std::uint32_t one = guest.init(guest.load("echo u8[?]"));
  EXPECT_EQ(infer(guest, {one, tensor(guest, {9}, kU8, data, 9), {buffer, 9, 0}}), Errno::TooLarge);
  EXPECT_EQ(infer(guest, {one, tensor(guest, {8}, kU8, data, 8), {buffer, 9, 0}}), Errno::Success);
  const std::uint32_t two = guest.init(guest.load("echo u8[?] u8[?]"));
  const auto tensors = joined({tensor(guest, {1}, kU8, data, 1), tensor(guest, {1}, kU8, data, 1)});
  EXPECT_EQ(infer(guest, {two, tensors, {}}), Errno::InvalidArgument);
}

}  // namespace
}  // namespace wasinn::witx
