// SPDX-License-Identifier: Apache-2.0
// The command `wasinn`: reads the command line, hands over to one subcommand, and tells how it went.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "cli/advice.h"
#include "cli/backends_command.h"
#include "cli/bench_command.h"
#include "cli/command.h"
#include "cli/compile_command.h"
#include "cli/completion_command.h"
#include "cli/config_command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/infer_command.h"
#include "cli/inspect_command.h"
#include "cli/run_command.h"

namespace wasinn::cli {
namespace {

constexpr const char* kAbout = "wasinn runs WebAssembly guests and the machine-learning models that they ask for.";

constexpr const char* kExamples = R"(Examples:
  wasinn run --graph digits=models/digits.onnx --dir pictures classify.wasm seven.png
  wasinn inspect models/digits.onnx
  wasinn infer models/digits.onnx --input image=pixels.npy
  wasinn backends

`wasinn COMMAND --help` says more. Results go to standard output, everything else to standard error.
Exit codes: 0; a guest's own; 64 wrong use; 69 a backend is missing; 70 the guest trapped, a framework or wasinn
failed; 124 the time was over.
)";

using Commands = std::vector<std::unique_ptr<Command>>;

Commands add_commands(CLI::App& app) {
  Commands commands;
  commands.push_back(std::make_unique<RunCommand>(app));
  commands.push_back(std::make_unique<InferCommand>(app));
  commands.push_back(std::make_unique<InspectCommand>(app));
  commands.push_back(std::make_unique<BackendsCommand>(app));
  commands.push_back(std::make_unique<BenchCommand>(app));
  commands.push_back(std::make_unique<CompileCommand>(app));
  commands.push_back(std::make_unique<ConfigCommand>(app));
  commands.push_back(std::make_unique<CompletionCommand>(app));
  return commands;
}

int told(Console& console, const Error& error) {
  const Complaint complaint = complaint_of(error, {}, "");
  console.error(complaint.what, complaint.hints);
  return exit_code_for(error);
}

int execute(Command& command, Console& console) {
  const auto code = command.common().limits_asked_for()
                        ? write_output(limits_table()).map([] { return static_cast<int>(kSuccess); })
                        : command.execute(console);
  return code ? *code : told(console, code.error());
}

Command* chosen(const Commands& commands) {
  const auto found = std::find_if(commands.begin(), commands.end(), [](const auto& c) { return c->chosen(); });
  return found == commands.end() ? nullptr : found->get();
}

/// The command line names no subcommand: says what the first word may have meant.
int tell_no_command(const std::string& word, const Commands& commands, Console& console) {
  std::string names;
  std::error_code ignored;
  for (const auto& command : commands) {
    if (!command->hidden()) names += (names.empty() ? "" : ", ") + command->name();
  }
  if (word.empty()) {
    console.error("no command was given; the commands are " + names, {"see: wasinn --help"});
  } else if (word.starts_with("-")) {
    console.error("there is no option '" + printable(word) + "' before the command", {"see: wasinn --help"});
  } else if (std::filesystem::exists(word, ignored)) {
    console.error("'" + printable(word) + "' is no command; the commands are " + names,
                  {"to run it: wasinn run " + word});
  } else {
    console.error("there is no command '" + printable(word) + "'; the commands are " + names, {"see: wasinn --help"});
  }
  return kUsage;
}

int run(int argc, char** argv, Console& console) {
  CLI::App app(kAbout, "wasinn");
  app.footer(kExamples);
  app.set_version_flag("--version", "wasinn " WASINN_VERSION);
  app.require_subcommand(1);
  const Commands commands = add_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);  // help or version, on standard output
  } catch (const CLI::ParseError& failure) {
    const Command* command = chosen(commands);
    if (command == nullptr) return tell_no_command(argc > 1 ? argv[1] : "", commands, console);
    console.error(failure.what(), {"see: wasinn " + command->name() + " --help"});
    return kUsage;
  }
  return execute(*chosen(commands), console);
}

}  // namespace
}  // namespace wasinn::cli

int main(int argc, char** argv) {
  wasinn::cli::Console console;
  try {
    return wasinn::cli::run(argc, argv, console);
  } catch (const std::exception& failure) {
    console.error(std::string("wasinn itself failed: ") + failure.what());
    return wasinn::cli::kInternal;
  }
}
