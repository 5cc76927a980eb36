// SPDX-License-Identifier: Apache-2.0
// Which output shapes are known before a run.
#include "output_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ort {
namespace {

using wasinn::sdk::Port;

Port port(const char* name, std::vector<wasinn::sdk::Dimension> dimensions, std::uint32_t type = WASINN_TYPE_F32) {
  return {name, type, "", true, std::move(dimensions)};
}

OutputPlan plan_of(const std::vector<Port>& inputs, const Port& output) {
  return plan_outputs(inputs, {&output, 1})[0];
}

TEST(OutputPlan, KnowsFixedShapes) {
  const OutputPlan plan = plan_of({}, port("y", {{2, ""}, {3, ""}}));
  wasinn_tensor tensor{};
  ASSERT_TRUE(plan.predictable);
  ASSERT_TRUE(predict(plan, {}, 1000, tensor));
  EXPECT_EQ(tensor.rank, 2u);
  EXPECT_EQ(tensor.byte_size, 24u);
}

TEST(OutputPlan, TakesNamedSizesFromInputs) {
  const OutputPlan plan = plan_of({port("a", {{4, ""}}), port("b", {{5, ""}, {-1, "n"}})}, port("y", {{-1, "n"}}));
  wasinn_tensor inputs[2]{};
  inputs[1].rank = 2;
  inputs[1].dimensions[1] = 9;
  wasinn_tensor tensor{};
  ASSERT_TRUE(plan.predictable);
  ASSERT_TRUE(predict(plan, inputs, 1000, tensor));
  EXPECT_EQ(tensor.dimensions[0], 9);
}

TEST(OutputPlan, DoesNotGuess) {
  EXPECT_FALSE(plan_of({port("x", {{-1, "n"}})}, port("y", {{-1, "m"}})).predictable);
  EXPECT_FALSE(plan_of({port("x", {{-1, ""}})}, port("y", {{-1, ""}})).predictable);
  Port any = port("y", {});
  any.rank_known = false;
  EXPECT_FALSE(plan_of({}, any).predictable);
}

TEST(OutputPlan, RefusesSizesThatAreTooLargeOrOverflow) {
  wasinn_tensor tensor{};
  EXPECT_FALSE(predict(plan_of({}, port("y", {{251, ""}})), {}, 1000, tensor));
  EXPECT_FALSE(predict(plan_of({}, port("y", {{INT64_MAX, ""}, {4, ""}, {4, ""}})), {}, UINT64_MAX, tensor));
}

TEST(OutputPlan, TellsOutputsThatAreInputsAndForeignOnes) {
  EXPECT_EQ(plan_of({port("x", {{2, ""}})}, port("x", {{2, ""}})).source, OutputSource::Input);
  EXPECT_EQ(plan_of({}, port("y", {{2, ""}}, WASINN_TYPE_FOREIGN)).source, OutputSource::Nothing);
  EXPECT_EQ(plan_of({}, port("y", {{2, ""}})).source, OutputSource::Framework);
}

}  // namespace
}  // namespace ort
