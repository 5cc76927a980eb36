// SPDX-License-Identifier: Apache-2.0
// Every number of `wasi_ephemeral_nn` against the standard and the conventions of shipped guests.
#include "abi/witx/numbers.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

namespace wasinn::witx {
namespace {

constexpr std::uint32_t kLargest = std::numeric_limits<std::uint32_t>::max();

TEST(Errnos, HaveTheNumbersOfTheStandard) {
  EXPECT_EQ(static_cast<int>(Errno::Success), 0);
  EXPECT_EQ(static_cast<int>(Errno::InvalidArgument), 1);
  EXPECT_EQ(static_cast<int>(Errno::InvalidEncoding), 2);
  EXPECT_EQ(static_cast<int>(Errno::MissingMemory), 3);
  EXPECT_EQ(static_cast<int>(Errno::Busy), 4);
  EXPECT_EQ(static_cast<int>(Errno::RuntimeError), 5);
  EXPECT_EQ(static_cast<int>(Errno::UnsupportedOperation), 6);
  EXPECT_EQ(static_cast<int>(Errno::TooLarge), 7);
  EXPECT_EQ(static_cast<int>(Errno::NotFound), 8);
}

TEST(Errnos, StandForEveryErrorCode) {
  const std::pair<ErrorCode, Errno> pairs[] = {
      {ErrorCode::InvalidArgument, Errno::InvalidArgument},
      {ErrorCode::InvalidEncoding, Errno::InvalidEncoding},
      {ErrorCode::Timeout, Errno::RuntimeError},
      {ErrorCode::RuntimeError, Errno::RuntimeError},
      {ErrorCode::UnsupportedOperation, Errno::UnsupportedOperation},
      {ErrorCode::TooLarge, Errno::TooLarge},
      {ErrorCode::NotFound, Errno::NotFound},
      {ErrorCode::Security, Errno::UnsupportedOperation},
      {ErrorCode::Unknown, Errno::RuntimeError},
      {ErrorCode::Busy, Errno::Busy},
      {ErrorCode::NamesHostFile, Errno::InvalidArgument},
  };
  for (const auto& [code, expected] : pairs) EXPECT_EQ(errno_of(code), expected) << error_code_name(code);
}

TEST(Encodings, HaveTheNumbersOfTheStandard) {
  const std::pair<std::uint32_t, Encoding> pairs[] = {{0, Encoding::OpenVino},
                                                      {1, Encoding::Onnx},
                                                      {2, Encoding::TensorFlow},
                                                      {3, Encoding::PyTorch},
                                                      {4, Encoding::TensorFlowLite}};
  for (const auto& [number, expected] : pairs) {
    const auto request = encoding_of(number);
    ASSERT_TRUE(request) << number;
    EXPECT_EQ(request->encoding, expected) << number;
    EXPECT_FALSE(request->if_unknown) << number;
  }
}

TEST(Encodings, FiveLetsTheBytesDecide) {
  const auto request = encoding_of(5);
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->encoding);
  EXPECT_FALSE(request->if_unknown);
}

TEST(Encodings, SixLetsTheBytesDecideAndOtherwiseMeansGgml) {
  const auto request = encoding_of(6);
  ASSERT_TRUE(request);
  EXPECT_FALSE(request->encoding);
  EXPECT_EQ(request->if_unknown, Encoding::Ggml);
}

TEST(Encodings, AreNoOthers) {
  for (const std::uint32_t number : {7u, 8u, 255u, 256u, 257u, 0x80000000u, kLargest}) {
    EXPECT_FALSE(encoding_of(number)) << number;
  }
}

TEST(Targets, HaveTheNumbersOfTheStandardAndThreeIsAuto) {
  EXPECT_EQ(target_of(0), ExecutionTarget::Cpu);
  EXPECT_EQ(target_of(1), ExecutionTarget::Gpu);
  EXPECT_EQ(target_of(2), ExecutionTarget::Tpu);
  EXPECT_EQ(target_of(3), ExecutionTarget::Auto);
}

TEST(Targets, AreNoOthers) {
  for (const std::uint32_t number : {4u, 255u, 256u, 0x80000000u, kLargest}) EXPECT_FALSE(target_of(number)) << number;
}

TEST(TensorTypes, HaveTheNumbersOfTheStandard) {
  const ElementType expected[] = {ElementType::F16, ElementType::F32, ElementType::F64,
                                  ElementType::U8,  ElementType::I32, ElementType::I64};
  for (std::uint8_t number = 0; number < 6; ++number) {
    const auto choice = type_of(number);
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->type, expected[number]);
  }
}

TEST(TensorTypes, TwoAndThreeMeantOthersBefore2023) {
  EXPECT_EQ(type_of(2)->before_2023, ElementType::U8);
  EXPECT_EQ(type_of(3)->before_2023, ElementType::I32);
  for (const unsigned number : {0u, 1u, 4u, 5u}) {
    EXPECT_FALSE(type_of(static_cast<std::uint8_t>(number))->before_2023) << number;
  }
}

TEST(TensorTypes, AreNoOthers) {
  for (unsigned number = 6; number <= 255; ++number) EXPECT_FALSE(type_of(static_cast<std::uint8_t>(number))) << number;
}

}  // namespace
}  // namespace wasinn::witx
