// SPDX-License-Identifier: Apache-2.0
// Tests of calling one function of a core module.
#include "engine/module_program.h"

#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ModuleFunction : public EngineTest {
 protected:
  Result<Outcome> call(std::string_view guest, const std::string& function) {
    RunOptions options;
    options.function = function;
    return run_text(guest, options);
  }

  std::string result_of(std::string_view guest, const std::string& function) {
    const auto outcome = call(guest, function);
    return outcome ? outcome->result : outcome.error().message;
  }
};

TEST_F(ModuleFunction, TellsItsResults) {
  EXPECT_EQ(result_of("(module (func (export \"f\") (result i32) (i32.const -7)))", "f"), "-7");
  EXPECT_EQ(result_of("(module (func (export \"f\") (result f64) (f64.const 0.1)))", "f"), "0.1");
  EXPECT_EQ(result_of("(module (func (export \"f\") (result i64 f32) (i64.const 5) (f32.const -inf)))", "f"),
            "5\n-inf");
  EXPECT_EQ(result_of("(module (func (export \"f\")))", "f"), "");
}

TEST_F(ModuleFunction, RunsInsteadOfStart) {
  constexpr std::string_view kGuest = "(module (func (export \"_start\") unreachable) (func (export \"f\")))";
  EXPECT_TRUE(call(kGuest, "f"));
  EXPECT_FALSE(call(kGuest, ""));
  EXPECT_FALSE(call(kGuest, "_start"));
}

TEST_F(ModuleFunction, InitializesAReactorOnce) {
  constexpr std::string_view kGuest = R"((module (global $n (mut i32) (i32.const 0))
    (func (export "_initialize") (global.set $n (i32.add (global.get $n) (i32.const 1))))
    (func (export "f") (result i32) (global.get $n))))";
  EXPECT_EQ(result_of(kGuest, "f"), "1");
  EXPECT_EQ(result_of(kGuest, "_initialize"), "");
}

TEST_F(ModuleFunction, FailsWhereInitializeFails) {
  EXPECT_THAT(result_of("(module (func (export \"_initialize\") unreachable) (func (export \"f\")))", "f"),
              HasSubstr("the guest trapped"));
}

TEST_F(ModuleFunction, CanEndTheGuest) {
  const auto outcome = call(exiting_with("(i32.const 7)"), "_start");
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 7U);
}

TEST_F(ModuleFunction, RefusesWhatItCannotCall) {
  constexpr std::string_view kGuest = R"((module (memory (export "memory") 1) (func (export "f"))
    (func (export "twice") (param i32) (result i32) (local.get 0))
    (func (export "reference") (result funcref) (ref.null func))))";
  EXPECT_THAT(result_of(kGuest, "absent"),
              AllOf(HasSubstr("guest.wat exports no 'absent'; --invoke can call f"), Not(HasSubstr("twice"))));
  EXPECT_THAT(result_of(kGuest, "twice"), HasSubstr("cannot be asked for 'twice', which takes arguments or"));
  EXPECT_THAT(result_of(kGuest, "reference"), HasSubstr("returns something other than numbers"));
  EXPECT_THAT(result_of(kGuest, "memory"), HasSubstr("which is no function"));
  EXPECT_THAT(result_of("(module)", "f"), HasSubstr("it exports no function that takes no arguments"));
}

TEST_F(ModuleFunction, IsOfferedWhereThereIsNoStart) {
  EXPECT_THAT(error_of("(module (func (export \"f\")))"),
              AllOf(HasSubstr("exports no _start"), HasSubstr("--invoke can call f")));
}

}  // namespace
}  // namespace wasinn::engine
