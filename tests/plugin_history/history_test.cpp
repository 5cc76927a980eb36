// SPDX-License-Identifier: Apache-2.0
// Plug-ins that were compiled with the headers of earlier versions load and compute in today's host.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "plugin/discovery.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class OldPlugin : public ::testing::TestWithParam<const char*> {
 protected:
  Result<std::shared_ptr<const Backend>> open() {
    PluginOptions options;
    options.log = [this](LogLevel, std::string_view line) { log_.emplace_back(line); };
    const std::filesystem::path folders[] = {WASINN_TEST_HISTORY};
    for (const BackendSource& source : discover(folders, options)) {
      if (source.name == GetParam()) return source.open();
    }
    return fail(ErrorCode::NotFound, std::string("there is no ") + GetParam());
  }

  static Result<std::shared_ptr<const Graph>> load(const Backend& backend, std::string_view model, Cancellation& stop) {
    const ModelPart part{bytes_of(model), {}};
    return backend.load({Encoding::Onnx, {&part, 1}, {}, {}}, stop);
  }

  static constexpr std::array<float, 3> kNumbers = {1.0f, -2.5f, 4.0f};
  const TensorView input_{ElementType::F32, *Shape::from(std::array<std::int64_t, 1>{3}),
                          std::as_bytes(std::span(kNumbers))};
  std::vector<std::string> log_;
};

std::vector<float> numbers_in(ByteView bytes) {
  const auto* first = reinterpret_cast<const float*>(bytes.data());
  return {first, first + bytes.size() / sizeof(float)};
}

TEST_P(OldPlugin, TellsWhatItIs) {
  const auto backend = open();
  ASSERT_TRUE(backend.has_value()) << backend.error().message;
  const BackendInfo& info = (*backend)->info();
  EXPECT_EQ(info.framework_version, "7");
  EXPECT_THAT(info.encodings, ElementsAre(Encoding::Onnx));
  EXPECT_THAT(info.targets, ElementsAre(ExecutionTarget::Cpu));
  EXPECT_THAT(info.devices, ElementsAre("abacus"));
  EXPECT_FALSE(info.own_format);
  EXPECT_FALSE(info.reads_options);
  EXPECT_THAT(log_, ElementsAre(std::string(GetParam()) + ": opened"));
}

TEST_P(OldPlugin, LoadsAModelAndComputes) {
  Cancellation stop;
  const auto backend = open().value();
  const auto graph = load(*backend, "any", stop).value();
  EXPECT_EQ(graph->inputs()[0].text(), "f32(float)[count]");
  EXPECT_EQ(graph->outputs()[0].name, "y");
  EXPECT_EQ(graph->outputs()[0].quantization.text(), "");
  EXPECT_FALSE(graph->inputs()[0].optional);
  EXPECT_FALSE(graph->info().streams);
  EXPECT_THAT(graph->info().metadata, ElementsAre(Pair("producer", "doubler")));
  const auto context = graph->create_context().value();
  const auto outputs = context->compute({&input_, 1}).value();
  EXPECT_EQ(outputs[0].text(), "f32[3]");
  EXPECT_THAT(numbers_in(outputs[0].bytes), ElementsAre(2.0f, -5.0f, 8.0f));
}

TEST_P(OldPlugin, ComputesIntoMemoryOfTheHostsAsFarAsItKnowsHow) {
  Cancellation stop;
  const auto backend = open().value();
  const auto graph = load(*backend, "any", stop).value();
  const auto context = graph->create_context().value();
  alignas(float) std::array<std::byte, 12> room{};
  const MutableBytes place = room;
  const auto outputs = context->compute_into({&input_, 1}, {&place, 1}).value();
  EXPECT_THAT(numbers_in(outputs[0].bytes), ElementsAre(2.0f, -5.0f, 8.0f));
  const bool in_place = outputs[0].bytes.data() == room.data();
  EXPECT_EQ(in_place, std::string(GetParam()) != "doubler_1_0");
}

TEST_P(OldPlugin, ToldOfABadModelGivesItsReason) {
  Cancellation stop;
  const auto backend = open().value();
  const auto graph = load(*backend, "bad", stop);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding);
  EXPECT_EQ(graph.error().message, "the model is bad");
}

TEST_P(OldPlugin, IsCancelled) {
  const auto backend = open().value();
  Cancellation stop;
  const auto graph = load(*backend, "any", stop).value();
  const auto context = graph->create_context().value();
  context->cancel();
  EXPECT_EQ(context->compute({&input_, 1}).error().code, ErrorCode::Timeout);
  context->clear_cancel();
  EXPECT_TRUE(context->compute({&input_, 1}).has_value());
  stop.cancel();
  EXPECT_EQ(load(*backend, "any", stop).error().code, ErrorCode::Timeout);
}

TEST_P(OldPlugin, AnswersWhatItDoesNotKnowAsOneThatCannot) {
  Cancellation stop;
  const auto backend = open().value();
  const auto graph = load(*backend, "any", stop).value();
  const auto context = graph->create_context().value();
  EXPECT_EQ(context->step({&input_, 1}).error().code, ErrorCode::UnsupportedOperation);
  EXPECT_EQ(context->preview({&input_, 1}, 0).error().code, ErrorCode::RuntimeError);
  context->finish();
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, OldPlugin, ::testing::Values("doubler_1_0", "doubler_1_1", "doubler_1_2"),
                         [](const auto& version) { return std::string(version.param); });

}  // namespace
}  // namespace wasinn
