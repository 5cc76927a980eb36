// SPDX-License-Identifier: Apache-2.0
// One load for many sessions and threads, and an end to every graph that nobody needs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include "tests/doubles/fake_host.h"

namespace wasinn {
namespace {

using namespace std::chrono_literals;
using doubles::FakeHost;
using doubles::load_bytes;
using testing::HasSubstr;

Result<void> load_slowly(const LoadRequest&, Cancellation&) {
  std::this_thread::sleep_for(10ms);
  return {};
}

void on_threads(int count, const std::function<void()>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

TEST(NamedGraphSharing, LoadsOnceForManySessionsOnManyThreads) {
  FakeHost fake;
  fake.framework().on_load = load_slowly;
  fake.add_graph("digits");
  on_threads(8, [&] {
    const auto session = fake.session();
    for (int round = 0; round < 20; ++round) {
      const auto graph = session->load_by_name("digits");
      ASSERT_TRUE(graph);
      const auto context = session->create_context(*graph).value();
      ASSERT_TRUE(doubles::compute(*context, {1, 2}));
    }
  });
  EXPECT_EQ(fake.framework().loads, 1);
  EXPECT_EQ(fake.framework().contexts, 0);
  const auto report = fake.host().report();
  ASSERT_EQ(report.size(), 1U);
  EXPECT_EQ(report.front().counts.loads, 1U);
  EXPECT_EQ(report.front().counts.shared, 159U);
  EXPECT_EQ(report.front().counts.computes, 160U);
}

TEST(NamedGraphSharing, KeepsAGraphThatNobodyUsesWhileThereIsRoom) {
  Limits limits;
  limits.resident_model_bytes = 10;
  FakeHost fake(limits);
  fake.add_graph("small", "12345");
  fake.add_graph("other", "67890");
  fake.add_graph("large", "12345678901");
  EXPECT_TRUE(fake.session()->load_by_name("small"));
  EXPECT_TRUE(fake.session()->load_by_name("other"));
  EXPECT_EQ(fake.framework().graphs, 2);
  EXPECT_TRUE(fake.session()->load_by_name("large"));
  EXPECT_EQ(fake.framework().graphs, 2) << "too large to stay";
  EXPECT_TRUE(fake.session()->load_by_name("small"));
  EXPECT_EQ(fake.framework().loads, 3);
  EXPECT_EQ(fake.host().model_bytes(), 10U);
}

TEST(NamedGraphSharing, TriesAgainAfterAFailure) {
  FakeHost fake;
  fake.add_graph("digits");
  fake.framework().on_load = [&](const LoadRequest&, Cancellation&) -> Result<void> {
    if (fake.framework().loads == 1) return fail(ErrorCode::RuntimeError, "not now");
    return {};
  };
  const auto session = fake.session();
  EXPECT_THAT(session->load_by_name("digits").error().message, HasSubstr("not now"));
  EXPECT_TRUE(session->load_by_name("digits"));
}

TEST(ByteSharing, LoadsEqualBytesOnceForAllSessions) {
  FakeHost fake;
  fake.framework().on_load = load_slowly;
  const auto keeper = fake.session();
  const auto kept = load_bytes(*keeper, "model");
  on_threads(6, [&] {
    const auto session = fake.session();
    const auto graph = load_bytes(*session, "model");
    ASSERT_TRUE(graph);
    EXPECT_EQ(graph->loaded, kept->loaded);
  });
  EXPECT_EQ(fake.framework().loads, 1);
  EXPECT_EQ(fake.host().model_bytes(), 5U) << "the process holds the bytes once";
}

TEST(ByteSharing, KeepsApartWhatDiffers) {
  FakeHost fake;
  fake.framework().targets = {ExecutionTarget::Cpu, ExecutionTarget::Gpu};
  const auto session = fake.session();
  const auto first = load_bytes(*session, "model");
  const auto other = load_bytes(*session, "other");
  const auto elsewhere = load_bytes(*session, "model", ExecutionTarget::Gpu);
  EXPECT_EQ(fake.framework().graphs, 3);
  EXPECT_NE(first->loaded, other->loaded);
  EXPECT_NE(first->loaded, elsewhere->loaded);
  const auto same = load_bytes(*session, "model", ExecutionTarget::Cpu);
  EXPECT_EQ(first->loaded, same->loaded) << "auto is cpu here";
}

TEST(ByteSharing, KeepsApartPartsThatAreDividedElsewhere) {
  FakeHost fake;
  const auto session = fake.session();
  const std::vector<ByteView> one = {bytes_of("ab"), bytes_of("c")};
  const std::vector<ByteView> two = {bytes_of("a"), bytes_of("bc")};
  const auto first = session->load(one, {Encoding::Onnx, {}}, ExecutionTarget::Auto);
  const auto second = session->load(two, {Encoding::Onnx, {}}, ExecutionTarget::Auto);
  EXPECT_NE(first->loaded, second->loaded);
}

TEST(ByteSharing, FreesAGraphWhenItsLastUserGoes) {
  FakeHost fake;
  const auto session = fake.session();
  std::unique_ptr<Context> context;
  {
    const auto first = load_bytes(*session, "model");
    const auto second = load_bytes(*session, "model");
    context = session->create_context(*second).value();
  }
  EXPECT_EQ(fake.framework().graphs, 1) << "the context keeps it alive";
  EXPECT_TRUE(doubles::compute(*context, {1}));
  context.reset();
  EXPECT_EQ(fake.framework().graphs, 0);
  EXPECT_EQ(fake.host().model_bytes(), 0U);
}

TEST(ByteSharing, OutlivesTheSessionThatLoadedIt) {
  FakeHost fake;
  auto session = fake.session();
  const auto context = doubles::context_on(*session);
  session.reset();
  const auto outputs = doubles::compute(*context, {1, 2, 3});
  ASSERT_TRUE(outputs);
  EXPECT_EQ(outputs->front().text(), "f32[3]");
}

TEST(ProcessBytes, MakeRoomByLettingResidentsGo) {
  Limits limits;
  limits.process_model_bytes = 10;
  FakeHost fake(limits);
  fake.add_graph("old", "1234");
  fake.add_graph("new", "5678");
  const auto session = fake.session();
  EXPECT_TRUE(session->load_by_name("old"));
  EXPECT_TRUE(session->load_by_name("new"));
  EXPECT_EQ(fake.host().model_bytes(), 8U);
  const auto graph = load_bytes(*session, "model");
  ASSERT_TRUE(graph) << "the resident that was used longest ago goes";
  EXPECT_EQ(fake.host().model_bytes(), 9U);
  EXPECT_EQ(fake.framework().graphs, 2);
}

TEST(ProcessBytes, ThatGuestsUseAreNotTakenFromThem) {
  Limits limits;
  limits.process_model_bytes = 10;
  FakeHost fake(limits);
  fake.add_graph("used", "123456");
  const auto session = fake.session();
  const auto used = session->load_by_name("used");
  const auto refused = load_bytes(*session, "model");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(refused.error().message, HasSubstr("model bytes of the process"));
  EXPECT_EQ(fake.framework().graphs, 1);
  EXPECT_TRUE(doubles::compute(*session->create_context(*used).value(), {1}));
  EXPECT_TRUE(load_bytes(*session, "1234"));
}

TEST(ProcessBytes, AreGivenBackByALoadThatFailed) {
  FakeHost fake;
  fake.framework().on_load = [](const LoadRequest&, Cancellation&) -> Result<void> {
    return fail(ErrorCode::RuntimeError, "broken");
  };
  EXPECT_FALSE(load_bytes(*fake.session(), "model"));
  EXPECT_EQ(fake.host().model_bytes(), 0U);
}

TEST(Loading, StaysWholeWhenABackendThrows) {
  FakeHost fake;
  fake.add_graph("digits");
  fake.framework().on_load = [&](const LoadRequest&, Cancellation&) -> Result<void> {
    if (fake.framework().loads <= 2) throw std::bad_alloc();
    return {};
  };
  const auto session = fake.session();
  EXPECT_THROW((void)session->load_by_name("digits"), std::bad_alloc);
  EXPECT_THROW((void)load_bytes(*session, "model"), std::bad_alloc);
  EXPECT_EQ(session->usage(), Session::Usage{});
  EXPECT_EQ(fake.host().model_bytes(), 0U);
  EXPECT_TRUE(session->load_by_name("digits"));
  session->close();
}

TEST(Loading, FromManyThreadsEndsWithNothingHeld) {
  Limits limits;
  limits.resident_model_bytes = 8;
  FakeHost fake(limits);
  for (const char* name : {"a", "b", "c"}) fake.add_graph(name, "1234");
  std::atomic<unsigned> seeds{0};
  on_threads(4, [&] {
    const unsigned seed = seeds++;
    const auto session = fake.session();
    for (unsigned i = 0; i < 150; ++i) {
      const auto graph = i % 3 == 0 ? load_bytes(*session, std::string(1 + (seed + i) % 3, 'm'))
                                    : session->load_by_name(std::string(1, static_cast<char>('a' + (seed + i) % 3)));
      ASSERT_TRUE(graph);
      ASSERT_TRUE(doubles::compute(*session->create_context(*graph).value(), {1}));
    }
    EXPECT_EQ(session->usage(), Session::Usage{});
  });
  EXPECT_LE(fake.framework().graphs, 2) << "only residents are left";
  EXPECT_LE(fake.host().model_bytes(), 8U);
}

}  // namespace
}  // namespace wasinn
