// SPDX-License-Identifier: Apache-2.0
// Tests of wasi-nn calls from real guests: every function is there, and memory is seen as it is at each call.
#include "engine/binding.h"

#include "abi/witx/functions.h"
#include "engine/test_guest.h"

namespace wasinn::engine {
namespace {

constexpr std::uint32_t kInvalidArgument = 1;
constexpr std::uint32_t kMissingMemory = 3;
constexpr std::uint32_t kNotFound = 8;

const std::string kLoadByName =
    R"((import "wasi_ephemeral_nn" "load_by_name" (func $load (param i32 i32 i32) (result i32))))";

class Binding : public EngineTest {
 protected:
  std::uint32_t exit_code_of(const std::string& guest) {
    const auto outcome = run_text(guest);
    EXPECT_TRUE(outcome) << outcome.error().message;
    return outcome ? outcome->exit_code : 1000;
  }
};

std::string import_of(std::string_view module, const witx::Function& function) {
  std::string parameters;
  for (std::uint32_t i = 0; i < function.parameter_count; ++i) parameters += " i32";
  return "(import \"" + std::string(module) + "\" \"" + std::string(function.name) + "\" (func (param" + parameters +
         ") (result i32)))";
}

TEST_F(Binding, ServesEveryFunctionOfTheTables) {
  std::string imports;
  for (const witx::ImportModule& module : witx::import_modules()) {
    for (const witx::Function& function : module.functions) imports += import_of(module.name, function);
  }
  EXPECT_EQ(exit_code_of(exiting_with("(i32.const 0)", imports)), 0U);
}

TEST_F(Binding, GivesTheErrnoToTheGuest) {
  const std::string import = R"((import "wasi_ephemeral_nn" "unload" (func $unload (param i32) (result i32))))";
  EXPECT_EQ(exit_code_of(exiting_with("(call $unload (i32.const 77))", import)), kInvalidArgument);
}

TEST_F(Binding, PassesSixParameters) {
  const std::string import = R"((import "wasinn_nn_ext" "port_name"
      (func $name (param i32 i32 i32 i32 i32 i32) (result i32))))";
  EXPECT_EQ(exit_code_of(exiting_with("(call $name (i32.const 77) (i32.const 0) (i32.const 0) (i32.const 0) "
                                      "(i32.const 0) (i32.const 16))",
                                      import)),
            kInvalidArgument);
}

TEST_F(Binding, TellsAGuestWhichFunctionsThereAre) {
  const std::string import = R"((import "wasinn_nn_ext" "supports" (func $supports (param i32 i32) (result i32)))
      (data (i32.const 0) "infer"))";
  EXPECT_EQ(exit_code_of(exiting_with("(call $supports (i32.const 0) (i32.const 5))", import)), 1U);
  EXPECT_EQ(exit_code_of(exiting_with("(call $supports (i32.const 0) (i32.const 4))", import)), 0U);
}

TEST_F(Binding, ReadsTheGuestsMemory) {
  EXPECT_EQ(exit_code_of(exiting_with("(call $load (i32.const 0) (i32.const 6) (i32.const 100))",
                                      kLoadByName + "(data (i32.const 0) \"absent\")")),
            kNotFound);
  EXPECT_EQ(exit_code_of(exiting_with("(call $load (i32.const 70000) (i32.const 6) (i32.const 100))", kLoadByName)),
            kInvalidArgument);
}

TEST_F(Binding, SeesMemoryThatGrewSinceTheLastCall) {
  const std::string body = R"((block (result i32)
      (if (i32.ne (call $load (i32.const 70000) (i32.const 6) (i32.const 100)) (i32.const 1)) (then unreachable))
      (drop (memory.grow (i32.const 1000)))
      (memory.fill (i32.const 70000) (i32.const 97) (i32.const 6))
      (call $load (i32.const 70000) (i32.const 6) (i32.const 100))))";
  EXPECT_EQ(exit_code_of(exiting_with(body, kLoadByName)), kNotFound);
}

TEST_F(Binding, ServesAStartFunction) {
  EXPECT_EQ(exit_code_of(R"((module )" + kLoadByName + R"(
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "absent")
    (global $first (mut i32) (i32.const 0))
    (func $begin (global.set $first (call $load (i32.const 0) (i32.const 6) (i32.const 100))))
    (start $begin)
    (func (export "_start")
      (if (i32.ne (call $load (i32.const 0) (i32.const 6) (i32.const 100)) (i32.const 8)) (then unreachable))
      (call $exit (global.get $first)))))"),
            kNotFound);
}

TEST_F(Binding, AnswersGuestsWithoutMemory) {
  const std::string begin = "(module " + kLoadByName + R"((import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (func (export "_start") (call $exit (call $load (i32.const 0) (i32.const 6) (i32.const 100)))))";
  EXPECT_EQ(exit_code_of(begin + ")"), kMissingMemory);
  EXPECT_EQ(exit_code_of(begin + "(memory 1))"), kMissingMemory);
  EXPECT_EQ(exit_code_of(begin + "(func (export \"memory\")))"), kMissingMemory);
}

}  // namespace
}  // namespace wasinn::engine
