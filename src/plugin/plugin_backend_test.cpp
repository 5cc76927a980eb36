// SPDX-License-Identifier: Apache-2.0
// What the adapters do with a plug-in that lies: an error, never a view that reaches too far.
#include "plugin/plugin_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <ostream>
#include <string>
#include <vector>

#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::shared_ptr<const Backend> open_liar(LogSink log = {}, const std::string& library = "libliar.so") {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGINS "/" + library);
  auto services = std::make_unique<HostServices>("liar", std::vector<std::filesystem::path>{}, 0, BackendOptions(),
                                                 std::move(log));
  return PluginBackend::open(functions.value(), "liar", std::move(services)).value();
}

Result<std::shared_ptr<const Graph>> load_lie(const Backend& backend, std::string_view lie) {
  const ModelPart part{bytes_of(lie), {}};
  Cancellation cancellation;
  return backend.load({Encoding::OpenVino, {&part, 1}, {}}, cancellation);
}

Result<std::vector<float>> compute_lie(std::string_view lie) {
  static constexpr std::array<float, 2> kInput = {1.5f, -2.0f};
  const auto backend = open_liar();
  WASINN_ASSIGN(const auto graph, load_lie(*backend, lie));
  WASINN_ASSIGN(const auto context, graph->create_context());
  const std::int64_t dimensions[] = {2};
  const TensorView input{ElementType::F32, *Shape::from(dimensions), std::as_bytes(std::span(kInput))};
  WASINN_ASSIGN(const auto outputs, context->compute({&input, 1}));
  const auto* values = reinterpret_cast<const float*>(outputs[0].bytes.data());
  return std::vector<float>(values, values + outputs[0].bytes.size() / sizeof(float));
}

TEST(PluginBackend, ComputesThroughAPluginThatKeepsItsPromises) {
  const auto result = compute_lie("truth");
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_THAT(*result, ElementsAre(1.5f, -2.0f));
}

TEST(PluginBackend, KeepsOnlyTheEncodingsThatItKnows) {
  const auto backend = open_liar();
  EXPECT_THAT(backend->info().encodings, ElementsAre(Encoding::OpenVino));
  EXPECT_EQ(backend->info().framework_version, "");
  EXPECT_THAT(backend->info().devices, ElementsAre("nowhere"));
}

TEST(PluginBackend, LogsWithTheNameOfTheBackendAndCleansTheText) {
  std::vector<std::string> lines;
  open_liar([&lines](LogLevel level, std::string_view text) {
    EXPECT_EQ(level, LogLevel::Error);
    lines.emplace_back(text);
  });
  EXPECT_THAT(lines, ElementsAre("liar: opened ?"));
}

TEST(PluginBackend, TellsHowFarALoadIsWhereSomebodyAsks) {
  const ModelPart part{bytes_of("truth"), {}};
  Cancellation cancellation;
  std::vector<double> shares;
  LoadRequest request{Encoding::OpenVino, {&part, 1}, {}, {}};
  ASSERT_TRUE(open_liar()->load(request, cancellation).has_value());
  request.progress = [&shares](double share) { shares.push_back(share); };
  ASSERT_TRUE(open_liar()->load(request, cancellation).has_value());
  EXPECT_THAT(shares, ElementsAre(0.5));
}

TEST(PluginBackend, GivesTheReasonOfAFailedLoad) {
  const auto graph = load_lie(*open_liar(), "a text that is too long to be the name of any lie");
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(graph.error().message, "no such lie");
}

