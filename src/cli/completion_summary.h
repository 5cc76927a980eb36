// SPDX-License-Identifier: Apache-2.0
// What a shell needs to know to complete the command line, read from the command's own description of its options.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace wasinn::cli {

/// What can stand as a value, or as an argument. A plain value.
struct Completion {
  enum class Kind { Nothing, Words, File, Directory };

  Kind kind = Kind::Nothing;
  std::vector<std::string> words;  ///< of Kind::Words; those that end with '=' are gone on with
  std::string separators;          ///< a File begins after the last of these characters; "": where the value does
};

/// One option.
struct OptionSummary {
  std::vector<std::string> names;  ///< with their dashes
  std::string what;                ///< one line
  std::string value;               ///< the value's name in the help
  enum class Takes { Nothing, Value, PerhapsValue } takes = Takes::Nothing;  ///< PerhapsValue: only as --name=value
  bool repeated = false;           ///< may be given again
  Completion completion;
};

/// One command with what can be written after it.
struct CommandSummary {
  std::string path;  ///< the words that lead to it, such as "run"; "" for `wasinn` itself
  std::string what;  ///< one line
  std::vector<OptionSummary> options;
  std::vector<CommandSummary> commands;  ///< those of the next word, without hidden ones
  std::vector<Completion> arguments;     ///< what stands where no option does, in order; the last goes on; never empty
  bool ends_options = false;             ///< after its first argument everything is somebody else's
};

/// Reads `app` and all below it. `path` is the words that lead there.
CommandSummary summary_of(const CLI::App& app, const std::string& path = "");

}  // namespace wasinn::cli
