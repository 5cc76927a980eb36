// SPDX-License-Identifier: Apache-2.0
// What the operator allows.
#include "policy/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace wasinn {
namespace {

using testing::HasSubstr;

std::set<Encoding> allowed(const Policy& policy) {
  std::set<Encoding> out;
  for (const Encoding encoding : kEncodings) {
    if (policy.check_load_from_bytes(encoding)) out.insert(encoding);
  }
  return out;
}

std::set<Encoding> after_allowing(std::string_view list) {
  Policy policy;
  EXPECT_TRUE(policy.allow_load(list)) << list;
  return allowed(policy);
}

TEST(LoadPolicy, RefusesModelsThatAreProgramsUntilTheOperatorSaysOtherwise) {
  EXPECT_EQ(allowed(Policy{}),
            (std::set{Encoding::OpenVino, Encoding::Onnx, Encoding::TensorFlowLite, Encoding::Ggml}));
}

TEST(LoadPolicy, SaysWhatWouldAllowALoad) {
  const auto refused = Policy{}.check_load_from_bytes(Encoding::PyTorch);
  EXPECT_EQ(refused.error().code, ErrorCode::Security);
  EXPECT_THAT(refused.error().message, HasSubstr("--allow-load pytorch"));
}

TEST(LoadPolicy, AllowsExactlyWhatIsListed) {
  EXPECT_EQ(after_allowing("onnx"), (std::set{Encoding::Onnx}));
  EXPECT_EQ(after_allowing("onnx,pytorch,onnx"), (std::set{Encoding::Onnx, Encoding::PyTorch}));
  EXPECT_EQ(after_allowing("openvino,onnx,tensorflow,pytorch,tensorflowlite,ggml").size(), kEncodings.size());
  EXPECT_EQ(after_allowing("none"), std::set<Encoding>{});
  EXPECT_EQ(after_allowing(""), std::set<Encoding>{});
}

TEST(LoadPolicy, RefusesListsWithWrongNamesAndStaysAsItWas) {
  for (const char* list : {"onxx", "onnx,onxx", "onnx,", ",onnx", ",", "onnx,,ggml", "onnx, ggml", "ONNX", "onnx,none",
                           "none,onnx", "all"}) {
    Policy policy;
    const auto set = policy.allow_load(list);
    ASSERT_FALSE(set) << list;
    EXPECT_EQ(set.error().code, ErrorCode::InvalidArgument);
    EXPECT_THAT(set.error().message, HasSubstr("known are openvino, onnx"));
    EXPECT_EQ(allowed(policy), allowed(Policy{})) << list;
  }
}

constexpr std::array kCpuOnly = {ExecutionTarget::Cpu};
constexpr std::array kGpuFirst = {ExecutionTarget::Gpu, ExecutionTarget::Cpu};

TEST(TargetPolicy, ServesWhatWasAskedForWhenItCan) {
  EXPECT_EQ(Policy{}.choose_target(ExecutionTarget::Cpu, kCpuOnly), ExecutionTarget::Cpu);
  EXPECT_EQ(Policy{}.choose_target(ExecutionTarget::Cpu, kGpuFirst), ExecutionTarget::Cpu);
}

TEST(TargetPolicy, ChoosesTheBestForAuto) {
  EXPECT_EQ(Policy{}.choose_target(ExecutionTarget::Auto, kGpuFirst), ExecutionTarget::Gpu);
  EXPECT_EQ(Policy{}.choose_target(ExecutionTarget::Auto, kCpuOnly), ExecutionTarget::Cpu);
}

TEST(TargetPolicy, RefusesWhatCannotBeServed) {
  const auto refused = Policy{}.choose_target(ExecutionTarget::Tpu, kGpuFirst);
  EXPECT_EQ(refused.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(refused.error().message, HasSubstr("target tpu was asked for and only gpu, cpu can be served"));
}

TEST(TargetPolicy, FallsBackWhenTheOperatorAllowsIt) {
  Policy policy;
  policy.target_fallback = true;
  EXPECT_EQ(policy.choose_target(ExecutionTarget::Tpu, kGpuFirst), ExecutionTarget::Gpu);
  EXPECT_EQ(policy.choose_target(ExecutionTarget::Gpu, kCpuOnly), ExecutionTarget::Cpu);
}

}  // namespace
}  // namespace wasinn
