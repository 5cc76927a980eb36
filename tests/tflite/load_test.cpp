// SPDX-License-Identifier: Apache-2.0
// Loading through the tflite plug-in: what is described, what is refused and why, cancelling, the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"
#include "tests/doubles/temporary_folder.h"
#include "tests/tflite/lite_models.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Result<std::shared_ptr<const Backend>> open_in(const std::vector<fs::path>& folders, const BackendOptions& options) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_tflite.so").value();
  auto services = std::make_unique<HostServices>("tflite", folders, 0, options, LogSink());
  return PluginBackend::open(functions, "tflite", std::move(services));
}

TEST(LiteBackend, SaysWhatItIs) {
  const auto backend = open_tflite();
  EXPECT_THAT(backend->info().framework_version, ::testing::StartsWith("2."));
  EXPECT_THAT(backend->info().encodings, ElementsAre(Encoding::TensorFlowLite));
  EXPECT_THAT(backend->info().targets, ElementsAre(ExecutionTarget::Cpu));
  EXPECT_THAT(backend->info().devices, ElementsAre("cpu"));
}

TEST(LiteBackend, SaysWhereItLookedForTheFramework) {
  const auto backend = open_in({"/nowhere/one", "/nowhere/two"}, {});
  ASSERT_FALSE(backend.has_value());
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message,
              HasSubstr("looked for libjnitensorflowlite.so in /nowhere/one, /nowhere/two"));
}

TEST(LiteBackend, SaysWhyALibraryDoesNotFit) {
  const TemporaryFolder temporary;
  temporary.write("libjnitensorflowlite.so", "no library");
  const auto backend = open_in({temporary.path()}, {});
  ASSERT_FALSE(backend.has_value());
  EXPECT_THAT(backend.error().message, HasSubstr("does not fit"));
}

