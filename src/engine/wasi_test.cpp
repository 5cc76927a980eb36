// SPDX-License-Identifier: Apache-2.0
// Tests of what guests see through WASI: arguments, environment, directories, streams.
#include "engine/wasi.h"

#include <fstream>
#include <iterator>

#include "engine/test_guest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::engine {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

/// A guest that calls `get` (args_get or environ_get) and writes the strings, NULs included, to `stream`.
std::string prints(const std::string& get, const std::string& sizes, int stream) {
  return R"((module
    (import "wasi_snapshot_preview1" ")" +
         sizes + R"(" (func $sizes (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" ")" +
         get + R"(" (func $get (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (drop (call $sizes (i32.const 0) (i32.const 12)))
      (drop (call $get (i32.const 100) (i32.const 1000)))
      (i32.store (i32.const 8) (i32.const 1000))
      (drop (call $write (i32.const )" +
         std::to_string(stream) + R"() (i32.const 8) (i32.const 1) (i32.const 20))))))";
}

/// A guest that copies its standard input, up to 100 bytes, to its standard output.
constexpr std::string_view kEcho = R"((module
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (i32.store (i32.const 0) (i32.const 1000))
      (i32.store (i32.const 4) (i32.const 100))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)))
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 20))))))";

/// A guest that makes the file "made" in its first directory and ends with the errno.
constexpr std::string_view kMakesAFile = R"((module
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "made")
    (func (export "_start")
      (call $exit (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 1)
        (i64.const 64) (i64.const 64) (i32.const 0) (i32.const 100))))))";

class Wasi : public EngineTest {
 protected:
  Wasi() {
    options_.output = [this](std::string_view text) { output_ += text; };
    options_.error_output = [this](std::string_view text) { errors_ += text; };
  }

  RunOptions options_;
  std::string output_;
  std::string errors_;
};

TEST_F(Wasi, ReadsAsMuchAtOnceAsAModelMayHave) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.write("large", "x");
  std::filesystem::resize_file(file, std::uintmax_t{140} << 20);  // more than the engine's own limit of 128 MiB a call
  options_.directories = {{folder.path().string(), "."}};
  const auto outcome = run_text(R"((module
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 2300)
    (data (i32.const 0) "large")
    (func (export "_start")
      (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 5) (i32.const 0)
        (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 100)))
      (i32.store (i32.const 8) (i32.const 65536))
      (i32.store (i32.const 12) (i32.const 146800640))
      (call $exit (call $read (i32.load (i32.const 100)) (i32.const 8) (i32.const 1) (i32.const 104))))))",
                                options_);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
}

TEST_F(Wasi, GivesArgumentsToTheGuest) {
  options_.arguments = {"guest", "seven.png", "", "\xC3\xA9"};
  ASSERT_TRUE(run_text(prints("args_get", "args_sizes_get", 1), options_));
  EXPECT_EQ(output_, "guest\0seven.png\0\0\xC3\xA9\0"s);
}

TEST_F(Wasi, GivesTheNamedEnvironmentAndNothingElse) {
  options_.environment = {{"MODEL", "digits"}, {"EMPTY", ""}};
  ASSERT_TRUE(run_text(prints("environ_get", "environ_sizes_get", 2), options_));
  EXPECT_EQ(errors_, "MODEL=digits\0EMPTY=\0"s);
  EXPECT_EQ(output_, "");
}

TEST_F(Wasi, GivesTheInputToTheGuest) {
  options_.input = "a question";
  ASSERT_TRUE(run_text(kEcho, options_));
  EXPECT_EQ(output_, "a question");
}

TEST_F(Wasi, LetsTheGuestWriteIntoADirectory) {
  const TemporaryFolder folder;
  options_.directories = {{folder.path().string(), "/data"}};
  const auto outcome = run_text(kMakesAFile, options_);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 0U);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "made"));
}

TEST_F(Wasi, GivesNoDirectoryUnasked) {
  const auto outcome = run_text(kMakesAFile, options_);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 8U);  // badf
}

TEST_F(Wasi, NamesTheDirectoryThatCannotBeOpened) {
  options_.directories = {{"/absent/folder", "."}};
  const auto outcome = run_text(kEcho, options_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(outcome.error().message, "cannot give the guest the directory /absent/folder: No such file or directory");
}

TEST_F(Wasi, RefusesTextThatIsNotUtf8) {
  options_.arguments = {"guest", "\xFF"};
  EXPECT_THAT(error_of(kEcho, options_), HasSubstr("argument '?' has bytes that are not UTF-8"));
  options_.arguments.clear();
  options_.environment = {{"NAME", "a\0b"s}};
  EXPECT_THAT(error_of(kEcho, options_), HasSubstr("environment variable NAME = 'a?b'"));
}

}  // namespace
}  // namespace wasinn::engine