TEST(PluginBackend, RefusesTheTargetAuto) {
  const auto backend = open_liar();
  const ModelPart part{bytes_of("truth"), {}};
  Cancellation cancellation;
  const auto graph = backend->load({Encoding::OpenVino, {&part, 1}, {ExecutionTarget::Auto, 0}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
}

TEST(PluginBackend, GraphsKeepTheirBackendOpen) {
  auto backend = open_liar();
  const auto graph = load_lie(*backend, "truth");
  backend.reset();
  EXPECT_TRUE(graph.value()->create_context().has_value());
}

TEST(PluginGraph, TellsHowIntegersStandForNumbers) {
  const auto whole = load_lie(*open_liar(), "one scale").value();
  EXPECT_EQ(whole->inputs()[0].quantization.text(), "scale=0.5 zero_point=-3");
  const auto by_axis = load_lie(*open_liar(), "scales of an axis").value();
  EXPECT_EQ(by_axis->outputs()[0].quantization.text(), "axis=0 scale=0.5,0.1 zero_point=-3,128");
  EXPECT_THAT(by_axis->info().metadata,
              ElementsAre(std::pair("input 0 quantization", "axis=0 scale=0.5,0.1 zero_point=-3,128"),
                          std::pair("output 0 quantization", "axis=0 scale=0.5,0.1 zero_point=-3,128")));
}

TEST(PluginGraph, KnowsATypeThatIsCarriedByAnother) {
  const auto graph = load_lie(*open_liar(), "carried type").value();
  EXPECT_EQ(graph->inputs()[0].type, ElementType::U8);
  EXPECT_EQ(graph->inputs()[0].text(), "u8(int8)[2]");
}

TEST(PluginContext, TakesAndGivesTensorsOfEachTypeWhereTheModelSaysNone) {
  const auto graph = load_lie(*open_liar(), "any type").value();
  EXPECT_EQ(graph->inputs()[0].text(), "any[2]");
  const auto context = graph->create_context().value();
  for (const ElementType type : {ElementType::F32, ElementType::I32}) {
    const std::array<std::int32_t, 2> values = {1, 2};
    const std::int64_t dimensions[] = {2};
    const TensorView input{type, *Shape::from(dimensions), std::as_bytes(std::span(values))};
    const auto outputs = context->compute({&input, 1});
    ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
    EXPECT_EQ((*outputs)[0].type, type);
  }
}

TEST(PluginContext, RefusesAnOutputWhoseTypeIsStillOpen) {
  const auto refused = compute_lie("any type in words");
  EXPECT_THAT(refused.error().message, HasSubstr("output 0 is any, got element type 254"));
}

TEST(PluginGraph, ReadsNoMoreOfAPortThanAnOlderPluginHas) {
  const auto graph = load_lie(*open_liar({}, "libliar_1_0.so"), "truth").value();
  EXPECT_EQ(graph->inputs()[0].text(), "f32[2]");
  EXPECT_EQ(graph->inputs()[0].quantization.text(), "");
}

TEST(PluginContext, RefusesAnotherNumberOfInputs) {
  const auto graph = load_lie(*open_liar(), "truth").value();
  const auto context = graph->create_context().value();
  const auto outputs = context->compute({});
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::InvalidArgument);
}

/// What computing [1.5, -2] into a place of `room` bytes gave.
struct IntoPlace {
  Result<std::vector<float>> values;
  bool in_place = false;  ///< the result's view begins where the place does
};

IntoPlace compute_lie_into(std::string_view lie, std::size_t room, const std::string& library = "libliar.so") {
  static constexpr std::array<float, 2> kInput = {1.5f, -2.0f};
  alignas(float) std::array<std::byte, 8> memory{};
  const auto graph = load_lie(*open_liar({}, library), lie).value();
  const auto context = graph->create_context().value();
  const std::int64_t dimensions[] = {2};
  const TensorView input{ElementType::F32, *Shape::from(dimensions), std::as_bytes(std::span(kInput))};
  const MutableBytes place = std::span(memory).first(room);
  const auto outputs = context->compute_into({&input, 1}, {&place, 1});
  if (!outputs) return {fail(outputs.error())};
  const ByteView bytes = (*outputs)[0].bytes;
  const auto* values = reinterpret_cast<const float*>(bytes.data());
  return {std::vector<float>(values, values + bytes.size() / sizeof(float)), bytes.data() == memory.data()};
}

TEST(PluginContext, LendsMemoryForAnOutputThatFits) {
  const IntoPlace result = compute_lie_into("truth", 8);
  ASSERT_TRUE(result.values.has_value()) << result.values.error().message;
  EXPECT_THAT(*result.values, ElementsAre(1.5f, -2.0f));
  EXPECT_TRUE(result.in_place);
}

TEST(PluginContext, TakesOutputsThatThePluginKeeps) {
  for (const auto& [lie, room] : {std::pair("truth", 4), std::pair("truth", 0), std::pair("own memory", 8)}) {
    const IntoPlace result = compute_lie_into(lie, static_cast<std::size_t>(room));
    ASSERT_TRUE(result.values.has_value()) << result.values.error().message;
    EXPECT_THAT(*result.values, ElementsAre(1.5f, -2.0f));
    EXPECT_FALSE(result.in_place) << lie;
  }
}

TEST(PluginContext, RefusesAnOutputThatClaimsMoreThanItsMemory) {
  const IntoPlace result = compute_lie_into("full place", 4);
  ASSERT_FALSE(result.values.has_value());
  EXPECT_EQ(result.values.error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(result.values.error().message, HasSubstr("output 0 has 8 bytes in memory for 4"));
}

/// A context on the liar's graph, with the one input that it takes.
struct OneInput {
  explicit OneInput(std::string_view lie, const std::string& library = "libliar.so")
      : graph(load_lie(*open_liar({}, library), lie).value()), context(graph->create_context().value()) {}

  static constexpr std::array<float, 2> kNumbers = {1.5f, -2.0f};
  std::shared_ptr<const Graph> graph;
  std::unique_ptr<ExecutionContext> context;
  TensorView input{ElementType::F32, *Shape::from(std::array<std::int64_t, 1>{2}), std::as_bytes(std::span(kNumbers))};
};

TEST(PluginContext, StepsUntilTheEndAndBeginsAnewAfterIt) {
  OneInput one("pieces");
  EXPECT_TRUE(one.graph->info().streams);
  for (int again = 0; again < 2; ++again) {
    const auto piece = one.context->step({&one.input, 1});
    ASSERT_TRUE(piece.has_value()) << piece.error().message;
    EXPECT_EQ((*piece)[0].bytes.size(), 8u);
    const auto end = one.context->step({&one.input, 1});
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().code, ErrorCode::EndOfSequence);
    EXPECT_EQ(one.context->partial()[0].bytes.size(), 8u) << "what is known at the end";
    one.context->finish();
  }
}

TEST(PluginContext, IsRefusedAnEndWithoutItsOutputs) {
  OneInput one("nothing at the end");
  ASSERT_TRUE(one.context->step({&one.input, 1}).has_value());
  const auto end = one.context->step({&one.input, 1});
  ASSERT_FALSE(end.has_value());
  EXPECT_EQ(end.error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(end.error().message, HasSubstr("contradicts its interface: output 0"));
}

TEST(PluginContext, PreviewsWhatIsKnown) {
  OneInput one("pieces");
  const auto unknown = one.context->preview({&one.input, 1}, 0);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::RuntimeError);
  const auto known = one.context->preview({&one.input, 1}, 0);
  ASSERT_TRUE(known.has_value()) << known.error().message;
  EXPECT_EQ(known->bytes.size(), 8u);
}

TEST(PluginContext, DoesNotStreamWithAnOlderPlugin) {
  OneInput one("truth", "libliar_1_0.so");
  EXPECT_FALSE(one.graph->info().streams);
  EXPECT_EQ(one.context->step({&one.input, 1}).error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(one.context->preview({&one.input, 1}, 0).error().code, ErrorCode::RuntimeError);
  one.context->finish();
}

TEST(PluginContext, NeverCallsWhatAnOlderPluginDidNotOffer) {
  const auto table = open_plugin_library(WASINN_TEST_PLUGINS "/libliar_1_0.so");
  ASSERT_TRUE(table.has_value()) << table.error().message;
  EXPECT_EQ(table->minor, 0u);
  EXPECT_EQ(table->context_compute_into, nullptr);
  const IntoPlace result = compute_lie_into("truth", 8, "libliar_1_0.so");
  ASSERT_TRUE(result.values.has_value()) << result.values.error().message;
  EXPECT_THAT(*result.values, ElementsAre(1.5f, -2.0f));
  EXPECT_FALSE(result.in_place);
}

struct Lie {
  const char* name;
  const char* answer;
  ErrorCode code = ErrorCode::RuntimeError;
};

void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

class LyingPlugin : public ::testing::TestWithParam<Lie> {};

TEST_P(LyingPlugin, IsAnsweredWithAnError) {
  const auto result = compute_lie(GetParam().name);
  ASSERT_FALSE(result.has_value()) << GetParam().name;
  EXPECT_EQ(result.error().code, GetParam().code);
  EXPECT_THAT(result.error().message, HasSubstr(GetParam().answer));
}

const Lie kLies[] = {
    {"no graph", "loaded no graph"},
    {"silent failure", "failed with status 4711", ErrorCode::Unknown},
    {"null ports", "inputs: the plug-in contradicts its interface: the array is NULL"},
    {"many ports", "outputs: the plug-in contradicts its interface: there are 1152921504606846976"},
    {"null name", "input 0: the plug-in contradicts its interface: the name is NULL"},
    {"name not utf-8", "input 0: the name is not UTF-8", ErrorCode::InvalidEncoding},
    {"port type", "the element type is 9"},
    {"foreign without name", "a foreign element type has no name"},
    {"port rank", "the rank is 17"},
    {"negative rank", "the rank is -2"},
    {"null dimensions", "there are no dimensions"},
    {"port dimension", "dimension 0 is -7"},
    {"small port", "a port has 8 bytes"},
    {"scales of no axis", "there are 2 scales"},
    {"more scales than the axis has", "there are 1152921504606846976 scales"},
    {"null scales", "there are 1 scales"},
    {"null zero points", "there are 1 scales"},
    {"bytes that are numbers", "bytes in a row are f32[2]"},
    {"may be left out", "what may be left out is any[2]"},
    {"target", "the graph's target is 9"},
    {"null properties", "3 properties"},
    {"no context", "it made no context"},
    {"foreign data", "output 0 has a foreign type and data"},
    {"failure without words", "failed with status 4"},
    {"failure not utf-8", "caf?"},
    {"nothing filled", "output 0 is f32, got element type 65535"},
    {"more bytes", "output 0 has 4096 bytes for f32[2]"},
    {"fewer bytes", "output 0 has 4 bytes for f32[2]"},
    {"null data", "output 0 has no data"},
    {"other type", "output 0 is f32, got element type 2"},
    {"tensor rank", "output 0 has rank 4000000000"},
    {"negative size", "a dimension is -2"},
    {"huge size", "a dimension is 9223372036854775807"},
};

INSTANTIATE_TEST_SUITE_P(EachLie, LyingPlugin, ::testing::ValuesIn(kLies), [](const auto& lie) {
  std::string name = lie.param.name;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

}  // namespace
}  // namespace wasinn
