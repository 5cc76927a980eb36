// SPDX-License-Identifier: Apache-2.0
// Tests of turning files and bytes into programs.
#include "engine/engine.h"

#include <wasmtime.h>

#include "engine/test_guest.h"
#include "tests/doubles/temporary_folder.h"

namespace wasinn::engine {
namespace {

using std::string_view_literals::operator""sv;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class EngineLoad : public EngineTest {
 protected:
  std::string load_error(std::string_view content, const std::string& name = "guest") {
    const auto program = engine_->load(folder_.write(name, content));
    return program ? "no error" : program.error().message;
  }

  /// The machine code of a guest that ends with 7.
  std::string machine_code() const {
    const auto program = compile(exiting_with("(i32.const 7)"));
    if (!program) return {};
    const auto code = (*program)->serialize();
    return code ? std::string(text_of(*code)) : std::string();
  }

  TemporaryFolder folder_;
};

TEST_F(EngineLoad, RunsABinaryModuleWhateverItsFileIsCalled) {
  const auto program =
      engine_->load(folder_.write("guest.txt", "\0asm\1\0\0\0\1\4\1\x60\0\0\3\2\1\0\7\x0a\1\6_start\0\0\x0a\4\1\2\0\x0b"sv));
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_TRUE(run(**program, host_.new_session()));
}

TEST_F(EngineLoad, RunsATextModuleFromAFile) {
  const std::string comments = ";; a line\n(; and (; a ;) block ;)\n";
  const auto program = engine_->load(folder_.write("guest", comments + exiting_with("(i32.const 4)")));
  ASSERT_TRUE(program) << program.error().message;
  const auto outcome = run(**program, host_.new_session());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 4U);
}

TEST_F(EngineLoad, RunsMachineCodeThatItMade) {
  const auto program = engine_->load(folder_.write("guest.cwasm", machine_code()));
  ASSERT_TRUE(program) << program.error().message;
  const auto outcome = run(**program, host_.new_session());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->exit_code, 7U);
}

TEST_F(EngineLoad, RefusesMachineCodeFromBytes) {
  const auto program = engine_->compile(bytes_of(machine_code()), "bytes");
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().code, ErrorCode::Security);
}

TEST_F(EngineLoad, AsksToCompileAgainWhatAnotherVersionMade) {
  std::string code = machine_code();
  const std::string written = "\x02" + std::to_string(WASMTIME_VERSION_MAJOR);
  const std::size_t version = code.find(written);
  ASSERT_NE(version, std::string::npos);
  code.replace(version, written.size(), "\x02" "20");
  EXPECT_THAT(load_error(code, "old.cwasm"), AllOf(HasSubstr("another version"), HasSubstr("'20'"),
                                                   HasSubstr("wasinn compile GUEST -o"), Not(HasSubstr("\n"))));
}

TEST_F(EngineLoad, RefusesMachineCodeThatIsCutOff) {
  const std::string code = machine_code();
  EXPECT_THAT(load_error(code.substr(0, 200), "cut.cwasm"), HasSubstr("is damaged"));
}

TEST_F(EngineLoad, LoadsComponents) {
  for (const std::string_view component : {"\0asm\x0d\0\1\0"sv, "(component)"sv}) {
    const auto program = engine_->load(folder_.write("guest", component));
    ASSERT_TRUE(program) << program.error().message;
    const auto runs = (*program)->check();
    ASSERT_FALSE(runs);
    EXPECT_THAT(runs.error().message, HasSubstr("exports no wasi:cli/run"));
  }
}

TEST_F(EngineLoad, SaysInOneLineWhyAComponentIsInvalid) {
  EXPECT_THAT(load_error("\0asm\x0d\0\1\0\x0b\1"sv),
              AllOf(HasSubstr("is not valid WebAssembly"), Not(HasSubstr("\n"))));
}

TEST_F(EngineLoad, SaysWhatAFileLooksLikeThatIsNoGuest) {
  EXPECT_THAT(load_error("GGUF\3\0\0\0"sv), HasSubstr("not WebAssembly: it looks like a GGUF model; a guest is"));
  EXPECT_THAT(load_error(""), HasSubstr("it is empty"));
  EXPECT_THAT(load_error("\x7F""ELF\2\1\1\0"sv), HasSubstr("a native program"));
  EXPECT_THAT(load_error("\x08\x07"), HasSubstr("it begins with 08 07;"));
  EXPECT_THAT(load_error("\x08\x08\x12\x06wasinn"), HasSubstr("it looks like an ONNX model"));
  EXPECT_THAT(load_error("\0asm"sv), HasSubstr("cut off or of an unknown version"));
}

TEST_F(EngineLoad, SaysInOneLineWhereATextIsWrong) {
  EXPECT_THAT(load_error("(module\n  (fnc))\n", "g.wat"), MatchesRegex(".*/g.wat:2:4: expected valid module field"));
}

TEST_F(EngineLoad, SaysInOneLineWhyAModuleIsInvalid) {
  EXPECT_THAT(load_error("(module (func (result i32)))"),
              AllOf(HasSubstr("is not valid WebAssembly"), Not(HasSubstr("\n"))));
}

TEST_F(EngineLoad, TellsMissingFilesFromUnreadableOnes) {
  const auto missing = engine_->load(folder_.path() / "absent.wasm");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
  EXPECT_THAT(missing.error().message, AllOf(HasSubstr("absent.wasm"), HasSubstr("No such file")));
  const auto directory = engine_->load(folder_.path());
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().code, ErrorCode::InvalidArgument);
  EXPECT_THAT(directory.error().message, HasSubstr("Is a directory"));
}

TEST_F(EngineLoad, CompilesWhatItCannotLink) {
  const auto program = compile(R"((module (import "env" "absent" (func)) (func (export "_start"))))");
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_TRUE((*program)->serialize());
  EXPECT_FALSE((*program)->check());
}

}  // namespace
}  // namespace wasinn::engine
