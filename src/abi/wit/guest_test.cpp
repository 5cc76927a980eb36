// SPDX-License-Identifier: Apache-2.0
// Guest: resources of components, who drops them, and what is left in use.
#include "abi/wit/guest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn::wit {
namespace {

using doubles::FakeHost;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// A guest on a host whose models copy their inputs to their outputs.
class WitGuest : public ::testing::Test {
 protected:
  explicit WitGuest(const Limits& limits = {}) : host_(limits), session_(host_.session()), guest_(session_) {}

  /// Gives the models that are loaded from now on these ports, all f32[?].
  void ports(std::initializer_list<std::string> inputs, std::initializer_list<std::string> outputs) {
    host_.framework().inputs.clear();
    host_.framework().outputs.clear();
    for (const std::string& name : inputs) host_.framework().inputs.push_back(doubles::port(name, ElementType::F32, {-1}));
    for (const std::string& name : outputs) {
      host_.framework().outputs.push_back(doubles::port(name, ElementType::F32, {-1}));
    }
  }

  Rep context() {
    const ByteView part = bytes_of("model");
    graph_ = guest_.load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu).value();
    return guest_.init_execution_context(graph_).value();
  }

  Rep tensor(const std::vector<float>& numbers) {
    const auto size = static_cast<std::uint32_t>(numbers.size());
    return guest_.new_tensor({&size, 1}, ElementType::F32, std::as_bytes(std::span(numbers))).value();
  }

  std::vector<float> numbers_in(Rep tensor) {
    const ByteView bytes = guest_.tensor_data(tensor);
    std::vector<float> numbers(bytes.size() / sizeof(float));
    if (!bytes.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
  }

  Result<std::vector<NamedTensor>> compute(Rep context, const std::vector<NamedTensor>& inputs) {
    WASINN_ASSIGN(const auto outputs, guest_.compute(context, inputs));
    return std::vector<NamedTensor>(outputs.begin(), outputs.end());
  }

  Rep echo(Rep context, const std::vector<float>& numbers) {
    return compute(context, {{"x", tensor(numbers)}}).value().at(0).tensor;
  }

  FakeHost host_;
  std::shared_ptr<Session> session_;
  Guest guest_;
  Rep graph_ = 0;
};

TEST_F(WitGuest, KeepsWhatATensorWasMadeOf) {
  const std::uint32_t sizes[] = {2, 1};
  const Rep made = guest_.new_tensor(sizes, ElementType::U8, bytes_of("ab")).value();
  EXPECT_EQ(guest_.tensor(made).text(), "u8[2,1]");
  EXPECT_EQ(text_of(guest_.tensor_data(made)), "ab");
  EXPECT_EQ(session_->usage().tensors, 1u);
  EXPECT_EQ(session_->usage().tensor_bytes, 2u);
  guest_.drop_tensor(made);
  EXPECT_EQ(session_->usage(), Session::Usage{});
}

TEST_F(WitGuest, ComputesByNameAndConsumesTheInputs) {
  const Rep runs = context();
  const auto outputs = compute(runs, {{"x", tensor({1, 2})}}).value();
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].name, "y");
  EXPECT_THAT(numbers_in(outputs[0].tensor), ElementsAre(1, 2));
  EXPECT_EQ(session_->usage().tensors, 1u) << "the output only";
  guest_.drop_tensor(outputs[0].tensor);
  guest_.drop_context(runs);
  guest_.drop_graph(graph_);
  EXPECT_EQ(session_->usage(), Session::Usage{});
}

TEST_F(WitGuest, NamesPortsByIndexWhereTheModelDoesNot) {
  ports({"", ""}, {"", ""});
  const auto outputs = compute(context(), {{"1", tensor({2})}, {"0", tensor({1})}}).value();
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_EQ(outputs[0].name, "0");
  EXPECT_EQ(outputs[1].name, "1");
  EXPECT_THAT(numbers_in(outputs[1].tensor), ElementsAre(2));
}

TEST_F(WitGuest, ShowsOutputsInPlaceAndCountsTheBytesOfBothWays) {
  const Rep runs = context();
  const Rep output = echo(runs, {1, 2, 3});
  EXPECT_EQ(numbers_in(output).size(), 3u);
  const GraphCounts counts = host_.host().report().at(0).counts;
  EXPECT_EQ(counts.bytes_in, 12u);
  EXPECT_EQ(counts.bytes_out, 12u);
  EXPECT_EQ(session_->usage().tensor_bytes, 12u) << "the output's, which the context holds; no copy of it";
}

