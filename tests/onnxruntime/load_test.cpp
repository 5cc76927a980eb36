// SPDX-License-Identifier: Apache-2.0
// Loading through the onnxruntime plug-in: what is described, what is refused and why, files, cancelling, the log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "tests/onnxruntime/onnx_models.h"
#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(OnnxBackend, SaysWhatItIs) {
  const auto backend = open_onnxruntime();
  EXPECT_THAT(backend->info().framework_version, ::testing::StartsWith("1."));
  EXPECT_THAT(backend->info().encodings, ElementsAre(Encoding::Onnx));
  EXPECT_THAT(backend->info().targets, ElementsAre(ExecutionTarget::Cpu));
  EXPECT_THAT(backend->info().devices, ElementsAre("cpu"));
}

TEST(OnnxBackend, SaysWhereItLookedForTheFramework) {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_onnxruntime.so").value();
  const std::vector<fs::path> folders{"/nowhere/one", "/nowhere/two"};
  auto services = std::make_unique<HostServices>("onnxruntime", folders, 0, BackendOptions(), LogSink());
  const auto backend = PluginBackend::open(functions, "onnxruntime", std::move(services));
  if (backend.has_value()) GTEST_SKIP() << "this process can find ONNX Runtime without the folders";
  EXPECT_EQ(backend.error().code, ErrorCode::NotFound);
  EXPECT_THAT(backend.error().message, HasSubstr("looked for libonnxruntime.so.1 in /nowhere/one, /nowhere/two"));
}

TEST(OnnxBackend, SaysWhyALibraryDoesNotFit) {
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path();
  temporary.write("libonnxruntime.so.1", "no library");
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_onnxruntime.so").value();
  auto services = std::make_unique<HostServices>("onnxruntime", std::vector{folder}, 0, BackendOptions(), LogSink());
  const auto backend = PluginBackend::open(functions, "onnxruntime", std::move(services));
  if (backend.has_value()) GTEST_SKIP() << "this process can find ONNX Runtime without the folders";
  EXPECT_THAT(backend.error().message, HasSubstr("does not fit"));
}

TEST(OnnxBackend, OpensAgainAfterItWasClosed) {
  for (int i = 0; i < 3; ++i) {
    const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("tiny")).value();
    const auto context = graph->create_context().value();
    EXPECT_TRUE(compute(*context, {floats({1, 4}, {1, 2, 3, 4})}).has_value());
  }
}

TEST(OnnxBackend, LogsThroughTheHostAndNowhereElse) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  std::vector<std::string> lines;
  const auto backend = open_onnxruntime([&lines](LogLevel, std::string_view text) { lines.emplace_back(text); });
  EXPECT_TRUE(load_bytes(*backend, fixture_bytes("overridable")).has_value());
  EXPECT_FALSE(load_bytes(*backend, fixture_bytes("unknown_operator")).has_value());
  EXPECT_FALSE(load_bytes(*backend, "hello").has_value());
  EXPECT_THAT(lines, Contains(AllOf(HasSubstr("onnxruntime: Initializer scale"), Not(HasSubstr("\n")))));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(OnnxLoad, DescribesPorts) {
  const auto backend = open_onnxruntime();
  const auto inputs = [&](const char* name) {
    return port_texts(load_bytes(*backend, fixture_bytes(name)).value()->inputs());
  };
  EXPECT_THAT(inputs("tiny"), ElementsAre("x:f32[1,4]"));
  EXPECT_THAT(inputs("dynamic"), ElementsAre("x:f32[batch,n]"));
  EXPECT_THAT(inputs("unknown_rank"), ElementsAre("x:f32[...]"));
  EXPECT_THAT(inputs("scalar"), ElementsAre("x:f32[]"));
  EXPECT_THAT(inputs("mixed_types"), ElementsAre("numbers:i64[n]", "bytes:u8[4]"));
  EXPECT_THAT(inputs("overridable"), ElementsAre("x:f32[2]"));
  EXPECT_EQ(inputs("many_inputs").size(), 65u);
}

TEST(OnnxLoad, DescribesForeignPorts) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("ort_maps")).value();
  EXPECT_FALSE(graph->outputs()[0].type.has_value());
  EXPECT_EQ(graph->outputs()[0].foreign_type, "sequence(map(int64,float))");
}

TEST(OnnxLoad, ReadsMetadata) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("ort_described")).value();
  const auto& metadata = graph->info().metadata;
  EXPECT_THAT(metadata, Contains(Pair("producer", "wasinn tests")));
  EXPECT_THAT(metadata, Contains(Pair("domain", "org.example")));
  EXPECT_THAT(metadata, Contains(Pair("description", "What it is")));
  EXPECT_THAT(metadata, Contains(Pair("version", "7")));
  EXPECT_THAT(metadata, Contains(Pair("author", "somebody")));
  EXPECT_THAT(metadata, Contains(Pair("note", "größer")));
  EXPECT_EQ(graph->info().device, "cpu");
}

