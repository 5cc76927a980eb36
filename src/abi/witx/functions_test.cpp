// SPDX-License-Identifier: Apache-2.0
// The table of functions, what ends what, and the wall against exceptions.
#include "abi/witx/functions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/abi/plain_guest.h"
#include "tests/abi/scripted_backend.h"

namespace wasinn::witx {
namespace {

using plain::HostSetup;
using plain::kU8;
using plain::PlainGuest;
using plain::Pointer;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST(WitxFunctions, AreThoseThatGuestsImport) {
  std::vector<std::pair<std::string_view, std::uint32_t>> found;
  for (const Function& function : functions()) found.emplace_back(function.name, function.parameter_count);
  EXPECT_THAT(found,
              UnorderedElementsAre(Pair("load", 5), Pair("load_by_name", 3), Pair("load_by_name_with_config", 5),
                                   Pair("init_execution_context", 2), Pair("set_input", 3), Pair("compute", 1),
                                   Pair("get_output", 5), Pair("compute_single", 1), Pair("get_output_single", 5),
                                   Pair("fini_single", 1), Pair("unload", 1), Pair("finalize_execution_context", 1)));
  EXPECT_EQ(kImportModule, "wasi_ephemeral_nn");
}

class WitxFunctionsWithEcho : public ::testing::Test {
 protected:
  WitxFunctionsWithEcho() {
    HostSetup setup;
    setup.log = [this](LogLevel level, std::string_view text) { log_.emplace_back(level, text); };
    host_ = plain::make_host(std::move(setup));
    guest_ = std::make_unique<PlainGuest>(*host_);
  }

  Errno call(std::string_view function, std::initializer_list<std::uint32_t> arguments) {
    return guest_->call(function, arguments);
  }

  std::vector<std::pair<LogLevel, std::string>> log_;
  std::unique_ptr<Host> host_;
  std::unique_ptr<PlainGuest> guest_;
};

TEST_F(WitxFunctionsWithEcho, StreamingIsNotServed) {
  const std::uint32_t context = guest_->init(guest_->load("echo u8[3]"));
  EXPECT_EQ(call("compute_single", {context}), Errno::UnsupportedOperation);
  EXPECT_EQ(call("get_output_single", {context, 0, 0, 0, 0}), Errno::UnsupportedOperation);
  EXPECT_EQ(call("fini_single", {context}), Errno::UnsupportedOperation);
}

TEST_F(WitxFunctionsWithEcho, ABufferOfNoBytesAsksForTheSizeUnlessTheOperatorSaysThatItTakesAll) {
  for (const bool unsized : {false, true}) {
    plain::HostSetup setup;
    setup.policy.unsized_buffers = unsized;
    const auto host = plain::make_host(std::move(setup));
    PlainGuest guest(*host);
    const std::uint32_t context = guest.init(guest.load("echo u8[3]"));
    guest.set_input(context, 0, {3}, plain::kU8, bytes_of("abc"));
    guest.compute(context);
    const plain::Pointer buffer = guest.place("...");
    const plain::Pointer written = guest.place_numbers({0});
    const Errno answer = guest.call("get_output", {context, 0, buffer, 0, written});
    EXPECT_EQ(answer, unsized ? Errno::Success : Errno::TooLarge);
    EXPECT_EQ(guest.text_at(buffer, 3), unsized ? "abc" : "...");
    EXPECT_EQ(guest.number_at(written), 3u);
    const plain::Pointer outside = guest.end() - 2;
    EXPECT_EQ(guest.call("get_output", {context, 0, outside, 0, written}),
              unsized ? Errno::InvalidArgument : Errno::TooLarge);
  }
}

TEST_F(WitxFunctionsWithEcho, StreamingOnAWrongHandleIsAWrongArgument) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  for (const std::uint32_t handle : {0u, graph, graph + 1, 0xFFFFFFFFu}) {
    EXPECT_EQ(call("compute_single", {handle}), Errno::InvalidArgument);
    EXPECT_EQ(call("get_output_single", {handle, 0, 0, 0, 0}), Errno::InvalidArgument);
    EXPECT_EQ(call("fini_single", {handle}), Errno::InvalidArgument);
  }
}

TEST_F(WitxFunctionsWithEcho, UnloadLeavesContextsWorking) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  const std::uint32_t context = guest_->init(graph);
  EXPECT_EQ(call("unload", {graph}), Errno::Success);
  guest_->set_input(context, 0, {3}, kU8, bytes_of("abc"));
  guest_->compute(context);
  EXPECT_EQ(guest_->output(context, 0), "abc");
  EXPECT_EQ(host_->model_bytes(), 10u);
  EXPECT_EQ(call("finalize_execution_context", {context}), Errno::Success);
  EXPECT_EQ(host_->model_bytes(), 0u) << "the model goes with its last context";
}

TEST_F(WitxFunctionsWithEcho, UnloadKeepsTheBytesCharged) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  const std::uint32_t context = guest_->init(graph);
  EXPECT_EQ(call("unload", {graph}), Errno::Success);
  EXPECT_EQ(guest_->session().usage().model_bytes, 10u) << "the context keeps the model alive";
  EXPECT_EQ(guest_->session().usage().graphs, 0u);
  EXPECT_EQ(call("finalize_execution_context", {context}), Errno::Success);
  EXPECT_EQ(guest_->session().usage().model_bytes, 0u);
}

TEST_F(WitxFunctionsWithEcho, EndingTwiceIsAWrongArgument) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  const std::uint32_t context = guest_->init(graph);
  EXPECT_EQ(call("finalize_execution_context", {context}), Errno::Success);
  EXPECT_EQ(call("finalize_execution_context", {context}), Errno::InvalidArgument);
  EXPECT_EQ(call("unload", {graph}), Errno::Success);
  EXPECT_EQ(call("unload", {graph}), Errno::InvalidArgument);
}

