// SPDX-License-Identifier: Apache-2.0
// The echo backend through the plug-in adapters: its model format, its directives, cancelling, and no allocations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "plugin/allocation_counter.h"
#include "plugin/plugin_backend.h"
#include "plugin/plugin_library.h"

namespace wasinn {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Pair;
using Clock = std::chrono::steady_clock;

std::shared_ptr<const Backend> open_echo() {
  const auto functions = open_plugin_library(WASINN_TEST_PLUGIN_DIR "/libwasinn_echo.so");
  auto services = std::make_unique<HostServices>("echo", std::vector<std::filesystem::path>{}, 0, BackendOptions(),
                                                 LogSink());
  return PluginBackend::open(functions.value(), "echo", std::move(services)).value();
}

Result<std::shared_ptr<const Graph>> load(std::string_view model) {
  const ModelPart part{bytes_of(model), {}};
  Cancellation cancellation;
  return open_echo()->load({Encoding::OpenVino, {&part, 1}, {}}, cancellation);
}

Shape shape(std::initializer_list<std::int64_t> dimensions) { return *Shape::from(dimensions); }

std::vector<std::string> port_texts(std::span<const Port> ports) {
  std::vector<std::string> texts;
  for (const Port& port : ports) texts.push_back(port.name + ":" + port.text());
  return texts;
}

Error compute_error(std::string_view model) {
  const auto graph = load(model).value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
  const auto outputs = context->compute({&input, 1});
  EXPECT_FALSE(outputs.has_value()) << model;
  return outputs ? Error{} : outputs.error();
}

TEST(EchoModel, ListsPorts) {
  const auto graph = load("echo f32[2,3]\n x:u8[?]\tbf16[batch,4] i64[] f16[...] name:string[?] >bool[1]").value();
  EXPECT_THAT(port_texts(graph->inputs()),
              ElementsAre(":f32[2,3]", "x:u8[?]", ":bf16[batch,4]", ":i64[]", ":f16[...]", "name:string[?]"));
  EXPECT_EQ(graph->outputs().size(), 7u);
  EXPECT_EQ(graph->outputs().back().text(), "bool[1]");
  EXPECT_EQ(graph->info().device, "cpu");
  EXPECT_THAT(graph->info().metadata, ElementsAre(Pair("producer", "echo")));
}

TEST(EchoModel, MayHaveNoPorts) {
  const auto graph = load("echo").value();
  EXPECT_TRUE(graph->inputs().empty());
  EXPECT_TRUE(graph->create_context().value()->compute({}).value().empty());
}

class WrongEchoModel : public ::testing::TestWithParam<const char*> {};

TEST_P(WrongEchoModel, IsAnsweredWithInvalidEncoding) {
  const auto graph = load(GetParam());
  ASSERT_FALSE(graph.has_value()) << GetParam();
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidEncoding) << graph.error().message;
}

INSTANTIATE_TEST_SUITE_P(EachFault, WrongEchoModel,
                         ::testing::Values("", "ech", "echoes", "hello", "echo f32", "echo f32[", "echo [2]",
                                           "echo f32[2,]", "echo f32[,2]", "echo f32[-1]", "echo f32[2147483648]",
                                           "echo f32[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "echo wait",
                                           "echo delay_ms=x", "echo delay_ms=-1", "echo delay_ms=99999999",
                                           "echo >f32[2]", "echo \xff\xfe"));

TEST(EchoModel, WithTwoPartsIsRefused) {
  const ModelPart parts[] = {{bytes_of("echo"), {}}, {bytes_of("echo"), {}}};
  Cancellation cancellation;
  const auto graph = open_echo()->load({Encoding::OpenVino, parts, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::InvalidArgument);
}

TEST(Echo, GivesEachInputBack) {
  const auto graph = load("echo f32[2] u8[?,2]").value();
  const auto context = graph->create_context().value();
  const std::array<float, 2> reals = {0.5f, -3.0f};
  const TensorView inputs[] = {{ElementType::F32, shape({2}), std::as_bytes(std::span(reals))},
                               {ElementType::U8, shape({2, 2}), bytes_of("abcd")}};
  const auto outputs = context->compute(inputs).value();
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_THAT(outputs[0].bytes, ElementsAreArray(inputs[0].bytes));
  EXPECT_NE(outputs[0].bytes.data(), inputs[0].bytes.data());
  EXPECT_EQ(text_of(outputs[1].bytes), "abcd");
  EXPECT_EQ(outputs[1].text(), "u8[2,2]");
}

TEST(Echo, GivesAnEmptyTensorForAnEmptyOne) {
  const auto graph = load("echo f64[?,3]").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::F64, shape({0, 3}), {}};
  const auto outputs = context->compute({&input, 1}).value();
  EXPECT_EQ(outputs[0].text(), "f64[0,3]");
  EXPECT_TRUE(outputs[0].bytes.empty());
}

