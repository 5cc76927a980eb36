// SPDX-License-Identifier: Apache-2.0
// Chooses the script by the shell's name.
#include "cli/completion_command.h"

#include "base/text.h"
#include "cli/completion_scripts.h"
#include "cli/exit_code.h"
#include "cli/files.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(Examples:
  source <(wasinn completion bash)
  wasinn completion zsh >~/.zfunc/_wasinn      (a folder of $fpath)
)";

}  // namespace

CompletionCommand::CompletionCommand(CLI::App& parent)
    : Command(parent, "completion", "print a script that completes this command in a shell", "bash|zsh") {
  app().group("");
  app().add_option("SHELL", shell_, "bash or zsh")->required();
  app().footer(kExamples);
}

Result<int> CompletionCommand::execute(Console&) {
  const CommandSummary wasinn = summary_of(*app().get_parent());
  if (shell_ != "bash" && shell_ != "zsh") {
    return fail(ErrorCode::InvalidArgument,
                "there is no completion for '" + printable(shell_) + "'; there is one for bash and one for zsh");
  }
  WASINN_TRY(write_output(shell_ == "bash" ? bash_script(wasinn) : zsh_script(wasinn)));
  return kSuccess;
}

}  // namespace wasinn::cli
