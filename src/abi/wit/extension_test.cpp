// SPDX-License-Identifier: Apache-2.0
// Extension: inspection, and inference on the guest's own bytes.
#include "abi/wit/extension.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn::wit {
namespace {

using doubles::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Policy with_extensions(bool on) {
  Policy policy;
  policy.extensions = on;
  return policy;
}

class WitExtension : public ::testing::Test {
 protected:
  explicit WitExtension(bool on = true, const Limits& limits = {})
      : host_(limits, with_extensions(on)), session_(host_.session()), guest_(session_), extension_(guest_) {}

  Rep graph() {
    const ByteView part = bytes_of("model");
    return guest_.load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
  }

  Rep context() { return guest_.init_execution_context(graph()).value(); }

  static PlainTensor plain(std::string_view name, const std::uint32_t& size, ByteView data) {
    return {name, {&size, 1}, ElementType::F32, data};
  }

  static std::vector<float> numbers_in(const TensorView& tensor) {
    std::vector<float> numbers(tensor.bytes.size() / sizeof(float));
    if (!numbers.empty()) std::memcpy(numbers.data(), tensor.bytes.data(), tensor.bytes.size());
    return numbers;
  }

  FakeHost host_;
  std::shared_ptr<Session> session_;
  Guest guest_;
  Extension extension_;
};

TEST_F(WitExtension, SaysWhatItHas) {
  for (const char* name : {"inputs", "outputs", "metadata", "infer", "text-generation"}) {
    EXPECT_TRUE(extension_.supports(name)) << name;
  }
  for (const char* name : {"", "input", "load", "INFER", "start"}) EXPECT_FALSE(extension_.supports(name)) << name;
}

TEST_F(WitExtension, DescribesPortsUnderTheNamesThatComputeKnows) {
  host_.framework().inputs = {doubles::port("image", ElementType::F32, {-1, 8}), doubles::port("", ElementType::Bf16, {})};
  host_.framework().outputs[0].type.reset();
  host_.framework().outputs[0].foreign_type = "string";
  const Rep loaded = graph();
  const auto inputs = extension_.inputs(loaded).value();
  ASSERT_EQ(inputs.size(), 2u);
  EXPECT_EQ(inputs[0].name, "image");
  EXPECT_EQ(inputs[0].port->text(), "f32[?,8]");
  EXPECT_EQ(inputs[1].name, "1");
  EXPECT_EQ(inputs[1].port->type, ElementType::Bf16);
  const auto outputs = extension_.outputs(loaded).value();
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].port->foreign_type, "string");
  EXPECT_TRUE(extension_.metadata(loaded).value().empty());
}

TEST_F(WitExtension, InfersOnTheGuestsBytesWithoutTensors) {
  const Rep runs = context();
  const std::vector<float> numbers = {1, 2, 3};
  const std::uint32_t size = 3;
  const std::vector<PlainTensor> inputs = {plain("x", size, std::as_bytes(std::span(numbers)))};
  const auto outputs = extension_.infer(runs, inputs).value();
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].name, "y");
  EXPECT_THAT(numbers_in(outputs[0].tensor), ElementsAre(1, 2, 3));
  EXPECT_EQ(session_->usage().tensors, 0u);
  EXPECT_EQ(host_.host().report().at(0).counts.bytes_in, 0u) << "lent, not copied";
}

TEST_F(WitExtension, CopiesWhatIsNotAligned) {
  const Rep runs = context();
  alignas(4) std::array<std::byte, 9> bytes{};
  const float number = 5;
  std::memcpy(bytes.data() + 1, &number, sizeof number);
  const std::uint32_t size = 1;
  const std::vector<PlainTensor> inputs = {plain("x", size, std::span(bytes).subspan(1, 4))};
  EXPECT_THAT(numbers_in(extension_.infer(runs, inputs).value()[0].tensor), ElementsAre(5));
  EXPECT_EQ(host_.host().report().at(0).counts.bytes_in, 4u);
  EXPECT_EQ(session_->usage().tensors, 0u) << "the copy is given back at once";
}

TEST_F(WitExtension, RefusesWhatComputeRefuses) {
  const Rep runs = context();
  const std::vector<float> numbers = {1, 2, 3};
  const ByteView bytes = std::as_bytes(std::span(numbers));
  const std::uint32_t three = 3;
  const std::uint32_t four = 4;
  struct Case {
    std::vector<PlainTensor> inputs;
    const char* why;
  };
  const std::vector<Case> cases = {
      {{}, "no tensor for input 'x'"},
      {{plain("z", three, bytes)}, "has no input 'z'; its inputs: 'x'"},
      {{plain("x", three, bytes), plain("0", three, bytes)}, "input '0' was given twice"},
      {{plain("x", four, bytes)}, "f32[4] needs 16 bytes, got 12"},
      {{{"x", {&three, 1}, ElementType::U8, bytes.first(3)}}, "wants f32[?], got u8[3]"},
  };
  for (const Case& bad : cases) {
    const auto refused = extension_.infer(runs, bad.inputs);
    ASSERT_FALSE(refused) << bad.why;
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr(bad.why));
  }
  EXPECT_TRUE(extension_.infer(runs, std::vector<PlainTensor>{plain("x", three, bytes)}));
}

TEST_F(WitExtension, LeavesOutputsOfComputeAsTheyAre) {
  const Rep runs = context();
  const std::uint32_t size = 1;
  const std::vector<float> first = {1};
  const std::vector<float> second = {2};
  const Rep input = guest_.new_tensor({&size, 1}, ElementType::F32, std::as_bytes(std::span(first))).value();
  const std::vector<NamedTensor> named = {{"x", input}};
  const Rep output = guest_.compute(runs, named).value()[0].tensor;
  const std::vector<PlainTensor> plains = {plain("x", size, std::as_bytes(std::span(second)))};
  ASSERT_TRUE(extension_.infer(runs, plains));
  EXPECT_THAT(numbers_in(guest_.tensor(output)), ElementsAre(1));
}

class WitExtensionTurnedOff : public WitExtension {
 protected:
  WitExtensionTurnedOff() : WitExtension(false) {}
};

TEST_F(WitExtensionTurnedOff, SaysNoAndRefuses) {
  EXPECT_FALSE(extension_.supports("infer"));
  const Rep loaded = graph();
  EXPECT_EQ(extension_.inputs(loaded).error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(extension_.outputs(loaded).error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(extension_.metadata(loaded).error().code, ErrorCode::UnsupportedOperation);
  const Rep runs = guest_.init_execution_context(loaded).value();
  EXPECT_EQ(extension_.infer(runs, {}).error().code, ErrorCode::UnsupportedOperation);
}

}  // namespace
}  // namespace wasinn::wit