TEST(Echo, WritesIntoMemoryOfTheCallersWhereItFits) {
  const auto graph = load("echo u8[?] u8[?] >string[?]").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({5}), bytes_of("hello")};
  const TensorView inputs[] = {input, input};
  std::array<std::byte, 8> large{};
  std::array<std::byte, 4> small{};
  const MutableBytes places[] = {large, small, {}};
  const auto outputs = context->compute_into(inputs, places).value();
  EXPECT_EQ(outputs[0].bytes.data(), large.data());
  EXPECT_EQ(text_of(outputs[0].bytes), "hello");
  EXPECT_NE(outputs[1].bytes.data(), small.data());
  EXPECT_EQ(text_of(outputs[1].bytes), "hello");
  EXPECT_EQ(small, (std::array<std::byte, 4>{}));
  EXPECT_TRUE(outputs[2].bytes.empty());
}

TEST(Echo, ComputesAgainWithoutAllocating) {
  const auto graph = load("echo u8[?]").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({5}), bytes_of("hello")};
  ASSERT_TRUE(context->compute({&input, 1}).has_value());
  const std::size_t before = allocation_count();
  ASSERT_GT(before, 0u);
  bool succeeded = true;
  for (int i = 0; i < 100; ++i) succeeded = succeeded && context->compute({&input, 1}).has_value();
  EXPECT_EQ(allocation_count(), before);
  EXPECT_TRUE(succeeded);
}

TEST(Echo, LeavesForeignOutputsEmpty) {
  const auto graph = load("echo u8[2] >string[?]").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
  const auto outputs = context->compute({&input, 1}).value();
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_TRUE(outputs[1].bytes.empty());
}

TEST(Echo, NamesAForeignInput) {
  const Error error = compute_error("echo string[?]");
  EXPECT_EQ(error.code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(error.message, HasSubstr("input 0 has the type string"));
}

TEST(EchoDirective, FailGivesItsText) {
  const Error error = compute_error("echo u8[2] fail=the disk is on fire\nno port");
  EXPECT_EQ(error.code, ErrorCode::RuntimeError);
  EXPECT_EQ(error.message, "the disk is on fire");
}

TEST(EchoDirective, ThrowIsCaughtByTheGuard) { EXPECT_EQ(compute_error("echo u8[2] throw").code, ErrorCode::Unknown); }

TEST(EchoDirective, OomIsAFailureOfTheFramework) {
  EXPECT_EQ(compute_error("echo u8[2] oom").code, ErrorCode::RuntimeError);
}

TEST(EchoDirective, FailLoadFailsTheLoad) {
  const auto graph = load("echo u8[2] fail_load");
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::RuntimeError);
}

TEST(EchoDirective, DelayTakesItsTime) {
  const auto graph = load("echo u8[2] delay_ms=30").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
  const auto start = Clock::now();
  EXPECT_TRUE(context->compute({&input, 1}).has_value());
  EXPECT_GE(Clock::now() - start, std::chrono::milliseconds(30));
}

TEST(EchoCancel, EndsAnEndlessComputeAndTheNextOneWorksAfterClearing) {
  const auto graph = load("echo u8[2] delay_ms=600000").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
  std::thread watcher([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    context->cancel();
  });
  const auto outputs = context->compute({&input, 1});
  watcher.join();
  ASSERT_FALSE(outputs.has_value());
  EXPECT_EQ(outputs.error().code, ErrorCode::Timeout);
}

TEST(EchoCancel, StopsTheNextComputeUntilItIsCleared) {
  const auto graph = load("echo u8[2]").value();
  const auto context = graph->create_context().value();
  const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
  context->cancel();
  EXPECT_EQ(context->compute({&input, 1}).error().code, ErrorCode::Timeout);
  context->clear_cancel();
  EXPECT_TRUE(context->compute({&input, 1}).has_value());
}

TEST(EchoCancel, EndsALoad) {
  const ModelPart part{bytes_of("echo u8[2] load_delay_ms=600000"), {}};
  Cancellation cancellation;
  std::thread watcher([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    cancellation.cancel();
  });
  const auto graph = open_echo()->load({Encoding::Ggml, {&part, 1}, {}}, cancellation);
  watcher.join();
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

TEST(EchoCancel, EndsALoadThatBeginsTooLate) {
  const ModelPart part{bytes_of("echo u8[2]"), {}};
  Cancellation cancellation;
  cancellation.cancel();
  const auto graph = open_echo()->load({Encoding::Ggml, {&part, 1}, {}}, cancellation);
  ASSERT_FALSE(graph.has_value());
  EXPECT_EQ(graph.error().code, ErrorCode::Timeout);
}

TEST(EchoThreads, ContextsOfOneGraphRunInParallel) {
  const auto graph = load("echo u8[2] delay_ms=200").value();
  std::atomic<int> succeeded = 0;
  const auto work = [&] {
    const auto context = graph->create_context().value();
    const TensorView input{ElementType::U8, shape({2}), bytes_of("ab")};
    succeeded += context->compute({&input, 1}).has_value() ? 1 : 0;
  };
  const auto start = Clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 8);
  EXPECT_LT(Clock::now() - start, std::chrono::milliseconds(8 * 200));
}

}  // namespace
}  // namespace wasinn
