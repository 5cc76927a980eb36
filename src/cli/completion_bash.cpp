// SPDX-License-Identifier: Apache-2.0
// Writes the completion script for bash: three tables from the command's description, and the code that reads them.
#include "cli/completion_scripts.h"

namespace wasinn::cli {
namespace {

constexpr const char* kHead = R"(# Completion of wasinn's command line for bash; made by `wasinn completion bash`.
# shellcheck shell=bash

)";

// Words that are broken at '=' and ':' are put together again, and candidates are cut to the piece that bash replaces.
constexpr const char* kCode = R"bash(
# Offers what fits kind $1 with its details $2 and begins with $3.
_wasinn_offer() {
  local begin=$3 before=''
  case $1 in
    words)
      compopt -o nospace
      mapfile -t COMPREPLY < <(compgen -W "$2" -- "$begin")
      [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} != *= ]] && compopt +o nospace
      ;;
    file)
      compopt -o filenames
      if [[ -n $2 ]]; then
        [[ $begin == *["$2"]* ]] || return
        before=${begin%"${begin##*["$2"]}"}
        begin=${begin##*["$2"]}
      fi
      mapfile -t COMPREPLY < <(compgen -f -- "$begin")
      COMPREPLY=("${COMPREPLY[@]/#/"$before"}")
      ;;
    directory)
      compopt -o filenames -o nospace
      mapfile -t COMPREPLY < <(compgen -d -- "$begin")
      ;;
  esac
}

# Cuts from the candidates what bash took for words of their own: all up to the last '=' or ':' in $1.
_wasinn_cut() {
  local breaks=${COMP_WORDBREAKS//[^=:]/} whole=$1 cut
  [[ -n $breaks && $whole == *["$breaks"]* ]] || return
  cut=${whole%"${whole##*["$breaks"]}"}
  COMPREPLY=("${COMPREPLY[@]#"$cut"}")
}

_wasinn() {
  local words=() path='' option='' arguments=0 word current value i
  COMPREPLY=()
  for ((i = 1; i <= COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if ((${#words[@]})) && [[ $word == [=:]* || ${words[-1]} == *[=:] ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  current=${words[-1]}
  for word in "${words[@]:0:${#words[@]}-1}"; do
    if [[ -n $option ]]; then
      option=''
    elif [[ $word == -* ]]; then
      value=$(_wasinn_value "$path" "$word")
      [[ -n $value && $value != maybe* ]] && option=$word
    elif [[ " $(_wasinn_commands "$path") " == *" $word "* ]]; then
      path=${path:+$path }$word
    elif [[ $(_wasinn_argument "$path" 0) == last* ]]; then
      _wasinn_offer file '' "$current"
      _wasinn_cut "$current"
      return
    else
      ((++arguments))
    fi
  done
  if [[ -z $option && $current == --*=* ]]; then
    read -r _ i value < <(_wasinn_value "$path" "${current%%=*}")
    _wasinn_offer "$i" "$value" "${current#*=}"
    ((${#COMPREPLY[@]})) && COMPREPLY=("${COMPREPLY[@]/#/"${current%%=*}="}")
  elif [[ -n $option ]]; then
    read -r _ i value < <(_wasinn_value "$path" "$option")
    _wasinn_offer "$i" "$value" "$current"
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_wasinn_options "$path")" -- "$current")
  elif [[ -n $(_wasinn_commands "$path") ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_wasinn_commands "$path")" -- "$current")
  else
    read -r _ i value < <(_wasinn_argument "$path" "$arguments")
    _wasinn_offer "$i" "$value" "$current"
  fi
  _wasinn_cut "$current"
}

complete -F _wasinn wasinn
)bash";

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string details(const Completion& completion) {
  switch (completion.kind) {
    case Completion::Kind::Words: return "words " + joined(completion.words);
    case Completion::Kind::File: return "file " + completion.separators;
    case Completion::Kind::Directory: return "directory";
    case Completion::Kind::Nothing: break;
  }
  return "nothing";
}

std::string answer(const std::string& to, const std::string& text) {
  return "    '" + to + "') echo '" + text + "' ;;\n";
}

std::string options_of(const CommandSummary& command) {
  std::string names;
  for (const OptionSummary& option : command.options) {
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  }
  std::string text = answer(command.path, names);
  for (const CommandSummary& inner : command.commands) text += options_of(inner);
  return text;
}

std::string commands_of(const CommandSummary& command) {
  std::string names;
  std::string text;
  for (const CommandSummary& inner : command.commands) {
    names += (names.empty() ? "" : " ") + inner.path.substr(inner.path.rfind(' ') + 1);
    text += commands_of(inner);
  }
  return names.empty() ? text : answer(command.path, names) + text;
}

std::string values_of(const CommandSummary& command) {
  std::string text;
  for (const OptionSummary& option : command.options) {
    if (option.takes == OptionSummary::Takes::Nothing) continue;
    const char* word = option.takes == OptionSummary::Takes::Value ? "value " : "maybe ";
    for (const std::string& name : option.names) {
      text += answer(command.path + " " + name, word + details(option.completion));
    }
  }
  for (const CommandSummary& inner : command.commands) text += values_of(inner);
  return text;
}

std::string arguments_of(const CommandSummary& command) {
  std::string text;
  for (const CommandSummary& inner : command.commands) text += arguments_of(inner);
  const char* word = command.ends_options ? "last " : "any ";
  for (std::size_t i = 0; i + 1 < command.arguments.size(); ++i) {
    text += answer(command.path + " " + std::to_string(i), word + details(command.arguments[i]));
  }
  return text + "    '" + command.path + " '*) echo '" + word + details(command.arguments.back()) + "' ;;\n";
}

std::string table(const std::string& name, const std::string& about, const std::string& key, const std::string& rows) {
  return "# " + about + "\n_wasinn_" + name + "() {\n  case \"" + key + "\" in\n" + rows + "  esac\n}\n";
}

}  // namespace

std::string bash_script(const CommandSummary& wasinn) {
  return kHead + table("commands", "The commands after the command $1.", "$1", commands_of(wasinn)) +
         table("options", "The options of the command $1.", "$1", options_of(wasinn)) +
         table("value", "Whether option $2 of the command $1 takes a value, and what completes it.", "$1 $2",
               values_of(wasinn)) +
         table("argument", "What completes the argument after $2 others of the command $1.", "$1 $2",
               arguments_of(wasinn)) +
         kCode;
}

}  // namespace wasinn::cli
