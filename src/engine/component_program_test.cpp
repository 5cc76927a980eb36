// SPDX-License-Identifier: Apache-2.0
// Tests of running components: how they end, what they get, and what bounds them.
#include "engine/component_program.h"

#include <atomic>
#include <thread>

#include "engine/test_component.h"
#include "engine/test_guest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class ComponentRun : public EngineTest {
 protected:
  std::uint32_t exit_code_of(const std::string& guest, const RunOptions& options = {}) {
    const auto outcome = run_text(guest, options);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? outcome->exit_code : 1000;
  }

  Result<Outcome> call(const std::string& guest, const std::string& function) {
    RunOptions options;
    options.function = function;
    return run_text(guest, options);
  }
};

TEST_F(ComponentRun, GivesZeroForOkAndOneForErr) {
  EXPECT_EQ(exit_code_of(command_doing("(i32.const 0)")), 0U);
  EXPECT_EQ(exit_code_of(command_doing("(i32.const 1)")), 1U);
}

TEST_F(ComponentRun, GivesTheCodeOfExit) {
  EXPECT_EQ(exit_code_of(command_doing("(call $exit (i32.const 0)) unreachable")), 0U);
  EXPECT_EQ(exit_code_of(command_doing("(call $exit (i32.const 1)) unreachable")), 1U);
}

TEST_F(ComponentRun, StopsAtExitInsideAStartFunction) {
  EXPECT_EQ(exit_code_of(command_doing("unreachable", "(func $begin (call $exit (i32.const 1))) (start $begin)")), 1U);
}

TEST_F(ComponentRun, RunsACommandOfALaterPatchOfWasi) {
  std::string guest = command_doing("(i32.const 0)");
  guest.replace(guest.find("run@0.2.0"), 9, "run@0.2.9");
  guest.replace(guest.find("exit@0.2.0"), 10, "exit@0.2.4");
  EXPECT_EQ(exit_code_of(guest), 0U);
}

TEST_F(ComponentRun, NamesTheTrapAndTheFunctionInOneLine) {
  EXPECT_EQ(error_of(command_doing("(call $divide)",
                                   "(func $divide (result i32) (i32.div_s (i32.const 1) (i32.const 0)))")),
            "the guest trapped: integer divide by zero (in function 'divide')");
  EXPECT_THAT(log_lines(), Contains(AllOf(HasSubstr("backtrace"), HasSubstr("\n"))));
}

TEST_F(ComponentRun, ReportsATrapInAStartFunction) {
  EXPECT_THAT(error_of(command_doing("(i32.const 0)", "(func $f unreachable) (start $f)")),
              HasSubstr("the guest trapped: wasm `unreachable`"));
}

TEST_F(ComponentRun, StopsAtTheDeadline) {
  for (const std::string& guest : {command_doing("(loop $again (br $again)) (i32.const 0)"),
                                  command_doing("(i32.const 0)", "(func $f (loop $a (br $a))) (start $f)")}) {
    const auto outcome = run_text(guest, {}, std::chrono::milliseconds(50));
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, ErrorCode::Timeout);
    EXPECT_EQ(outcome.error().message, "the guest ran longer than 50 ms and was stopped");
  }
}

/// A command that sleeps for half a second in a call of the host, and then never ends.
std::string sleeping() {
  const std::string guest =
      command_doing("(call $block (call $after (i64.const 500000000))) (loop $on (br $on)) (i32.const 0)",
                    R"((import "clock" "after" (func $after (param i64) (result i32)))
                       (import "clock" "block" (func $block (param i32))))");
  const std::string clock = R"((component
    (import "wasi:io/poll@0.2.0" (instance $poll
      (export "pollable" (type $pollable (sub resource)))
      (export "[method]pollable.block" (func (param "self" (borrow $pollable))))))
    (alias export $poll "pollable" (type $pollable))
    (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
      (alias outer 1 $pollable (type $its)) (export "pollable" (type $pollable (eq $its)))
      (export "subscribe-duration" (func (param "when" u64) (result (own $pollable))))))
    (core func $block (canon lower (func $poll "[method]pollable.block")))
    (core func $after (canon lower (func $clock "subscribe-duration"))))";
  const std::string with_clock = R"((instantiate $m
      (with "clock" (instance (export "after" (func $after)) (export "block" (func $block)))))";
  std::string whole = clock + guest.substr(10);
  return whole.replace(whole.find("(instantiate $m"), 15, with_clock);
}