TEST(LiteBackend, RefusesOptionsThatItDoesNotHave) {
  const auto backend = open_in({tflite_folder()}, {{"speed", "high"}});
  ASSERT_FALSE(backend.has_value());
  EXPECT_EQ(backend.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(backend.error().message, HasSubstr("'speed'"));
}

TEST(LiteBackend, OpensAgainAfterItWasClosed) {
  for (int i = 0; i < 3; ++i) {
    const auto graph = load_bytes(*open_tflite(), model_bytes("dynamic")).value();
    const auto context = graph->create_context().value();
    EXPECT_TRUE(compute(*context, {floats({1, 2}, {1, 2})}).has_value());
  }
}

TEST(LiteBackend, WritesNothingToStdoutAndStderr) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  const auto backend = open_tflite();
  const auto graph = load_bytes(*backend, model_bytes("dynamic")).value();
  EXPECT_TRUE(compute(*graph->create_context().value(), {floats({1, 2}, {1, 2})}).has_value());
  for (const char* name : {"custom_operator", "flex_operator", "new_version", "unknown_operator"}) {
    EXPECT_FALSE(load_bytes(*backend, model_bytes(name)).has_value());
  }
  const auto reshaped = load_bytes(*backend, model_bytes("reshaped")).value();
  EXPECT_FALSE(
      compute(*reshaped->create_context().value(), {floats({6}, {1, 2, 3, 4, 5, 6}), ints({2}, {4, 4})}).has_value());
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(LiteLoad, DescribesPorts) {
  EXPECT_THAT(port_texts(load_model("pair")->inputs()), ElementsAre("a:f32[2,3]", "b:f32[2,3]"));
  EXPECT_THAT(port_texts(load_model("pair")->outputs()), ElementsAre("sum:f32[2,3]", "product:f32[2,3]"));
  EXPECT_THAT(port_texts(load_model("batch")->inputs()), ElementsAre("x:f32[?,4]"));
  EXPECT_THAT(port_texts(load_model("batch")->outputs()), ElementsAre("y:f32[?,4]"));
  EXPECT_THAT(port_texts(load_model("scalar")->inputs()), ElementsAre("x:f32[]"));
  EXPECT_THAT(port_texts(load_model("non_zero")->outputs()), ElementsAre("y:i64[?,1]"));
  EXPECT_THAT(port_texts(load_model("identity_bool")->inputs()), ElementsAre("x:bool[2,3]"));
  EXPECT_EQ(load_model("identity_int8")->inputs()[0].carried_type, "int8");
  EXPECT_EQ(load_model("pair")->info().device, "cpu");
}

TEST(LiteLoad, NamesPortsAsTheUsualSignatureDoes) {
  EXPECT_THAT(port_texts(load_model("signature")->inputs()), ElementsAre("x:f32[2,3]"));
  EXPECT_THAT(port_texts(load_model("signature")->outputs()), ElementsAre("output_0:f32[2,3]"));
}

TEST(LiteLoad, SaysHowStoredNumbersStandForOthers) {
  const auto graph = load_model("quantized");
  const Quantization& whole = graph->inputs()[0].quantization;
  EXPECT_THAT(whole.scales, ElementsAre(0.5f));
  EXPECT_THAT(whole.zero_points, ElementsAre(128));
  const Quantization& columns = graph->inputs()[1].quantization;
  EXPECT_THAT(columns.scales, ElementsAre(0.5f, 0.25f, 2.0f));
  EXPECT_THAT(columns.zero_points, ElementsAre(0, 1, -2));
  EXPECT_EQ(columns.axis, 1u);
  EXPECT_TRUE(load_model("pair")->inputs()[0].quantization.scales.empty());
}

struct Lack {
  const char* model;
  const char* answer;
};

TEST(LiteLoad, NamesOperatorsThatTheFrameworkLacks) {
  const Lack lacks[] = {{"custom_operator", "NoSuchOperator"},
                        {"flex_operator", "FlexErf"},
                        {"new_version", "RELU"},
                        {"unknown_operator", "250"}};
  const auto backend = open_tflite();
  for (const Lack& lack : lacks) {
    const auto graph = load_bytes(*backend, model_bytes(lack.model));
    ASSERT_FALSE(graph.has_value()) << lack.model;
    EXPECT_EQ(graph.error().code, ErrorCode::UnsupportedOperation) << lack.model << ": " << graph.error().message;
    EXPECT_THAT(graph.error().message, HasSubstr(lack.answer)) << lack.model;
    EXPECT_THAT(graph.error().message, Not(HasSubstr(".cc:"))) << lack.model;
  }
}

TEST(LiteLoad, RefusesTwoParts) {
  const ModelPart parts[] = {{bytes_of("a"), {}}, {bytes_of("b"), {}}};
  Cancellation cancellation;
  const auto graph = open_tflite()->load({Encoding::TensorFlowLite, parts, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
}

TEST(LiteLoad, RefusesBytesThatAreNoModelAlsoUnchecked) {
  Cancellation cancellation;
  for (const char* bytes : {"", "hello", "\x1c\0\0\0TFL3"}) {
    const ModelPart part{bytes_of(bytes), {}};
    const auto graph = open_tflite()->load({Encoding::TensorFlowLite, {&part, 1}, {}}, cancellation);
    ASSERT_FALSE(graph.has_value());
    EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding) << graph.error().message;
  }
}

TEST(LiteCancel, EndsAnEndlessLoopAndTheNextComputationWorks) {
  const auto graph = load_model("endless");
  const auto context = graph->create_context().value();
  for (int repeat = 0; repeat < 2; ++repeat) {
    std::thread watcher([&context] {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      context->cancel();
    });
    const auto outputs = compute(*context, {floats({1}, {1})});
    watcher.join();
    ASSERT_FALSE(outputs.has_value());
    EXPECT_EQ(outputs.error().code, ErrorCode::Timeout) << outputs.error().message;
    context->clear_cancel();
  }
}

TEST(LiteCancel, WorksWheneverItComes) {
  const auto graph = load_model("endless");
  const auto context = graph->create_context().value();
  for (int delay = 0; delay < 200; ++delay) {
    std::thread watcher([&context, delay] {
      std::this_thread::sleep_for(std::chrono::microseconds(delay));
      context->cancel();
    });
    EXPECT_EQ(compute(*context, {floats({1}, {1})}).error().code, ErrorCode::Timeout);
    watcher.join();
    context->clear_cancel();
  }
}

TEST(LiteCancel, OfOneContextLeavesAnotherAlone) {
  const auto graph = load_model("doubled");
  const auto cancelled = graph->create_context().value();
  const auto other = graph->create_context().value();
  const OwnTensor input = floats({2, 3}, {1, 2, 3, 4, 5, 6});
  cancelled->cancel();
  EXPECT_EQ(compute(*cancelled, {input}).error().code, ErrorCode::Timeout);
  EXPECT_TRUE(compute(*other, {input}).has_value());
  cancelled->clear_cancel();
  EXPECT_TRUE(compute(*cancelled, {input}).has_value());
}

TEST(LiteCancel, BeforeALoadEndsIt) {
  const std::string bytes = model_bytes("doubled");
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_tflite()->load({Encoding::TensorFlowLite, {&part, 1}, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

}  // namespace
}  // namespace wasinn
