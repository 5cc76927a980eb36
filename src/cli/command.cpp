// SPDX-License-Identifier: Apache-2.0
// What all subcommands have in common.
#include "cli/command.h"

#include <memory>
#include <utility>

namespace wasinn::cli {
namespace {

constexpr std::size_t kOptionColumn = 34;

/// CLI11's help with our own first line.
class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(std::string usage) : usage_(std::move(usage)) { column_width(kOptionColumn); }
  std::string make_usage(const CLI::App*, std::string) const override { return "Usage: " + usage_ + "\n"; }
  std::string make_positionals(const CLI::App*) const override { return ""; }

  /// CLI11 writes the value that an option has without one as "--name{value}".
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    if (const std::size_t brace = name.find('{'); brace != name.npos) name.replace(brace, name.npos, "[=FORM]");
    return name;
  }

 private:
  std::string usage_;
};

}  // namespace

Command::Command(CLI::App& parent, const std::string& name, const std::string& what, const std::string& usage)
    : app_(*parent.add_subcommand(name, what)) {
  app_.formatter(std::make_shared<HelpFormatter>("wasinn " + name + " " + usage));
  common_.add_to(app_);
}

CLI::Option* Command::add_list(const std::string& name, std::vector<std::string>& target, const std::string& what,
                               const std::string& value) {
  return app_.add_option(name, target, what)->allow_extra_args(false)->option_text(value);
}

}  // namespace wasinn::cli
