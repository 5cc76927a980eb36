// SPDX-License-Identifier: Apache-2.0
// Writes the completion script for zsh: one function for each command, which hands its options to _arguments.
#include <algorithm>

#include "cli/completion_scripts.h"

namespace wasinn::cli {
namespace {

constexpr const char* kHead = R"zsh(#compdef wasinn
# Completion of wasinn's command line for zsh; made by `wasinn completion zsh`.

# A file after the last of the separators $1.
_wasinn_file_after() {
  compset -P "*[$1]" && _files
}

# One of the words; those that end with '=' are gone on with.
_wasinn_words() {
  local -a whole open
  whole=(${argv:#*=})
  open=(${(M)argv:#*=})
  compadd -a whole
  compadd -S '' -a open
}
)zsh";

constexpr const char* kTail = R"(
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _wasinn "$@"
else
  compdef _wasinn wasinn
fi
)";

// Text inside single quotes in which _arguments gives brackets and colons a meaning.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const Completion& completion) {
  switch (completion.kind) {
    case Completion::Kind::Words: {
      std::string text = "{_wasinn_words";
      for (const std::string& word : completion.words) text += " " + word;
      return text + "}";
    }
    case Completion::Kind::File:
      return completion.separators.empty() ? "_files" : "{_wasinn_file_after \"" + escaped(completion.separators) + "\"}";
    case Completion::Kind::Directory: return "_files -/";
    case Completion::Kind::Nothing: break;
  }
  return " ";
}

// How _arguments is told that a value follows: after a blank or directly, or only directly.
std::string value_mark(const OptionSummary& option, const std::string& name) {
  if (option.takes == OptionSummary::Takes::Nothing) return "";
  const bool is_long = name.starts_with("--");
  if (option.takes == OptionSummary::Takes::PerhapsValue) return "=-";
  return is_long ? "=" : "+";
}

std::string value_text(const OptionSummary& option) {
  if (option.takes == OptionSummary::Takes::Nothing) return "";
  const char* colon = option.takes == OptionSummary::Takes::PerhapsValue ? "::" : ":";
  return colon + escaped(option.value) + ":" + action(option.completion);
}

std::string option_lines(const OptionSummary& option) {
  std::string text;
  for (const std::string& name : option.names) {
    text += " \\\n    '" + std::string(option.repeated ? "*" : "") + name + value_mark(option, name) + "[" +
            escaped(option.what) + "]" + value_text(option) + "'";
  }
  return text;
}

std::string function_name(const CommandSummary& command) {
  std::string name = command.path.empty() ? "_wasinn" : "_wasinn " + command.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string last_word(const CommandSummary& command) { return command.path.substr(command.path.rfind(' ') + 1); }

// Lists the commands that can follow.
std::string commands_text(const CommandSummary& command) {
  std::string rows;
  for (const CommandSummary& inner : command.commands) {
    rows += "    '" + last_word(inner) + ":" + escaped(inner.what) + "'\n";
  }
  return "  local curcontext=$curcontext state line\n  local -a commands\n  commands=(\n" + rows +
         "  )\n  _arguments -C";
}

// Hands over to the command that does.
std::string dispatch_text(const CommandSummary& command) {
  std::string cases;
  for (const CommandSummary& inner : command.commands) {
    cases += "        " + last_word(inner) + ") " + function_name(inner) + " ;;\n";
  }
  return " \\\n    '1:command:->command' '*:: :->rest'\n  case $state in\n    command) _describe command commands ;;\n"
         "    rest)\n      case $line[1] in\n" + cases + "      esac\n      ;;\n  esac\n";
}

std::string arguments_text(const CommandSummary& command) {
  std::string text;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const bool is_last = i + 1 == command.arguments.size();
    text += " \\\n    '" + (is_last ? "*" : std::to_string(i + 1)) + ":argument:" + action(command.arguments[i]) + "'";
  }
  return text + "\n";
}

std::string functions(const CommandSummary& command) {
  std::string options;
  for (const OptionSummary& option : command.options) options += option_lines(option);
  std::string text = "\n" + function_name(command) + "() {\n";
  if (command.commands.empty()) {
    text += std::string("  _arguments") + (command.ends_options ? " -A '-*'" : "") + options + arguments_text(command);
  } else {
    text += commands_text(command) + options + dispatch_text(command);
  }
  text += "}\n";
  for (const CommandSummary& inner : command.commands) text += functions(inner);
  return text;
}

}  // namespace

std::string zsh_script(const CommandSummary& wasinn) { return kHead + functions(wasinn) + kTail; }

}  // namespace wasinn::cli