TEST_F(ComponentRun, ReportsAGuestThatNothingCanInterrupt) {
  std::atomic<bool> told = false;
  RunOptions options;
  options.overdue_after = std::chrono::milliseconds(50);
  options.overdue = [&](const Error&) { told = true; };
  const auto outcome = run_text(sleeping(), options, std::chrono::milliseconds(50));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::Timeout) << outcome.error().message;
  EXPECT_TRUE(told);
}

TEST_F(ComponentRun, FailsMemoryGrowthOverTheLimitInsideTheGuest) {
  const std::string grows = command_doing("(i32.eq (memory.grow (i32.const 1)) (i32.const -1))", "(memory 1)");
  RunOptions options;
  options.max_memory_bytes = 2 * 65536;
  EXPECT_EQ(exit_code_of(grows, options), 0U);
  options.max_memory_bytes = 2 * 65536 - 1;
  EXPECT_EQ(exit_code_of(grows, options), 1U);
}

TEST_F(ComponentRun, RefusesAComponentThatBeginsWithMoreThanItMayHave) {
  RunOptions options;
  options.max_memory_bytes = 65536;
  const auto large = run_text(command_doing("(i32.const 0)", "(memory 10)"), options);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(large.error().message, AllOf(HasSubstr("64.0 KiB"), Not(HasSubstr("trapped"))));
  const auto two = run_text(command_doing("(i32.const 0)", "(memory 1) (memory 1)"), options);
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().code, ErrorCode::TooLarge);
}

TEST_F(ComponentRun, LetsAComponentHaveManyInstancesAndTables) {
  std::string more;
  for (int i = 0; i < 50; ++i) more += "(core instance (instantiate $t))";
  const std::string guest = command_doing("(i32.const 0)");
  EXPECT_EQ(exit_code_of("(component (core module $t (table 10 funcref))" + more + guest.substr(10)), 0U);
}

TEST_F(ComponentRun, BoundsTables) {
  std::string more;
  for (int i = 0; i < 100; ++i) more += "(core instance (instantiate $t))";
  const std::string guest = command_doing("(i32.const 0)");
  const auto outcome = run_text("(component (core module $t (table 10 funcref))" + more + guest.substr(10));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(outcome.error().message, HasSubstr("table count too high"));
}

TEST_F(ComponentRun, RunsOneProgramOnManyThreadsAtOnce) {
  const auto program = compile(command_doing("(i32.const 1)"));
  ASSERT_TRUE(program) << program.error().message;
  engine_.reset();
  std::vector<std::uint32_t> codes(4, 0);
  std::vector<std::thread> threads;
  for (std::uint32_t& code : codes) {
    threads.emplace_back([&, this] {
      for (int i = 0; i < 50; ++i) {
        const auto outcome = run(**program, host_.new_session());
        code += outcome ? outcome->exit_code : 1000;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(codes, testing::Each(50U));
}

TEST_F(ComponentRun, TellsWhatAFunctionReturned) {
  const auto outcome = call(component_returning("u32", "i32", "(i32.const 7)"), "f");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
  EXPECT_EQ(outcome->result, "7");
}

TEST_F(ComponentRun, GivesOneWhenAFunctionReturnsAnError) {
  const auto outcome = call(component_returning("(result (error string))", "i32", "(i32.const 0)",
                                                "\\01\\00\\00\\00\\10\\00\\00\\00\\02\\00\\00\\00    no"),
                            "f");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1U);
  EXPECT_EQ(outcome->result, "err(\"no\")");
}

TEST_F(ComponentRun, TellsNothingOfAFunctionThatReturnsNothing) {
  const std::string guest =
      component_of("(func (export \"f\"))", "(func (export \"f\") (canon lift (core func $i \"f\")))");
  const auto outcome = call(guest, "f");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->result, "");
}

TEST_F(ComponentRun, CallsAFunctionOfACommand) {
  const auto outcome = call(command_doing("(i32.const 0)"), "run");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->result, "ok");
}

TEST_F(ComponentRun, CallsAFunctionThatEndsTheGuest) {
  const auto outcome = call(component_returning("u32", "i32", "(call $exit (i32.const 1)) unreachable"), "f");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1U);
  EXPECT_EQ(outcome->result, "");
}

