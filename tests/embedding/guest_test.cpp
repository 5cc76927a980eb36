// SPDX-License-Identifier: Apache-2.0
// Guests: how they are run, what they write, how they end.
#include <stdexcept>

#include "tests/doubles/temporary_folder.h"
#include "tests/embedding/test_host.h"

namespace wasinn::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// Copies its standard input to its standard output and to standard error, and ends with 3.
constexpr std::string_view kCopying = R"((module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 64)) (i32.store (i32.const 4) (i32.const 1000))
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.store (i32.const 4) (i32.load (i32.const 8)))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $exit (i32.const 3)))))";

/// Loads the graph "missing", and ends with the errno.
constexpr std::string_view kMissing = R"((module
  (import "wasi_ephemeral_nn" "load_by_name" (func $load (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1) (data (i32.const 0) "missing")
  (func (export "_start") (call $exit (call $load (i32.const 0) (i32.const 7) (i32.const 16))))))";

constexpr std::string_view kEndless = R"((module (func (export "_start") (loop $again (br $again)))))";
constexpr std::string_view kFunctions = R"((module (func (export "answer") (result i32) (i32.const 42))
  (func (export "trap") unreachable)))";

class Guests : public testing::Test {
 protected:
  Guest compile(std::string_view text) { return taken(host_.compile(bytes_of(text), "guest.wat")); }

  Host host_ = taken(Host::make(options()));
};

TEST_F(Guests, ReadAndWriteThroughTheProgram) {
  std::string output;
  std::string error_output;
  const Outcome ended = taken(compile(kCopying).run({
      .input = "hello",
      .output = [&](std::string_view text) { output += text; },
      .error_output = [&](std::string_view text) { error_output += text; },
  }));
  EXPECT_EQ(ended.exit_code, 3u);
  EXPECT_EQ(output, "hello");
  EXPECT_EQ(error_output, "hello");
}

TEST_F(Guests, GetAnEmptyInputWhereItIsEmpty) {
  std::string output;
  const auto keep = [&](std::string_view text) { output += text; };
  EXPECT_EQ(taken(compile(kCopying).run({.input = "", .output = keep, .error_output = keep})).exit_code, 3u);
  EXPECT_EQ(output, "");
}

TEST_F(Guests, EndWithAnErrorWhenACallbackThrows) {
  const Guest guest = compile(kCopying);
  const auto result = guest.run({.input = "hello",
                                 .output = [](std::string_view) { throw std::runtime_error("the pipe is closed"); },
                                 .error_output = [](std::string_view) {}});
  EXPECT_THAT(failure(result), AllOf(StartsWith("runtime-error"), HasSubstr("the pipe is closed")));
}

TEST_F(Guests, AnswerFromAFunctionOfTheirs) {
  const Guest guest = compile(kFunctions);
  EXPECT_EQ(taken(guest.run({.function = "answer"})).result, "42");
  EXPECT_THAT(failure(guest.run({.function = "question"})), StartsWith("unsupported-operation"));
  EXPECT_THAT(failure(guest.run({.function = "trap"})), StartsWith("runtime-error"));
}

TEST_F(Guests, StopAtTheirDeadline) {
  const Guest guest = compile(kEndless);
  EXPECT_THAT(failure(guest.run({.deadline_ms = 20})), StartsWith("timeout"));
  Session session = taken(host_.session(20));
  EXPECT_THAT(failure(guest.run(session)), StartsWith("timeout"));
}

TEST_F(Guests, ReadTheFoldersThatTheyAreGiven) {
  const TemporaryFolder folder;
  const std::string path = WASINN_TEST_GUEST_DIR "/classify.wasm";
  const Guest guest = taken(host_.load(path));
  std::string error_output;
  const auto keep = [&](std::string_view text) { error_output += text; };
  const Outcome ended = taken(guest.run({.arguments = {"--pixels", "seven.png"},
                                         .directories = {{folder.path(), "."}},
                                         .output = [](std::string_view) {},
                                         .error_output = keep}));
  EXPECT_EQ(ended.exit_code, 1u);
  EXPECT_THAT(error_output, HasSubstr("seven.png"));
  std::string output;
  EXPECT_EQ(taken(guest.run({.arguments = {"--pixels", "seven.png"},
                             .directories = {{WASINN_TEST_SOURCE_DIR "/examples/digits", "."}},
                             .output = [&](std::string_view text) { output += text; }}))
                .exit_code,
            0u);
  EXPECT_THAT(output, StartsWith("seven.png 0 "));
}

TEST_F(Guests, AreRefusedWithTheReason) {
  EXPECT_THAT(failure(host_.load("/nowhere/guest.wasm")), AllOf(StartsWith("not-found"), HasSubstr("guest.wasm")));
  EXPECT_THAT(failure(host_.compile(bytes_of("(module (func"), "half.wat")),
              AllOf(StartsWith("invalid-argument"), HasSubstr("half.wat")));
}

TEST_F(Guests, AreKeptAsMachineCode) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> code = taken(compile(kFunctions).serialize());
  const auto path = folder.write("guest.cwasm", {reinterpret_cast<const char*>(code.data()), code.size()});
  EXPECT_EQ(taken(taken(host_.load(path)).run({.function = "answer"})).result, "42");
  EXPECT_THAT(failure(host_.compile(code, "guest.cwasm")), StartsWith("security"));
}

TEST_F(Guests, ThatFailAreToldToTheOperator) {
  std::string told;
  HostOptions listening = options();
  listening.guest_failure = [&](std::string_view function, Status status, std::string_view message) {
    told = std::string(function) + ", " + std::string(name(status)) + ", " + std::string(message);
    throw std::runtime_error("nobody listens");
  };
  const Host host = taken(Host::make(std::move(listening)));
  EXPECT_NE(taken(taken(host.compile(bytes_of(kMissing), "guest.wat")).run()).exit_code, 0u);
  EXPECT_THAT(told, AllOf(StartsWith("load_by_name, not-found, "), HasSubstr("missing")));
}

TEST_F(Guests, ThatFailAreLoggedWhateverTheLogThrows) {
  std::string logged;
  HostOptions logging = options();
  logging.log = [&](LogLevel level, std::string_view text) {
    if (level >= LogLevel::Warning) logged += text;
    throw std::runtime_error("the disk is full");
  };
  const Host host = taken(Host::make(std::move(logging)));
  EXPECT_NE(taken(taken(host.compile(bytes_of(kMissing), "guest.wat")).run()).exit_code, 0u);
  EXPECT_THAT(logged, HasSubstr("missing"));
}

}  // namespace
}  // namespace wasinn::test