TEST_F(WitxFunctionsWithEcho, EndingTheOtherKindIsAWrongArgument) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  const std::uint32_t context = guest_->init(graph);
  EXPECT_EQ(call("unload", {context}), Errno::InvalidArgument);
  EXPECT_EQ(call("finalize_execution_context", {graph}), Errno::InvalidArgument);
  EXPECT_EQ(call("unload", {graph}), Errno::Success);
}

TEST_F(WitxFunctionsWithEcho, HandlesAreNeverUsedAgain) {
  std::set<std::uint32_t> used;
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t graph = guest_->load("echo u8[3]");
    const std::uint32_t context = guest_->init(graph);
    EXPECT_TRUE(used.insert(graph).second);
    EXPECT_TRUE(used.insert(context).second);
    EXPECT_EQ(call("unload", {graph}), Errno::Success);
    EXPECT_EQ(call("finalize_execution_context", {context}), Errno::Success);
  }
  EXPECT_FALSE(used.contains(0)) << "memory that was never written to is no handle";
}

TEST_F(WitxFunctionsWithEcho, ContextsOfOneGraphDoNotMix) {
  const std::uint32_t graph = guest_->load("echo u8[3]");
  const std::uint32_t first = guest_->init(graph);
  const std::uint32_t second = guest_->init(graph);
  guest_->set_input(first, 0, {3}, kU8, bytes_of("abc"));
  guest_->set_input(second, 0, {3}, kU8, bytes_of("xyz"));
  guest_->compute(first);
  guest_->compute(second);
  EXPECT_EQ(guest_->output(first, 0), "abc");
  EXPECT_EQ(guest_->output(second, 0), "xyz");
}

TEST_F(WitxFunctionsWithEcho, SettingAnInputLeavesTheOutputsOfTheLastComputation) {
  const std::uint32_t context = guest_->init(guest_->load("echo u8[3]"));
  guest_->set_input(context, 0, {3}, kU8, bytes_of("abc"));
  guest_->compute(context);
  guest_->set_input(context, 0, {3}, kU8, bytes_of("xyz"));
  EXPECT_EQ(guest_->output(context, 0), "abc");
}

TEST_F(WitxFunctionsWithEcho, FailuresAreLoggedAloudAFewTimesOnly) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(call("compute", {7}), Errno::InvalidArgument);
  const auto loud = std::count_if(log_.begin(), log_.end(), [](const auto& line) { return line.first == LogLevel::Warning; });
  EXPECT_EQ(loud, 16);
  EXPECT_EQ(log_.size(), 100u);
  EXPECT_THAT(log_[0].second, HasSubstr("compute: 7 is not the handle of an execution context"));
  EXPECT_THAT(log_[15].second, HasSubstr("further failures"));
  EXPECT_THAT(log_[16].second, Not(HasSubstr("further failures")));
}

TEST_F(WitxFunctionsWithEcho, TextOfTheModelReachesTheLogWithoutControlCharacters) {
  const std::uint32_t context = guest_->init(guest_->load("echo fail=red \x1b[31m alert\r7"));
  EXPECT_EQ(call("compute", {context}), Errno::RuntimeError);
  ASSERT_FALSE(log_.empty());
  EXPECT_THAT(log_.back().second, HasSubstr("red ?[31m alert?7"));
}

/// A host whose one backend throws what a test says, on this side of the plug-in's guard.
std::unique_ptr<Host> throwing_host(std::function<void()> when_loading, std::function<void()> when_computing) {
  plain::Script script;
  script.on_load = [when_loading](const LoadRequest&, Cancellation&) { when_loading(); };
  script.on_compute = [when_computing](std::span<const TensorView>) {
    when_computing();
    return std::vector<TensorView>();
  };
  HostSetup setup;
  setup.sources.push_back(plain::scripted_backend(script));
  return plain::make_host(std::move(setup));
}

TEST(WitxWall, TurnsWhatComputeThrowsIntoErrnosAndTheContextStaysUsable) {
  int turn = 0;
  const auto host = throwing_host([] {}, [&] {
    if (turn == 1) throw std::bad_alloc();
    if (turn == 2) throw std::runtime_error("no");
    if (turn == 3) throw 3;
  });
  PlainGuest guest(*host);
  const std::uint32_t context = guest.init(guest.load("anything"));
  const Errno expected[] = {Errno::Success, Errno::TooLarge, Errno::RuntimeError, Errno::RuntimeError, Errno::Success};
  for (const Errno answer : expected) {
    EXPECT_EQ(guest.call("compute", {context}), answer) << turn;
    ++turn;
  }
}

TEST(WitxWall, TurnsWhatLoadThrowsIntoAnErrnoAndTheSessionStaysUsable) {
  bool fail = true;
  const auto host = throwing_host([&] { if (fail) throw std::runtime_error("no"); }, [] {});
  PlainGuest guest(*host);
  const Pointer builders = guest.place_builders({guest.place("anything"), 8});
  EXPECT_EQ(guest.call("load", {builders, 1, plain::kOnnx, plain::kCpu, 16}), Errno::RuntimeError);
  EXPECT_TRUE(guest.session().usage() == Session::Usage{});
  fail = false;
  guest.load("anything");
  guest.session().close();  // would cancel the load that threw, if it were still remembered
  EXPECT_EQ(guest.call("load", {builders, 1, plain::kOnnx, plain::kCpu, 16}), Errno::RuntimeError);
}

}  // namespace
}  // namespace wasinn::witx