TEST_F(ComponentRun, ReportsAResultThatIsNotValid) {
  EXPECT_THAT(error_of(component_returning("u32", "i32", "(i32.const 0)")), HasSubstr("exports no wasi:cli/run"));
  const auto outcome = call(component_returning("string", "i32", "(i32.const 65534)"), "f");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::RuntimeError);
  EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("the guest trapped: "), Not(HasSubstr("\n"))));
}

TEST_F(ComponentRun, BoundsWhatAFunctionReturns) {
  const std::string ten_mebibytes = "\\10\\00\\00\\00\\00\\00\\a0\\00";
  const std::string body = "(drop (memory.grow (i32.const 200))) (i32.const 0)";
  const auto outcome = call(component_returning("(list u8)", "i32", body, ten_mebibytes), "f");
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("too much data is being copied between the host and the guest"));
}

TEST_F(ComponentRun, GivesArgumentsAndTakesTheOutput) {
  const auto program = engine_->load(WASINN_TEST_SOURCE_DIR "/guests/wat/component_hello.wat");
  ASSERT_TRUE(program) << program.error().message;
  std::string output;
  RunOptions options;
  options.arguments = {"guest", "seven \xC3\xA9"};
  options.output = [&](std::string_view text) { output += text; };
  const auto outcome = run(**program, host_.new_session(), options);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(output, "seven \xC3\xA9\n");
}

TEST_F(ComponentRun, LoadsAComponentWithManyExportsInShortTime) {
  std::string exports = "(func $f (canon lift (core func $i \"f\")))";
  for (int i = 0; i < 20000; ++i) exports += "(export \"f" + std::to_string(i) + "\" (func $f))";
  const auto began = Clock::now();
  const auto outcome = call(component_of("(func (export \"f\"))", exports), "f7");
  EXPECT_TRUE(outcome) << outcome.error().message;
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(4));
}

TEST_F(ComponentRun, GivesTheCodeOfExitWithCode) {
  std::string guest = command_doing("(call $exit (i32.const 7)) unreachable");
  const std::string exit = R"((export "exit" (func (param "status" (result)))))";
  guest.replace(guest.find(exit), exit.size(), R"((export "exit-with-code" (func (param "status-code" u8))))");
  const std::string lower = R"((func $exit "exit"))";
  guest.replace(guest.find(lower), lower.size(), R"((func $exit "exit-with-code"))");
  EXPECT_EQ(exit_code_of(guest), 7U);
}

TEST_F(ComponentRun, RunsMachineCodeThatItMade) {
  const auto compiled = compile(command_doing("(i32.const 1)"));
  ASSERT_TRUE(compiled) << compiled.error().message;
  const auto code = (*compiled)->serialize();
  ASSERT_TRUE(code) << code.error().message;
  const TemporaryFolder folder;
  const auto program = engine_->load(folder.write("guest", text_of(*code)));
  ASSERT_TRUE(program) << program.error().message;
  const auto outcome = run(**program, host_.new_session());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1U);
  const auto cut = engine_->load(folder.write("cut.cwasm", text_of(*code).substr(0, 200)));
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().message, HasSubstr("or is damaged"));
  const auto bytes = engine_->compile(*code, "bytes");
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::Security);
}

}  // namespace
}  // namespace wasinn::engine
