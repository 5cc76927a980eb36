// SPDX-License-Identifier: Apache-2.0
// A guest's quotas: exact, refused before anything is made, and all at zero when everything has ended.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn {
namespace {

using doubles::FakeHost;
using doubles::load_bytes;
using testing::HasSubstr;

constexpr Session::Usage kNothing = {};

TEST(GraphQuota, RefusesOneMoreAndServesAgainWhenOneIsGone) {
  Limits limits;
  limits.graphs = 2;
  FakeHost fake(limits);
  fake.add_graph("digits");
  const auto session = fake.session();
  auto first = load_bytes(*session, "model");
  auto second = session->load_by_name("digits");
  ASSERT_TRUE(first && second);
  const auto third = load_bytes(*session, "another");
  EXPECT_EQ(third.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(third.error().message, HasSubstr("2 of at most 2"));
  EXPECT_EQ(session->load_by_name("digits").error().code, ErrorCode::TooLarge);
  EXPECT_EQ(fake.framework().loads, 2) << "the framework never hears of it";
  { const GuestGraph gone = std::move(*first); }
  EXPECT_TRUE(session->load_by_name("digits"));
}

TEST(GraphQuota, OfOneGuestIsNotThatOfAnother) {
  Limits limits;
  limits.graphs = 1;
  FakeHost fake(limits);
  const auto one = fake.session();
  const auto other = fake.session();
  const auto first = load_bytes(*one, "model");
  EXPECT_FALSE(load_bytes(*one, "model"));
  EXPECT_TRUE(load_bytes(*other, "model"));
}

TEST(GraphQuota, IsGivenBackByLoadsThatFail) {
  Limits limits;
  limits.graphs = 1;
  FakeHost fake(limits);
  fake.framework().on_load = [&](const LoadRequest&, Cancellation&) -> Result<void> {
    if (fake.framework().loads <= 3) return fail(ErrorCode::RuntimeError, "broken");
    return {};
  };
  const auto session = fake.session();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(load_bytes(*session, "model").error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(session->usage(), kNothing);
  EXPECT_TRUE(load_bytes(*session, "model"));
}

TEST(ContextQuota, RefusesOneMoreAndServesAgainWhenOneIsGone) {
  Limits limits;
  limits.contexts = 3;
  FakeHost fake(limits);
  const auto session = fake.session();
  const auto graph = load_bytes(*session, "model");
  std::vector<std::unique_ptr<Context>> contexts;
  for (int i = 0; i < 3; ++i) contexts.push_back(session->create_context(*graph).value());
  const auto one_more = session->create_context(*graph);
  EXPECT_EQ(one_more.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(one_more.error().message, HasSubstr("execution contexts"));
  EXPECT_EQ(fake.framework().contexts, 3);
  contexts.pop_back();
  EXPECT_TRUE(session->create_context(*graph));
}

TEST(ModelBytes, OfOneModelAreBounded) {
  Limits limits;
  limits.graph_bytes = 10;
  FakeHost fake(limits);
  const auto session = fake.session();
  EXPECT_TRUE(load_bytes(*session, std::string(10, 'm')));
  const auto larger = load_bytes(*session, std::string(11, 'm'));
  EXPECT_EQ(larger.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(larger.error().message, HasSubstr("a model of 11 bytes was given; at most 10"));
  const std::vector<ByteView> parts = {bytes_of("123456"), bytes_of("78901")};
  EXPECT_EQ(session->load(parts, {Encoding::Onnx, {}}, ExecutionTarget::Auto).error().code, ErrorCode::TooLarge);
}

TEST(ModelBytes, OfAllModelsOfAGuestAreBounded) {
  Limits limits;
  limits.model_bytes = 10;
  FakeHost fake(limits);
  const auto session = fake.session();
  const auto first = load_bytes(*session, "123456");
  EXPECT_EQ(session->usage().model_bytes, 6U);
  EXPECT_EQ(load_bytes(*session, "12345").error().code, ErrorCode::TooLarge);
  const auto second = load_bytes(*session, "1234");
  EXPECT_EQ(session->usage().model_bytes, 10U);
  EXPECT_EQ(load_bytes(*session, "123456").error().code, ErrorCode::TooLarge) << "shared bytes count for each handle";
}

TEST(ModelBytes, StayChargedWhileAContextKeepsTheModelAlive) {
  Limits limits;
  limits.model_bytes = 10;
  FakeHost fake(limits);
  const auto session = fake.session();
  auto context = doubles::context_on(*session, "12345678");
  EXPECT_EQ(session->usage().graphs, 0U);
  EXPECT_EQ(session->usage().model_bytes, 8U);
  EXPECT_EQ(load_bytes(*session, "123").error().code, ErrorCode::TooLarge);
  context.reset();
  EXPECT_EQ(session->usage(), kNothing);
}

TEST(ModelBytes, OfNamedGraphsAreTheOperators) {
  Limits limits;
  limits.model_bytes = 1;
  limits.graph_bytes = 1;
  FakeHost fake(limits);
  fake.add_graph("digits", "longer than that");
  const auto session = fake.session();
  const auto graph = session->load_by_name("digits");
  ASSERT_TRUE(graph);
  EXPECT_EQ(session->usage().model_bytes, 0U);
}

TEST(TensorQuota, CountsTensorsAndTheirBytes) {
  Limits limits;
  limits.tensors = 2;
  limits.tensor_bytes = 10;
  FakeHost fake(limits);
  const auto session = fake.session();
  auto first = session->reserve_tensor(6);
  ASSERT_TRUE(first);
  const auto over_bytes = session->reserve_tensor(5);
  EXPECT_EQ(over_bytes.error().code, ErrorCode::TooLarge);
  EXPECT_EQ(session->usage().tensors, 1U) << "a refused tensor takes nothing";
  const auto second = session->reserve_tensor(4);
  ASSERT_TRUE(second);
  EXPECT_EQ(session->reserve_tensor(0).error().code, ErrorCode::TooLarge);
  *first = TensorRoom{};
  EXPECT_EQ(session->usage().tensors, 1U);
  EXPECT_EQ(session->usage().tensor_bytes, 4U);
  EXPECT_TRUE(session->reserve_tensor(6));
}

TEST(TensorQuota, ChargesTheOutputsOfAContext) {
  FakeHost fake;
  const auto session = fake.session();
  auto context = doubles::context_on(*session);
  ASSERT_TRUE(doubles::compute(*context, {1, 2, 3}));
  EXPECT_EQ(session->usage().tensor_bytes, 12U);
  ASSERT_TRUE(doubles::compute(*context, {1}));
  EXPECT_EQ(session->usage().tensor_bytes, 4U) << "only what the context holds now";
  context.reset();
  EXPECT_EQ(session->usage(), kNothing);
}

TEST(TensorQuota, RefusesOutputsBeyondItAndServesTheNext) {
  Limits limits;
  limits.tensor_bytes = 8;
  FakeHost fake(limits);
  const auto session = fake.session();
  const auto context = doubles::context_on(*session);
  const auto too_large = doubles::compute(*context, {1, 2, 3});
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(too_large.error().message, HasSubstr("its outputs: 12 more tensor bytes"));
  EXPECT_EQ(session->usage().tensor_bytes, 0U);
  EXPECT_TRUE(doubles::compute(*context, {1, 2}));
}

TEST(Quotas, AreAllAtZeroWhenEverythingHasEnded) {
  FakeHost fake;
  fake.add_graph("digits");
  const auto session = fake.session();
  for (int round = 0; round < 50; ++round) {
    const auto named = session->load_by_name("digits").value();
    const auto from_bytes = load_bytes(*session, "model").value();
    const auto room = session->reserve_tensor(100).value();
    const auto context = session->create_context(from_bytes).value();
    ASSERT_TRUE(doubles::compute(*context, {1, 2, 3, 4}));
    EXPECT_EQ(session->usage(), (Session::Usage{2, 1, 1, 5, 116}));
  }
  EXPECT_EQ(session->usage(), kNothing);
  EXPECT_EQ(fake.framework().contexts, 0);
  EXPECT_EQ(fake.framework().graphs, 1) << "the named graph stays";
}

TEST(Quotas, GiveBackWhatOutlivesTheSession) {
  FakeHost fake;
  auto session = fake.session();
  auto graph = load_bytes(*session, "model");
  auto context = session->create_context(*graph);
  const auto room = session->reserve_tensor(8);
  session.reset();
  EXPECT_TRUE(doubles::compute(**context, {1}));
}

}  // namespace
}  // namespace wasinn
