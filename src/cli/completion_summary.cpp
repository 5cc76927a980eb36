// SPDX-License-Identifier: Apache-2.0
// From the tree of CLI::App to plain values; the words that the help has for values tell what can stand there.
#include "cli/completion_summary.h"

#include <algorithm>
#include <string_view>

#include "backend/encoding.h"
#include "policy/limits.h"

namespace wasinn::cli {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::vector<std::string> encodings(const std::string& last) {
  std::vector<std::string> words;
  for (const Encoding encoding : kEncodings) words.emplace_back(encoding_name(encoding));
  words.push_back(last);
  return words;
}

std::vector<std::string> with_equals(std::vector<std::string> words) {
  for (std::string& word : words) word += '=';
  return words;
}

std::vector<std::string> limits() {
  std::vector<std::string> words;
  for (const LimitEntry& entry : limit_entries()) words.push_back(std::string(entry.key) + "=");
  words.emplace_back("help");
  return words;
}

std::vector<std::string> targets() {
  std::vector<std::string> words;
  for (const auto target : {ExecutionTarget::Cpu, ExecutionTarget::Gpu, ExecutionTarget::Tpu, ExecutionTarget::Auto}) {
    words.emplace_back(target_name(target));
  }
  return words;
}

/// Values that are one of some words, by the option's name.
std::vector<std::string> words_for(const std::string& option) {
  if (option == "--encoding") return encodings("auto");
  if (option == "--allow-load") return encodings("none");
  if (option == "--backend") {
    std::vector<std::string> words = with_equals(encodings(""));
    words.pop_back();
    return words;
  }
  if (option == "--limit") return limits();
  if (option == "--target") return targets();
  if (option == "--stats") return {"table", "json"};
  if (option == "-S") return {"nn", "nn-graph="};
  return {};
}

/// By the help's word for the value: FILE, NAME=FILE, NAME=PATH[,PATH...], DIR, HOST[::GUEST] and so on.
Completion completion_for(const std::string& option, std::string_view value) {
  using Kind = Completion::Kind;
  if (std::vector<std::string> words = words_for(option); !words.empty()) return {Kind::Words, std::move(words), ""};
  if (contains(value, "DIR") || contains(value, "HOST")) return {Kind::Directory, {}, ""};
  if (!contains(value, "FILE") && !contains(value, "PATH")) return {};
  if (contains(value, "=")) return {Kind::File, {}, "=,"};
  return {Kind::File, {}, contains(value, ":") ? ":" : ""};
}

std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

OptionSummary summary_of(const CLI::Option& option) {
  OptionSummary summary;
  for (const std::string& name : option.get_snames()) summary.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) summary.names.push_back("--" + name);
  summary.what = option.get_description();
  summary.repeated = option.get_expected_max() > 1;
  // CLI11 calls it a name with a default where a flag takes a value too.
  const bool perhaps = !option.get_fnames().empty();
  if (option.get_items_expected_max() == 0 && !perhaps) return summary;
  summary.takes = perhaps ? OptionSummary::Takes::PerhapsValue : OptionSummary::Takes::Value;
  summary.value = perhaps ? "FORM" : first_word(option.get_option_text());
  summary.completion = completion_for(summary.names.back(), summary.value);
  return summary;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// The words that the description of an argument begins with: those of "check, show or schema".
std::vector<std::string> listed_words(std::string text) {
  std::vector<std::string> words;
  if (const std::size_t last = text.rfind(" or "); last != text.npos) text.replace(last, 4, ", ");
  while (!text.empty()) {
    const std::size_t comma = text.find(", ");
    std::string word = text.substr(0, comma);
    if (!is_word(word)) break;
    words.push_back(std::move(word));
    text.erase(0, comma == text.npos ? comma : comma + 2);
  }
  return words;
}

/// Arguments are files but for those whose description lists words.
std::vector<Completion> arguments_of(const CLI::App& app) {
  using Kind = Completion::Kind;
  if (app.get_prefix_command()) return {{Kind::File, {}, ""}};
  std::vector<Completion> arguments;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    std::vector<std::string> words = listed_words(option->get_description());
    const Kind kind = words.empty() ? Kind::File : Kind::Words;
    arguments.push_back({kind, std::move(words), ""});
  }
  if (arguments.empty() || arguments.back().kind == Kind::Words) arguments.emplace_back();
  return arguments;
}

}  // namespace

CommandSummary summary_of(const CLI::App& app, const std::string& path) {
  CommandSummary summary;
  summary.path = path;
  summary.what = app.get_description();
  summary.arguments = arguments_of(app);
  summary.ends_options = app.get_prefix_command();
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) summary.options.push_back(summary_of(*option));
  }
  const auto shown = [](const CLI::App* command) { return !command->get_group().empty(); };
  for (const CLI::App* command : app.get_subcommands(shown)) {
    summary.commands.push_back(summary_of(*command, path.empty() ? command->get_name() : path + " " + command->get_name()));
  }
  return summary;
}

}  // namespace wasinn::cli
