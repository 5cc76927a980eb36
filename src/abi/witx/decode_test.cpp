// SPDX-License-Identifier: Apache-2.0
// Reading parameters: texts, parts, tensors, what is copied when, and which error comes first.
#include "abi/witx/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::kF64;
using plain::kI32;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using ::testing::HasSubstr;

template <class T>
ErrorCode code_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? ErrorCode::Unknown : result.error().code;
}

TEST(OutU32, WritesFourBytesAtAnyAddress) {
  std::vector<std::byte> bytes(16, std::byte{0xEE});
  const auto out = OutU32::at(GuestMemory(bytes), 5);
  ASSERT_TRUE(out);
  EXPECT_EQ(bytes[5], std::byte{0xEE}) << "nothing is written before it is asked for";
  out->write(0x04030201);
  EXPECT_THAT(bytes, ::testing::ElementsAreArray([] {
                std::vector<std::byte> expected(16, std::byte{0xEE});
                for (std::size_t i = 0; i < 4; ++i) expected[5 + i] = static_cast<std::byte>(i + 1);
                return expected;
              }()));
}

TEST(OutU32, MustLieInMemory) {
  std::vector<std::byte> bytes(16);
  EXPECT_TRUE(OutU32::at(GuestMemory(bytes), 12));
  EXPECT_EQ(code_of(OutU32::at(GuestMemory(bytes), 13)), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of(OutU32::at(GuestMemory(bytes), 0xFFFFFFFF)), ErrorCode::InvalidArgument);
}

TEST(DecodeText, CopiesWhatTheGuestGave) {
  std::vector<std::byte> bytes(16);
  std::memcpy(bytes.data() + 3, "digits", 6);
  EXPECT_EQ(decode_text(GuestMemory(bytes), 3, 6, 6, "name").value(), "digits");
}

TEST(DecodeText, IsBoundedAndSaysByWhat) {
  std::vector<std::byte> bytes(16);
  const auto text = decode_text(GuestMemory(bytes), 0, 7, 6, "name");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(text.error().message, "the name has 7 bytes; at most 6 are read");
}

TEST(DecodeBuffer, OfNoBytesMayPointAnywhere) {
  std::vector<std::byte> bytes(16);
  EXPECT_TRUE(decode_buffer(GuestMemory(bytes), 0xFFFFFFFF, 0)->empty());
  EXPECT_EQ(code_of(decode_buffer(GuestMemory(bytes), 16, 1)), ErrorCode::InvalidArgument);
}

class DecodeModel : public ::testing::Test {
 protected:
  DecodeModel() {
    const std::uint32_t builders[] = {32, 5, 37, 3};
    std::memcpy(bytes_.data(), builders, sizeof builders);
    std::memcpy(bytes_.data() + 32, "firstsnd", 8);
  }

  std::vector<std::byte> bytes_ = std::vector<std::byte>(64);
  Limits limits_;
};

TEST_F(DecodeModel, LeavesThePartsInTheGuestsMemory) {
  const auto model = decode_model(GuestMemory(bytes_), 0, 2, limits_);
  ASSERT_TRUE(model);
  ASSERT_EQ(model->parts.size(), 2u);
  EXPECT_EQ(text_of(model->parts[0]), "first");
  EXPECT_EQ(text_of(model->parts[1]), "snd");
  EXPECT_EQ(model->parts[0].data(), bytes_.data() + 32);
  EXPECT_TRUE(model->copies.empty());
}

TEST_F(DecodeModel, CopiesThePartsOfSharedMemory) {
  const auto model = decode_model(GuestMemory(bytes_, true), 0, 2, limits_);
  ASSERT_TRUE(model);
  std::fill(bytes_.begin(), bytes_.end(), std::byte{0});
  EXPECT_EQ(text_of(model->parts[0]), "first");
  EXPECT_EQ(text_of(model->parts[1]), "snd");
}

TEST_F(DecodeModel, OfSharedMemoryIsMeasuredBeforeItIsCopied) {
  limits_.graph_bytes = 7;
  EXPECT_EQ(code_of(decode_model(GuestMemory(bytes_, true), 0, 2, limits_)), ErrorCode::TooLarge);
}

TEST_F(DecodeModel, HasFromOneToTheLimitOfParts) {
  EXPECT_EQ(code_of(decode_model(GuestMemory(bytes_), 0, 0, limits_)), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of(decode_model(GuestMemory(bytes_), 0, 5, limits_)), ErrorCode::InvalidArgument);
  limits_.graph_parts = 1;
  EXPECT_EQ(code_of(decode_model(GuestMemory(bytes_), 0, 2, limits_)), ErrorCode::InvalidArgument);
}

TEST_F(DecodeModel, NamesThePartThatLiesOutside) {
  const std::uint32_t outside[] = {60, 5};
  std::memcpy(bytes_.data() + 8, outside, sizeof outside);
  const auto model = decode_model(GuestMemory(bytes_), 0, 2, limits_);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message, HasSubstr("part 1 of the model at 60 with 5 bytes"));
}

Result<TensorView> decode_tensor(const GuestMemory& memory, Pointer pointer, const Context& context,
                                 std::uint32_t index) {
  WASINN_ASSIGN(const GuestTensor& given, read_tensor(memory, pointer));
  return accept_tensor(given, context, index);
}

