// SPDX-License-Identifier: Apache-2.0
// Inference without a guest.
#include <array>
#include <numeric>

#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Inference : public testing::Test {
 protected:
  Graph graph(std::string_view model) {
    const std::vector<std::uint8_t> bytes = bytes_of(model);
    return taken(session_.load_bytes(bytes, "onnx"));
  }

  Host host_ = taken(Host::make(options()));
  Session session_ = taken(host_.session());
};

TEST_F(Inference, ShowsWhereTheOutputsLie) {
  Context context = taken(graph("echo x:f32[2,3]").context());
  std::vector<float> numbers(6);
  std::iota(numbers.begin(), numbers.end(), 1.0f);
  const auto outputs = taken(context.compute({{numbers, {2, 3}}}));
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].type(), ElementType::F32);
  EXPECT_THAT(outputs[0].dimensions(), ElementsAre(2, 3));
  EXPECT_THAT(taken(outputs[0].as<float>()), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(context.outputs().data(), outputs.data());
}

TEST_F(Inference, WritesIntoMemoryOfTheProgram) {
  Context context = taken(graph("echo i64[?] f64[2]").context());
  const std::array<std::int64_t, 3> counts{7, 8, 9};
  const std::array<double, 2> shares{0.5, 0.25};
  std::array<std::int64_t, 3> into{};
  const auto outputs = taken(context.compute({counts, shares}, {into}));
  EXPECT_EQ(into, counts);
  EXPECT_EQ(static_cast<const void*>(outputs[0].bytes().data()), into.data());
  EXPECT_THAT(taken(outputs[1].as<double>()), ElementsAre(0.5, 0.25));
}

TEST_F(Inference, TakesTextAsBytes) {
  Context context = taken(taken(session_.load("bytes")).context());
  EXPECT_EQ(taken(context.compute({std::string_view("Once upon")}))[0].text(), "Once upon");
}

TEST_F(Inference, DoesNotReadElementsOfAnotherType) {
  Context context = taken(taken(session_.load("bytes")).context());
  const auto outputs = taken(context.compute({std::string_view("ab")}));
  EXPECT_THAT(failure(outputs[0].as<float>()), StartsWith("invalid-argument: the tensor was asked for"));
}

TEST_F(Inference, RefusesWhatDoesNotFitAndGoesOn) {
  Context context = taken(graph("echo x:f32[2,3]").context());
  const std::vector<float> numbers(6, 1.0f);
  EXPECT_THAT(failure(context.compute({{numbers, {3, 2}}})), AllOf(StartsWith("invalid-argument"), HasSubstr("x")));
  EXPECT_THAT(failure(context.compute({{numbers, {2, 4}}})), StartsWith("invalid-argument"));
  EXPECT_THAT(failure(context.compute({})), AllOf(StartsWith("invalid-argument"), HasSubstr("0 were given")));
  const std::array<std::int64_t, 17> ones{};
  EXPECT_THAT(failure(context.compute(std::array{TensorView(numbers, ones)})), HasSubstr("rank 17"));
  std::vector<float> first(6), second(6);
  EXPECT_THAT(failure(context.compute({{numbers, {2, 3}}}, {first, second})), HasSubstr("the graph has 1"));
  EXPECT_TRUE(context.outputs().empty());
  EXPECT_EQ(failure(context.compute({{numbers, {2, 3}}}, {first})), "");
  EXPECT_EQ(first, numbers);
}

TEST_F(Inference, SaysThatAGraphDoesNotStream) {
  Graph loaded = taken(session_.load("bytes"));
  EXPECT_FALSE(loaded.info().streams);
  Context context = taken(loaded.context());
  EXPECT_THAT(failure(context.step({std::string_view("ab")})), StartsWith("unsupported-operation"));
}

TEST_F(Inference, GivesAnswersInPieces) {
  ASSERT_TRUE(host_.set_graph({.name = "verses", .files = WASINN_TEST_SOURCE_DIR "/models/verses.gguf"}));
  Result<Graph> verses = session_.load("verses");
  if (!verses) GTEST_SKIP() << "no llama.cpp: " << failure(verses);
  EXPECT_TRUE(verses->info().streams);
  Context context = taken(verses->context());
  const std::string_view prompt = "And the king said";
  const std::string_view few = R"({"n-predict": 4, "seed": 3})";
  const auto answer = [&] {
    std::vector<std::string> pieces;
    while (const auto piece = taken(context.step({prompt, few}))) pieces.emplace_back((*piece)[0].text());
    return pieces;
  };
  const std::vector<std::string> first = answer();
  EXPECT_EQ(first.size(), 4u);
  EXPECT_THAT(context.outputs()[1].text(), HasSubstr("\"output_tokens\":4"));
  context.finish();
  EXPECT_EQ(answer(), first);
}

TEST_F(Inference, DescribesTheGraph) {
  const Graph described = graph("echo x:f32[batch,3] u8[...]");
  const GraphInfo& info = described.info();
  ASSERT_EQ(info.inputs.size(), 2u);
  EXPECT_EQ(info.inputs[0].name, "x");
  EXPECT_EQ(info.inputs[0].type, ElementType::F32);
  EXPECT_THAT(info.inputs[0].dimensions.value(), ElementsAre(-1, 3));
  EXPECT_EQ(info.inputs[1].type, ElementType::U8);
  EXPECT_EQ(info.inputs[1].dimensions, std::nullopt);
  EXPECT_EQ(info.outputs.size(), 2u);
}

TEST_F(Inference, TellsWhatCannotBeLoaded) {
  EXPECT_THAT(failure(session_.load("nobody")), AllOf(StartsWith("not-found"), HasSubstr("nobody")));
  const std::vector<std::uint8_t> wrong = bytes_of("no echo");
  EXPECT_THAT(failure(session_.load_bytes(wrong, "onnx")), StartsWith("invalid-encoding"));
  EXPECT_THAT(failure(session_.load_bytes(wrong, "abacus")), AllOf(StartsWith("invalid-"), HasSubstr("abacus")));
}

TEST_F(Inference, EndsWithItsSession) {
  Context context = taken(taken(session_.load("bytes")).context());
  session_.close();
  EXPECT_THAT(failure(context.compute({std::string_view("ab")})), StartsWith("runtime-error"));
  EXPECT_THAT(failure(session_.load("bytes")), StartsWith("runtime-error"));
}

TEST_F(Inference, OutlivesTheObjectsThatItCameFrom) {
  auto context = [] {
    Host host = taken(Host::make(options()));
    Session session = taken(host.session());
    return taken(taken(session.load("bytes")).context());
  }();
  EXPECT_EQ(taken(context.compute({std::string_view("alive")}))[0].text(), "alive");
}

}  // namespace
}  // namespace wasinn::test