TEST_F(WitGuest, KeepsOutputsOverTheNextComputation) {
  const Rep runs = context();
  const Rep first = echo(runs, {1});
  const Rep second = echo(runs, {2});
  EXPECT_THAT(numbers_in(first), ElementsAre(1));
  EXPECT_THAT(numbers_in(second), ElementsAre(2));
}

TEST_F(WitGuest, TakesAnOutputAsTheNextInputOfTheSameContext) {
  const Rep runs = context();
  Rep state = echo(runs, {7, 8});
  for (int i = 0; i < 3; ++i) state = compute(runs, {{"x", state}}).value().at(0).tensor;
  EXPECT_THAT(numbers_in(state), ElementsAre(7, 8));
  EXPECT_EQ(session_->usage().tensors, 1u);
}

TEST_F(WitGuest, KeepsOutputsWhenTheirContextIsDropped) {
  const Rep runs = context();
  const Rep output = echo(runs, {1, 2});
  guest_.drop_context(runs);
  guest_.drop_graph(graph_);
  EXPECT_EQ(session_->usage().contexts, 0u) << "given back at once";
  EXPECT_EQ(host_.framework().contexts, 1) << "alive for its output";
  EXPECT_THAT(numbers_in(output), ElementsAre(1, 2));
  guest_.drop_tensor(output);
  EXPECT_EQ(host_.framework().contexts, 0);
  EXPECT_EQ(session_->usage(), Session::Usage{});
}

TEST_F(WitGuest, KeepsContextsWhenTheirGraphIsDropped) {
  const Rep runs = context();
  guest_.drop_graph(graph_);
  EXPECT_THAT(numbers_in(echo(runs, {5})), ElementsAre(5));
}

