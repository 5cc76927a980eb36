// SPDX-License-Identifier: Apache-2.0
// Compiles one guest to a file.
#include "cli/compile_command.h"

#include <filesystem>

#include "cli/files.h"
#include "engine/engine.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(The file fits this version of wasinn and this kind of processor. It is machine code that runs
unchecked: run a .cwasm file only from whom you would run a program.

Examples:
  wasinn compile guest.wasm -o guest.cwasm
  wasinn run guest.cwasm
)";

Result<std::vector<std::byte>> machine_code(const std::string& guest, Console& console) {
  const LogSink log = [&console](LogLevel level, std::string_view text) { console.log(level, text); };
  WASINN_ASSIGN(const auto engine, engine::Engine::create({{}, log}));
  const Progress progress(console, "compiling " + guest);
  WASINN_ASSIGN(const auto program, engine->load(guest));
  return program->serialize();
}

}  // namespace

CompileCommand::CompileCommand(CLI::App& parent)
    : Command(parent, "compile", "compile a guest ahead of time", "[OPTIONS] GUEST -o OUT.cwasm") {
  app().add_option("GUEST", guest_, "a guest in WebAssembly: core module or component, .wasm or .wat")->required();
  app().add_option("-o,--output", output_, "the file to make")->option_text("FILE")->required();
  app().footer(kExamples);
}

Result<int> CompileCommand::execute(Console& console) {
  WASINN_ASSIGN(const Config config, common().config());
  console.set_level(config.log_level);
  WASINN_ASSIGN(const std::vector<std::byte> code, machine_code(guest_, console));
  WASINN_TRY(write_file(output_, code));
  return 0;
}

}  // namespace wasinn::cli
