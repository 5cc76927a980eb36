// SPDX-License-Identifier: Apache-2.0
// A recogniser for GBNF that counts what llama.cpp would unfold.
#include "gbnf.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include <wasinn/plugin.hpp>

#include "json_text.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

// llama.cpp repeats nothing more often.
constexpr std::uint64_t kMostRepetitions = 2000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

// One reading of one grammar.
class Recogniser {
 public:
  explicit Recogniser(std::string_view text) : text_(text) {}

  void run() {
    if (text_.size() > kMostGrammarBytes) refuse("it has more than 64 KiB");
    if (text_.find('\0') != text_.npos) refuse("it has a NUL in it");
    skip_space(true);
    while (!at_end()) read_rule();
    if (!defined_.contains("root")) refuse("it has no rule root");
    for (const std::string_view name : used_) {
      if (!defined_.contains(name)) refuse("there is no rule " + printable_text(name, 64));
    }
  }

 private:
  // What was read since the item that a repetition would repeat.
  struct Item {
    std::uint64_t elements = 0;  // 0: there is none
    std::uint64_t rules = 1;     // that llama.cpp makes of it
  };

  [[noreturn]] void refuse(const std::string& why) const {
    const auto read = text_.substr(0, std::min(at_, text_.size()));
    const auto line = std::count(read.begin(), read.end(), '\n') + 1;
    throw Failure(WASINN_INVALID_ARGUMENT, "option grammar, line " + std::to_string(line) + ": " + why);
  }

  bool at_end() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void expect(char c) {
    if (peek() != c) refuse("a '" + std::string(1, c) + "' is missing");
    ++at_;
  }

  void skip_space(bool newlines) {
    while (peek() == ' ' || peek() == '\t' || peek() == '#' || (newlines && (peek() == '\r' || peek() == '\n'))) {
      if (peek() != '#') {
        ++at_;
        continue;
      }
      while (!at_end() && peek() != '\r' && peek() != '\n') ++at_;
    }
  }

  std::string_view read_name() {
    const std::size_t begin = at_;
    while (is_word(peek())) ++at_;
    if (at_ == begin) refuse("a name is missing");
    return text_.substr(begin, at_ - begin);
  }

  std::uint64_t read_number() {
    const std::size_t begin = at_;
    std::uint64_t value = 0;
    while (is_digit(peek()) && at_ - begin < 10) value = value * 10 + static_cast<std::uint64_t>(text_[at_++] - '0');
    if (at_ == begin || is_digit(peek())) refuse("a number with at most ten digits is missing");
    return value;
  }

  void read_rule() {
    defined_.insert(read_name());
    ++rules_;
    skip_space(false);
    for (const char c : {':', ':', '='}) expect(c);
    skip_space(true);
    read_alternates(false);
    if (!at_end() && peek() != '\r' && peek() != '\n') refuse("the rule does not end with its line");
    skip_space(true);
  }

  void read_alternates(bool nested) {
    read_sequence(nested);
    while (peek() == '|') {
      ++at_;
      add(1);
      skip_space(true);
      read_sequence(nested);
    }
  }

  void read_sequence(bool nested) {
    Item item;
    while (!at_end()) {
      if (!read_item(item) && !read_repetition(item, nested)) return;
      skip_space(nested);
    }
  }

  void add(std::uint64_t elements) {
    elements_ += elements;
    if (elements_ > kMostGrammarElements) refuse("it unfolds to too many elements");
  }

  // Reads an item if there is one.
  bool read_item(Item& item) {
    const std::size_t rules_before = rules_;
    const std::uint64_t elements_before = elements_;
    const char c = peek();
    if (c == '"') {
      read_literal();
    } else if (c == '[') {
      read_class();
    } else if (c == '<' || c == '!') {
      read_token();
    } else if (is_word(c)) {
      used_.insert(read_name());
      ++rules_;
      add(1);
    } else if (c == '(') {
      read_group();
      item = {1, std::max<std::uint64_t>(1, rules_ - rules_before)};
      return true;
    } else if (c == '.') {
      ++at_;
      add(1);
    } else {
      return false;
    }
    item = {elements_ - elements_before, 1};
    return true;
  }

  void read_group() {
    if (++depth_ > kMostGroups) refuse("groups are nested more than 64 deep");
    ++at_;
    ++rules_;
    add(1);
    skip_space(true);
    read_alternates(true);
    expect(')');
    --depth_;
  }

  void read_character() {
    if (at_end()) refuse("it ends inside of a text");
    if (peek() != '\\') {
      do ++at_;
      while ((static_cast<unsigned char>(peek()) & 0xc0) == 0x80);
    } else {
      read_escape();
    }
    add(1);
  }

  void read_escape() {
    const char kind = peek(1);
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    const bool known = digits > 0 || std::string_view("trn\\\"[]-").find(kind) != std::string_view::npos;
    if (!known || kind == '\0') refuse("there is no escape \\" + printable_text(std::string_view(&kind, 1), 1));
    at_ += 2;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      if (!is_hex(peek())) refuse("an escape lacks hexadecimal digits");
    }
  }

  void read_literal() {
    ++at_;
    while (peek() != '"') read_character();
    ++at_;
  }

  void read_class() {
    ++at_;
    if (peek() == '^') ++at_;
    while (peek() != ']') {
      read_character();
      if (peek() != '-' || peek(1) == ']') continue;
      ++at_;
      read_character();
    }
    ++at_;
  }

  void read_token() {
    if (peek() == '!') ++at_;
    expect('<');
    if (peek() != '[') refuse("tokens are named by their number, as <[12]>");
    ++at_;
    if (read_number() > 0x7fffffff) refuse("there is no token with that number");
    expect(']');
    expect('>');
    add(1);
  }

  bool read_repetition(Item& item, bool nested) {
    const char c = peek();
    if (c != '*' && c != '+' && c != '?' && c != '{') return false;
    ++at_;
    std::uint64_t least = c == '+' ? 1 : 0;
    std::uint64_t most = c == '?' ? 1 : 0;  // 0: any number
    if (c == '{') read_bounds(least, most, nested);
    if (item.elements == 0) refuse("there is nothing to repeat");
    const std::uint64_t copies = std::max<std::uint64_t>({1, least, most});
    if (least > kMostRepetitions || most > kMostRepetitions || item.rules * copies > kMostRepetitions) {
      refuse("something is repeated more than 2000 times");
    }
    rules_ += most > least ? most - least : 1;
    add(item.elements * copies + 3 * copies);
    item = {item.elements, item.rules * copies};
    return true;
  }

  void read_bounds(std::uint64_t& least, std::uint64_t& most, bool nested) {
    skip_space(nested);
    least = most = read_number();
    skip_space(nested);
    if (peek() == ',') {
      ++at_;
      skip_space(nested);
      most = is_digit(peek()) ? read_number() : 0;
      skip_space(nested);
      if (most != 0 && most < least) refuse("a repetition has its bounds the wrong way round");
    } else if (most == 0) {
      refuse("something is repeated no times");
    }
    expect('}');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
  std::uint64_t elements_ = 0;
  std::size_t rules_ = 0;
  std::set<std::string_view> defined_;
  std::set<std::string_view> used_;
};

}  // namespace

void check_gbnf(std::string_view grammar) {
  Recogniser(grammar).run();
}

}  // namespace llama