/// A context of an echo model, to decode tensors for.
class DecodeTensor : public ::testing::Test {
 protected:
  void use(std::string_view model) {
    graph_.emplace(load(model));
    context_ = guest_.session().create_context(*graph_).value();
  }

  GuestGraph load(std::string_view model) {
    const ByteView part = bytes_of(model);
    return guest_.session().load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
  }

  Result<TensorView> decode(Pointer tensor, std::uint32_t index = 0) {
    return decode_tensor(GuestMemory(guest_.bytes()), tensor, *context_, index);
  }

  Result<TensorView> decode(std::initializer_list<std::uint32_t> dimensions, std::uint8_t type, std::size_t length) {
    return decode(guest_.place_tensor(dimensions, type, bytes_of(std::string(length, 'x'))));
  }

  std::unique_ptr<Host> host_ = plain::make_host();
  PlainGuest guest_{*host_};
  std::optional<GuestGraph> graph_;
  std::unique_ptr<Context> context_;
};

TEST_F(DecodeTensor, ViewsTheGuestsBytes) {
  use("echo u8[2,3]");
  const auto tensor = decode({2, 3}, kU8, 6);
  ASSERT_TRUE(tensor);
  EXPECT_EQ(tensor->text(), "u8[2,3]");
  EXPECT_EQ(text_of(tensor->bytes), "xxxxxx");
  EXPECT_GE(tensor->bytes.data(), guest_.bytes().data());
  EXPECT_LT(tensor->bytes.data(), guest_.bytes().data() + guest_.bytes().size());
}

TEST_F(DecodeTensor, ReadsNothingOfAnEmptyTensor) {
  use("echo u8[?]");
  const Pointer dimensions = guest_.place_numbers({0});
  EXPECT_TRUE(decode(guest_.place_raw_tensor(dimensions, 1, kU8, 0xFFFFFFFF, 0)));
}

TEST_F(DecodeTensor, TakesTwoForU8WhereOnlyThatFits) {
  use("echo u8[?]");
  EXPECT_EQ(decode({5}, 2, 5)->type, ElementType::U8);
}

TEST_F(DecodeTensor, TakesThreeForI32WhereOnlyThatFits) {
  use("echo i32[?]");
  EXPECT_EQ(decode({5}, 3, 20)->type, ElementType::I32);
}

TEST_F(DecodeTensor, TakesTheNewMeaningWhereItFits) {
  use("echo u8[?] f64[?]");
  EXPECT_EQ(decode(guest_.place_tensor({1}, kF64, bytes_of("8 bytes!")), 1)->type, ElementType::F64);
  EXPECT_EQ(code_of(decode({1}, 2, 8)), ErrorCode::InvalidArgument) << "f64 for an input of u8";
  EXPECT_EQ(code_of(decode({0}, 2, 0)), ErrorCode::InvalidArgument) << "no bytes fit both meanings";
}

TEST_F(DecodeTensor, TakesTheOldMeaningOnlyForAnInputThatHasIt) {
  use("echo i32[?]");
  EXPECT_EQ(code_of(decode({5}, 2, 5)), ErrorCode::InvalidArgument) << "two is u8 or f64, never i32";
  use("echo u8[?]");
  EXPECT_EQ(code_of(decode({5}, 3, 20)), ErrorCode::InvalidArgument) << "three is i32 or u8, and 20 bytes are no u8[5]";
}

TEST_F(DecodeTensor, IsContradictoryBeforeItIsTooLarge) {
  use("echo u8[...]");
  EXPECT_EQ(code_of(decode({1u << 30}, kU8, 4)), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of(decode({1u << 30, 1u << 30, 1u << 30}, kU8, 0)), ErrorCode::InvalidArgument);
}

TEST_F(DecodeTensor, TellsWhatTheInputWants) {
  use("echo x:f32[1,1,8,8]");
  const auto tensor = decode({64}, kU8, 64);
  ASSERT_FALSE(tensor);
  EXPECT_THAT(tensor.error().message, HasSubstr("input 0 'x': wants f32[1,1,8,8], got u8[64]"));
}

TEST_F(DecodeTensor, HasAnIndexOfTheGraph) {
  use("echo u8[?]");
  const Pointer tensor = guest_.place_tensor({1}, kU8, bytes_of("x"));
  EXPECT_EQ(code_of(decode(tensor, 1)), ErrorCode::InvalidArgument);
  EXPECT_EQ(code_of(decode(tensor, 0xFFFFFFFF)), ErrorCode::InvalidArgument);
}

TEST_F(DecodeTensor, OverTheSizeOfATensorIsTooLarge) {
  plain::HostSetup small;
  small.limits.tensor_size = 4;
  const auto host = plain::make_host(std::move(small));
  PlainGuest guest(*host);
  const ByteView part = bytes_of("echo u8[?]");
  const auto graph = guest.session().load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
  const auto context = guest.session().create_context(graph).value();
  const GuestMemory memory(guest.bytes());
  EXPECT_TRUE(decode_tensor(memory, guest.place_tensor({4}, kU8, bytes_of("abcd")), *context, 0));
  EXPECT_EQ(code_of(decode_tensor(memory, guest.place_tensor({5}, kU8, bytes_of("abcde")), *context, 0)),
            ErrorCode::TooLarge);
}

}  // namespace
}  // namespace wasinn::witx
