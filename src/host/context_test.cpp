// SPDX-License-Identifier: Apache-2.0
// Inferences of one guest: which inputs are taken, what is counted, and what errors say.
#include "host/context.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn {
namespace {

using doubles::context_on;
using doubles::FakeHost;
using doubles::floats;
using doubles::port;
using doubles::Signal;
using testing::HasSubstr;
using testing::StartsWith;

std::string refusal(const Context& context, std::size_t index, const TensorView& tensor, ErrorCode code) {
  const auto checked = context.check_input(index, tensor);
  if (checked) return "accepted";
  EXPECT_EQ(checked.error().code, code);
  return checked.error().message;
}

TEST(Inputs, AreCheckedAgainstTheirPort) {
  FakeHost fake;
  fake.framework().inputs = {port("image", ElementType::F32, {1, 2}), port("", ElementType::U8, {-1})};
  const auto context = context_on(*fake.session());
  const std::vector<float> two = {1, 2};
  EXPECT_THAT(refusal(*context, 0, floats(two), ErrorCode::InvalidArgument),
              HasSubstr(": input 0 'image': wants f32[1,2], got f32[2]"));
  EXPECT_THAT(refusal(*context, 1, floats(two), ErrorCode::InvalidArgument),
              HasSubstr(": input 1: wants u8[?], got f32[2]"));
  EXPECT_THAT(refusal(*context, 1, floats(two), ErrorCode::InvalidArgument), StartsWith("graph 'bytes:"));
  const std::int64_t shape[] = {1, 2};
  const TensorView image = {ElementType::F32, Shape::from(shape).value(), floats(two).bytes};
  EXPECT_EQ(refusal(*context, 0, image, ErrorCode::Unknown), "accepted");
}

TEST(Inputs, ThatTheGraphDoesNotHaveAreRefused) {
  FakeHost fake;
  const auto context = context_on(*fake.session());
  const std::vector<float> one = {1};
  for (const std::size_t index : {std::size_t{1}, std::size_t{0xFFFFFFFF}, ~std::size_t{0}}) {
    EXPECT_THAT(refusal(*context, index, floats(one), ErrorCode::InvalidArgument),
                HasSubstr("has 1 inputs, and number " + std::to_string(index) + " was given"));
  }
}

TEST(Inputs, AreOnlySoLarge) {
  Limits limits;
  limits.tensor_size = 8;
  FakeHost fake(limits);
  const auto context = context_on(*fake.session());
  const std::vector<float> two = {1, 2};
  const std::vector<float> three = {1, 2, 3};
  EXPECT_EQ(refusal(*context, 0, floats(two), ErrorCode::Unknown), "accepted");
  EXPECT_THAT(refusal(*context, 0, floats(three), ErrorCode::TooLarge),
              HasSubstr("a tensor of 12 bytes was given; at most 8 are allowed"));
}

TEST(Computations, ReturnTheOutputsOfTheGraph) {
  FakeHost fake;
  const auto context = context_on(*fake.session());
  const std::vector<float> numbers = {1.5F, -2.0F};
  const auto outputs = doubles::compute(*context, numbers);
  ASSERT_TRUE(outputs);
  ASSERT_EQ(outputs->size(), 1U);
  EXPECT_EQ(outputs->front().text(), "f32[2]");
  EXPECT_EQ(text_of(outputs->front().bytes), text_of(floats(numbers).bytes));
}

TEST(Computations, NeedAllInputs) {
  FakeHost fake;
  const auto context = context_on(*fake.session());
  const std::vector<float> one = {1};
  const std::vector<TensorView> both = {floats(one), floats(one)};
  EXPECT_EQ(context->compute({}).error().code, ErrorCode::InvalidArgument);
  const auto outputs = context->compute(both);
  EXPECT_EQ(outputs.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(outputs.error().message, HasSubstr("takes 1 inputs (at most 64 are served), got 2"));
  EXPECT_EQ(fake.framework().computes, 0);
}

TEST(Computations, TakeOnlySoManyInputs) {
  FakeHost fake;
  fake.framework().inputs.assign(65, port("", ElementType::F32, {-1}));
  const auto context = context_on(*fake.session());
  const std::vector<float> one = {1};
  const std::vector<TensorView> inputs(65, floats(one));
  EXPECT_EQ(context->compute(inputs).error().code, ErrorCode::InvalidArgument);
}

TEST(Computations, ThatFailSayWhereAndTheNextOneWorks) {
  FakeHost fake;
  fake.framework().on_compute = [&](Signal&) -> Result<void> {
    if (fake.framework().computes == 1) return fail(ErrorCode::RuntimeError, "Gather: index out of range");
    return {};
  };
  const auto session = fake.session();
  const auto context = context_on(*session);
  const auto failed = doubles::compute(*context, {1});
  EXPECT_EQ(failed.error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(failed.error().message, StartsWith("compute on graph 'bytes:"));
  EXPECT_THAT(failed.error().message, HasSubstr("Gather: index out of range"));
  EXPECT_TRUE(doubles::compute(*context, {1}));
}

TEST(Computations, ThatThrowLeaveTheContextUsable) {
  FakeHost fake;
  fake.framework().on_compute = [&](Signal&) -> Result<void> {
    if (fake.framework().computes == 1) throw std::runtime_error("no memory");
    return {};
  };
  const auto session = fake.session();
  const auto context = context_on(*session);
  EXPECT_THROW((void)doubles::compute(*context, {1}), std::runtime_error);
  EXPECT_TRUE(doubles::compute(*context, {1})) << "it is not busy for ever";
}

TEST(Statistics, TellWhatHappenedWithEachGraph) {
  FakeHost fake;
  fake.add_graph("digits");
  const auto session = fake.session();
  {
    const auto graph = session->load_by_name("digits").value();
    const auto again = session->load_by_name("digits").value();
    const auto one = session->create_context(graph).value();
    const auto other = session->create_context(again).value();
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(doubles::compute(*one, {1}));
    ASSERT_TRUE(doubles::compute(*other, {1}));
    one->copied_in(4);
    other->copied_out(40);
    const auto now = fake.host().report();
    ASSERT_EQ(now.size(), 1U);
    EXPECT_EQ(now.front().counts.computes, 4U) << "living contexts count";
  }
  const auto report = fake.host().report();
  ASSERT_EQ(report.size(), 1U);
  EXPECT_EQ(report.front().graph, "digits");
  EXPECT_EQ(report.front().backend, "fake 1");
  EXPECT_EQ(report.front().device, "cpu");
  EXPECT_EQ(report.front().counts.loads, 1U);
  EXPECT_EQ(report.front().counts.shared, 1U);
  EXPECT_EQ(report.front().counts.computes, 4U);
  EXPECT_EQ(report.front().counts.bytes_in, 4U);
  EXPECT_EQ(report.front().counts.bytes_out, 40U);
}

TEST(Statistics, CountFailedComputationsToo) {
  FakeHost fake;
  fake.framework().on_compute = [](Signal&) -> Result<void> { return fail(ErrorCode::RuntimeError, "broken"); };
  const auto context = context_on(*fake.session());
  EXPECT_FALSE(doubles::compute(*context, {1}));
  EXPECT_EQ(fake.host().report().front().counts.computes, 1U);
}

TEST(Statistics, CountTheTimeInsideTheFramework) {
  FakeHost fake;
  fake.framework().on_compute = [](Signal& cancelled) -> Result<void> {
    cancelled.wait(std::chrono::milliseconds(20));
    return {};
  };
  const auto context = context_on(*fake.session());
  EXPECT_TRUE(doubles::compute(*context, {1}));
  EXPECT_GE(fake.host().report().front().counts.framework_ns, 20'000'000U);
}

}  // namespace
}  // namespace wasinn