struct Refusal {
  const char* name;
  std::string bytes;
  ErrorCode code;
  const char* answer;
};

std::string ort_format() { return std::string("\x18\0\0\0ORTM", 8) + std::string(64, '\0'); }

std::string hostile_depth() { return std::string(1 << 16, '\x3a'); }

TEST(OnnxLoad, RefusesWhatItCannotLoadWithTheReason) {
  const Refusal refusals[] = {
      {"no bytes", "", ErrorCode::InvalidEncoding, "no bytes"},
      {"text", "hello", ErrorCode::InvalidEncoding, "parsing failed"},
      {"the other format", ort_format(), ErrorCode::InvalidEncoding, "parsing failed"},
      {"depth", hostile_depth(), ErrorCode::InvalidEncoding, "parsing failed"},
      {"half a model", fixture_bytes("truncated"), ErrorCode::InvalidEncoding, "parsing failed"},
      {"no graph", fixture_bytes("without_graph"), ErrorCode::InvalidEncoding, "No graph"},
      {"deep graphs", fixture_bytes("nested_100"), ErrorCode::InvalidEncoding, "parsing failed"},
      {"custom operator", fixture_bytes("custom_operator"), ErrorCode::UnsupportedOperation, "com.example:NoSuchOp"},
      {"operator", fixture_bytes("unknown_operator"), ErrorCode::UnsupportedOperation, "NoSuchOp"},
      {"files", fixture_bytes("external"), ErrorCode::Security, "weights in other files"},
      {"absolute files", fixture_bytes("external_absolute"), ErrorCode::Security, "weights in other files"},
      {"escaping files", fixture_bytes("external_escape"), ErrorCode::Security, "weights in other files"},
  };
  const auto backend = open_onnxruntime();
  for (const Refusal& refusal : refusals) {
    const auto graph = load_bytes(*backend, refusal.bytes);
    ASSERT_FALSE(graph.has_value()) << refusal.name;
    EXPECT_EQ(graph.error().code, refusal.code) << refusal.name << ": " << graph.error().message;
    EXPECT_THAT(graph.error().message, HasSubstr(refusal.answer)) << refusal.name;
    EXPECT_THAT(graph.error().message, Not(HasSubstr(".cc:"))) << refusal.name;
  }
}

TEST(OnnxLoad, RefusesTwoParts) {
  const ModelPart parts[] = {{bytes_of("a"), {}}, {bytes_of("b"), {}}};
  Cancellation cancellation;
  const auto graph = open_onnxruntime()->load({Encoding::Onnx, parts, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
}

TEST(OnnxFiles, BesideANamedModelAreRead) {
  const auto graph = load_file(*open_onnxruntime(), "external");
  ASSERT_TRUE(graph.has_value()) << graph.error().message;
  const auto context = (*graph)->create_context().value();
  EXPECT_THAT(values_of<float>(compute(*context, {floats({4}, {1, 2, 3, 4})}).value()[0]),
              ElementsAre(11, 22, 33, 44));
}

TEST(OnnxFiles, ElsewhereAreRefusedAlsoForANamedModel) {
  const auto backend = open_onnxruntime();
  for (const char* name : {"external_missing", "external_escape", "external_absolute"}) {
    const auto graph = load_file(*backend, name);
    ASSERT_FALSE(graph.has_value()) << name;
    EXPECT_EQ(graph.error().code, ErrorCode::RuntimeError) << name;
  }
}

// Without a folder of its own the framework takes the working directory.
TEST(OnnxFiles, InTheWorkingDirectoryAreNotReadForBytes) {
  const auto backend = open_onnxruntime();
  const fs::path before = fs::current_path();
  fs::current_path(WASINN_TEST_FIXTURE_DIR);
  const auto graph = load_bytes(*backend, fixture_bytes("external"));
  fs::current_path(before);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Security);
}

TEST(OnnxCancel, EndsAnEndlessLoopAndTheNextComputationWorks) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("endless")).value();
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

TEST(OnnxCancel, OfOneContextLeavesAnotherAlone) {
  const auto graph = load_bytes(*open_onnxruntime(), fixture_bytes("tiny")).value();
  const auto cancelled = graph->create_context().value();
  const auto other = graph->create_context().value();
  const OwnTensor input = floats({1, 4}, {1, 2, 3, 4});
  cancelled->cancel();
  EXPECT_EQ(compute(*cancelled, {input}).error().code, ErrorCode::Timeout);
  EXPECT_TRUE(compute(*other, {input}).has_value());
  cancelled->clear_cancel();
  EXPECT_TRUE(compute(*cancelled, {input}).has_value());
}

TEST(OnnxCancel, BeforeALoadEndsIt) {
  const std::string bytes = fixture_bytes("tiny");
  const ModelPart part{bytes_of(bytes), {}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_onnxruntime()->load({Encoding::Onnx, {&part, 1}, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

}  // namespace
}  // namespace wasinn