TEST_F(WitGuest, AnswersATensorThatDoesNotFitItsShapeWhenItIsUsed) {
  const std::uint32_t two[] = {2};
  const Rep faulty = guest_.new_tensor(two, ElementType::F32, bytes_of("abcdefg")).value();
  EXPECT_TRUE(guest_.tensor_data(faulty).empty());
  EXPECT_EQ(guest_.tensor(faulty).text(), "f32[2]");
  const Rep runs = context();
  const auto refused = compute(runs, {{"x", faulty}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(refused.error().message, HasSubstr("input 'x': f32[2] needs 8 bytes, got 7"));
  EXPECT_EQ(session_->usage().tensors, 0u) << "consumed";
  EXPECT_THAT(numbers_in(echo(runs, {1})), ElementsAre(1)) << "the next call works";
}

TEST_F(WitGuest, AnswersShapesThatNoTensorHasWhenTheyAreUsed) {
  const Rep runs = context();
  const std::vector<std::uint32_t> deep(17, 1);
  const std::uint32_t huge[] = {0xFFFFFFFF};
  using Sizes = std::span<const std::uint32_t>;
  for (const Sizes sizes : {Sizes(deep), Sizes(huge)}) {
    const Rep faulty = guest_.new_tensor(sizes, ElementType::F32, bytes_of("abcd")).value();
    const auto refused = compute(runs, {{"x", faulty}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  }
}

TEST_F(WitGuest, RefusesTensorsOfAnotherTypeThanThePorts) {
  const std::uint32_t four[] = {4};
  const auto refused =
      compute(context(), {{"x", guest_.new_tensor(four, ElementType::U8, bytes_of("abcd")).value()}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(refused.error().message, HasSubstr("input 0 'x': wants f32[?], got u8[4]"));
}

TEST_F(WitGuest, ListsWhatTheModelHasWhenANameIsUnknown) {
  ports({"image", "mask"}, {"y", "z"});
  const Rep runs = context();
  const auto refused = compute(runs, {{"picture", tensor({1})}, {"mask", tensor({1})}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(refused.error().message, HasSubstr("has no input 'picture'; its inputs: 'image', 'mask'"));
  EXPECT_EQ(session_->usage().tensors, 0u) << "both are consumed";
}

TEST_F(WitGuest, RefusesMissingAndDuplicateNames) {
  ports({"a", "b"}, {"c", "d"});
  const Rep runs = context();
  const auto missing = compute(runs, {{"b", tensor({1})}});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(missing.error().message, HasSubstr("no tensor for input 'a'"));
  const auto twice = compute(runs, {{"a", tensor({1})}, {"0", tensor({1})}, {"b", tensor({2})}});
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(twice.error().message, HasSubstr("input '0' was given twice"));
  EXPECT_EQ(session_->usage().tensors, 0u);
  EXPECT_TRUE(compute(runs, {{"a", tensor({1})}, {"b", tensor({2})}}));
}

TEST_F(WitGuest, RefusesNamesThatAreTooLong) {
  const auto refused = compute(context(), {{std::string(1000, 'x'), tensor({1})}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
}

TEST_F(WitGuest, WorksAgainAfterAComputationThatFailed) {
  const Rep runs = context();
  const Rep before = echo(runs, {1});
  host_.framework().on_compute = [](doubles::Signal&) { return fail(ErrorCode::RuntimeError, "no"); };
  const auto failed = compute(runs, {{"x", tensor({2})}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(numbers_in(before), ElementsAre(1)) << "what the guest holds is not lost";
  host_.framework().on_compute = nullptr;
  EXPECT_THAT(numbers_in(echo(runs, {3})), ElementsAre(3));
}

TEST_F(WitGuest, BindsInputsOneByOneAndKeepsThem) {
  ports({"a", "b"}, {"c", "d"});
  const Rep runs = context();
  ASSERT_TRUE(guest_.set_input(runs, "a", tensor({1})));
  const auto early = guest_.compute_bound(runs);
  ASSERT_FALSE(early);
  EXPECT_THAT(early.error().message, HasSubstr("no tensor for input 'b'"));
  ASSERT_TRUE(guest_.set_input(runs, "b", tensor({2})));
  ASSERT_TRUE(guest_.compute_bound(runs));
  EXPECT_THAT(numbers_in(guest_.get_output(runs, "d").value()), ElementsAre(2));
  ASSERT_TRUE(guest_.set_input(runs, "a", tensor({3})));
  ASSERT_TRUE(guest_.compute_bound(runs));
  EXPECT_THAT(numbers_in(guest_.get_output(runs, "c").value()), ElementsAre(3));
  EXPECT_THAT(numbers_in(guest_.get_output(runs, "1").value()), ElementsAre(2)) << "still bound";
}

TEST_F(WitGuest, GivesTheSameOutputAsOftenAsItIsAskedFor) {
  const Rep runs = context();
  ASSERT_TRUE(guest_.set_input(runs, "x", tensor({1})));
  ASSERT_TRUE(guest_.compute_bound(runs));
  const Rep one = guest_.get_output(runs, "y").value();
  const Rep other = guest_.get_output(runs, "y").value();
  EXPECT_NE(one, other);
  guest_.drop_tensor(one);
  EXPECT_THAT(numbers_in(other), ElementsAre(1));
  guest_.drop_tensor(other);
  guest_.drop_context(runs);
  guest_.drop_graph(graph_);
  EXPECT_EQ(session_->usage(), Session::Usage{}) << "the bound input goes with its context";
}

TEST_F(WitGuest, RefusesOutputsThatAreNotThere) {
  const Rep runs = context();
  const auto early = guest_.get_output(runs, "y");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::RuntimeError);
  ASSERT_TRUE(guest_.set_input(runs, "x", tensor({1})));
  ASSERT_TRUE(guest_.compute_bound(runs));
  const auto unknown = guest_.get_output(runs, "z");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(unknown.error().message, HasSubstr("has no output 'z'; its outputs: 'y'"));
}

TEST_F(WitGuest, ConsumesATensorThatCannotBeBound) {
  const Rep runs = context();
  const auto refused = guest_.set_input(runs, "nothing", tensor({1}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(session_->usage().tensors, 0u);
}

TEST_F(WitGuest, BindsAnOutputOfItsOwn) {
  const Rep runs = context();
  ASSERT_TRUE(guest_.set_input(runs, "x", tensor({4})));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(guest_.compute_bound(runs));
    ASSERT_TRUE(guest_.set_input(runs, "x", guest_.get_output(runs, "y").value()));
  }
  ASSERT_TRUE(guest_.compute_bound(runs));
  EXPECT_THAT(numbers_in(guest_.get_output(runs, "y").value()), ElementsAre(4));
  guest_.drop_context(runs);
}

TEST_F(WitGuest, LeavesOutputsOutThatNoTensorCanExpress) {
  host_.framework().outputs[0].type.reset();
  host_.framework().outputs[0].foreign_type = "string";
  const Rep runs = context();
  EXPECT_TRUE(compute(runs, {{"x", tensor({1})}}).value().empty());
  const auto asked = guest_.get_output(runs, "y");
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, ErrorCode::UnsupportedOperation);
}

TEST_F(WitGuest, TurnsFailuresIntoErrorsWithoutHostDetails) {
  const Error failure{ErrorCode::NamesHostFile, "it names '/etc/shadow' at 0x7fff1234 " + std::string(5000, 'x')};
  const Rep made = guest_.answer("load", failure).value();
  const ErrorResource& error = guest_.error(made);
  EXPECT_EQ(error.code, ErrorCode::Security);
  EXPECT_LE(error.text.size(), kGuestErrorTextBytes);
  EXPECT_THAT(error.text, HasSubstr("it names"));
  EXPECT_THAT(error.text, Not(HasSubstr("/etc")));
  EXPECT_THAT(error.text, Not(HasSubstr("0x7")));
  EXPECT_THAT(host_.log(), HasSubstr("load: it names '/etc/shadow'")) << "people see all of it";
  guest_.drop_error(made);
}

TEST_F(WitGuest, CutsTheTextOfErrorsThatGuestsMake) {
  const Rep made = guest_.new_error(ErrorCode::Timeout, std::string(5000, 'x')).value();
  EXPECT_EQ(guest_.error(made).code, ErrorCode::Timeout);
  EXPECT_EQ(guest_.error(made).text.size(), kGuestErrorTextBytes);
}

TEST_F(WitGuest, StopsAGuestThatNeverDropsErrors) {
  std::size_t made = 0;
  while (made < 1'000'000 && guest_.new_error(ErrorCode::Unknown, "")) ++made;
  EXPECT_LT(made, 100'000u);
  EXPECT_GT(made, 1'000u);
}

class WitGuestWithLittleRoom : public WitGuest {
 protected:
  static Limits little() {
    Limits limits;
    limits.tensors = 3;
    limits.tensor_bytes = 100;
    limits.tensor_size = 60;
    limits.contexts = 1;
    return limits;
  }
  WitGuestWithLittleRoom() : WitGuest(little()) {}
};

TEST_F(WitGuestWithLittleRoom, MakesTensorsOverTheQuotaWithoutStorage) {
  const Rep runs = context();
  const Rep held = tensor(std::vector<float>(15));
  for (const std::size_t count : {16u, 11u}) {
    const Rep refused = tensor(std::vector<float>(count));
    EXPECT_TRUE(guest_.tensor_data(refused).empty());
    EXPECT_EQ(session_->usage().tensor_bytes, 60u);
    EXPECT_EQ(session_->usage().tensors, 1u);
    const auto computed = compute(runs, {{"x", refused}});
    ASSERT_FALSE(computed);
    EXPECT_EQ(computed.error().code, ErrorCode::TooLarge) << count;
  }
  guest_.drop_tensor(held);
  EXPECT_EQ(numbers_in(echo(runs, {1})).size(), 1u) << "room that was given back can be used";
}

TEST_F(WitGuestWithLittleRoom, CountsTensorsHoweverSmall) {
  const Rep runs = context();
  for (int i = 0; i < 3; ++i) (void)tensor({});
  const auto computed = compute(runs, {{"x", tensor({1})}});
  ASSERT_FALSE(computed);
  EXPECT_EQ(computed.error().code, ErrorCode::TooLarge);
}

TEST_F(WitGuestWithLittleRoom, StopsAGuestThatNeverDropsTensors) {
  std::size_t made = 0;
  while (made < 1'000'000 && guest_.new_tensor({}, ElementType::U8, {})) ++made;
  EXPECT_LT(made, 100'000u);
}

TEST_F(WitGuestWithLittleRoom, LosesNothingWhenOutputsCannotBeKept) {
  const Rep runs = context();
  const Rep held = echo(runs, std::vector<float>(12, 1.0f));
  const auto refused = compute(runs, {{"x", tensor(std::vector<float>(12, 2.0f))}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(refused.error().message, HasSubstr("drop them first"));
  EXPECT_EQ(numbers_in(held), std::vector<float>(12, 1.0f));
  guest_.drop_tensor(held);
  EXPECT_EQ(numbers_in(echo(runs, std::vector<float>(12, 3.0f))).size(), 12u);
}

TEST_F(WitGuestWithLittleRoom, GivesAContextsPlaceBackWhenItIsDropped) {
  const Rep first = context();
  const auto refused = guest_.init_execution_context(graph_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::TooLarge);
  const Rep output = echo(first, {1});
  guest_.drop_context(first);
  EXPECT_TRUE(guest_.init_execution_context(graph_)) << "though an output of the first is still held";
  EXPECT_THAT(numbers_in(output), ElementsAre(1));
}

}  // namespace
}  // namespace wasinn::wit
