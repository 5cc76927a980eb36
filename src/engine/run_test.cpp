// SPDX-License-Identifier: Apache-2.0
// Tests of running guests: how they end, and what bounds them.
#include "engine/run.h"

#include <thread>

#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class Run : public EngineTest {};

TEST_F(Run, GivesZeroWhenStartReturns) {
  const auto outcome = run_text("(module (func (export \"_start\")))");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
}

TEST_F(Run, GivesTheCodeOfProcExit) {
  for (const std::uint32_t code : {0U, 7U, 125U}) {
    const auto outcome = run_text(exiting_with("(i32.const " + std::to_string(code) + ")"));
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->exit_code, code);
  }
}

TEST_F(Run, GivesExitCodesThatTheEngineItselfRefuses) {
  const auto outcome = run_text(exiting_with("(i32.const 255)"));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 255U);
}

TEST_F(Run, LetsAGuestWithoutMemoryExit) {
  const auto outcome = run_text(R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (func (export "_start") (call $exit (i32.const 3)))))");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 3U);
}

TEST_F(Run, StopsAtProcExitInsideAStartFunction) {
  const auto outcome = run_text(R"((module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (func $begin (call $exit (i32.const 9)))
    (start $begin)
    (func (export "_start") unreachable)))");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 9U);
}

TEST_F(Run, NamesTheTrapAndTheFunctionInOneLine) {
  const auto outcome = run_text(R"((module
    (func $divide (result i32) (i32.div_s (i32.const 1) (i32.const 0)))
    (func (export "_start") (drop (call $divide)))))");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::RuntimeError);
  EXPECT_EQ(outcome.error().message, "the guest trapped: integer divide by zero (in function 'divide')");
}

TEST_F(Run, LogsTheBacktraceOfATrap) {
  EXPECT_EQ(error_of("(module (func $f unreachable) (func (export \"_start\") (call $f)))"),
            "the guest trapped: wasm `unreachable` instruction executed (in function 'f')");
  EXPECT_THAT(log_lines(), Contains(AllOf(HasSubstr("backtrace"), HasSubstr("\n"))));
}

TEST_F(Run, ReportsATrapInAStartFunction) {
  EXPECT_THAT(error_of("(module (func $f unreachable) (start $f) (func (export \"_start\")))"),
              HasSubstr("the guest trapped: wasm `unreachable`"));
}

TEST_F(Run, ReportsExhaustedCallStack) {
  EXPECT_THAT(error_of("(module (func $f (export \"_start\") (call $f)))"), HasSubstr("call stack exhausted"));
}

TEST_F(Run, SaysWhenNobodyServesAnImport) {
  const auto outcome = run_text(R"((module (import "env" "cuda_init" (func)) (func (export "_start"))))");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::UnsupportedOperation);
  EXPECT_THAT(outcome.error().message, HasSubstr("guest.wat imports function 'cuda_init' from 'env'"));
}

constexpr std::string_view kGrowsByOnePage =
    "(if (result i32) (i32.eq (memory.grow (i32.const 1)) (i32.const -1)) "
    "(then (i32.const 1)) (else (i32.const 0)))";

TEST_F(Run, LetsMemoryGrowUpToTheLimit) {
  RunOptions options;
  options.max_memory_bytes = 2 * 65536;
  const auto outcome = run_text(exiting_with(std::string(kGrowsByOnePage)), options);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
}

TEST_F(Run, FailsMemoryGrowthOverTheLimitInsideTheGuest) {
  RunOptions options;
  options.max_memory_bytes = 2 * 65536 - 1;
  const auto outcome = run_text(exiting_with(std::string(kGrowsByOnePage)), options);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 1U);
}

TEST_F(Run, RefusesAGuestThatBeginsWithMoreMemoryThanItMayHave) {
  RunOptions options;
  options.max_memory_bytes = 65536;
  const auto outcome = run_text("(module (memory (export \"memory\") 10) (func (export \"_start\")))", options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::TooLarge);
  EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("64.0 KiB"), Not(HasSubstr("trapped"))));
}

TEST_F(Run, RefusesASecondMemoryWhenMemoryIsLimited) {
  constexpr std::string_view kGuest = "(module (memory (export \"memory\") 1) (memory 1) (func (export \"_start\")))";
  EXPECT_TRUE(run_text(kGuest));
  RunOptions options;
  options.max_memory_bytes = 1 << 20;
  const auto outcome = run_text(kGuest, options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::TooLarge);
}

TEST_F(Run, BoundsTables) {
  const auto outcome = run_text(exiting_with(R"((if (result i32)
        (i32.eq (table.grow $t (ref.null func) (i32.const 100000000)) (i32.const -1))
      (then (i32.const 0)) (else (i32.const 1))))",
                                             "(table $t 1 funcref)"));
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
}

TEST_F(Run, CountsGarbageCollectedObjectsAsMemory) {
  RunOptions options;
  options.max_memory_bytes = 1 << 20;
  EXPECT_THAT(error_of(R"((module (type $a (array i64))
      (func (export "_start") (local $i i32)
        (loop $again (drop (array.new_default $a (i32.const 1000)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $again (i32.lt_u (local.get $i) (i32.const 10000)))))))",
                       options),
              HasSubstr("the guest trapped"));
}

TEST_F(Run, RunsOneProgramOnManyThreadsAtOnce) {
  const auto program = compile(exiting_with("(i32.const 5)"));
  ASSERT_TRUE(program) << program.error().message;
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
  EXPECT_THAT(codes, testing::Each(250U));
}

TEST_F(Run, OutlivesTheEngineThatCompiledTheProgram) {
  const auto program = compile(exiting_with("(i32.const 5)"));
  ASSERT_TRUE(program) << program.error().message;
  engine_.reset();
  const auto outcome = run(**program, host_.new_session());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 5U);
}

}  // namespace
}  // namespace wasinn::engine
