// SPDX-License-Identifier: Apache-2.0
// One pass over a pickle's instructions, and one over a source text's characters.
#include "bounded_files.h"

#include <algorithm>
#include <optional>

namespace pytorch {
namespace {

std::uint64_t number_in(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

// Walks the instructions of a pickle. Source: Python's pickletools, as far as PyTorch knows them.
class PickleWalk {
 public:
  explicit PickleWalk(std::string_view pickle) : rest_(pickle), size_(pickle.size()) {}

  Obstacle obstacle() {
    while (!rest_.empty()) {
      const char instruction = rest_.front();
      rest_.remove_prefix(1);
      if (instruction == '.') return {};
      if (!skip(instruction)) return {WASINN_INVALID_ENCODING, "has stored objects that do not parse"};
      if (containers_ > kMostContainers) {
        return {WASINN_TOO_LARGE, "has more than " + std::to_string(kMostContainers) + " lists and objects in one file"};
      }
    }
    return {WASINN_INVALID_ENCODING, "has stored objects that end early"};
  }

 private:
  // Takes what belongs to the instruction; false when it is not there or the instruction is unknown.
  bool skip(char instruction) {
    switch (instruction) {
      case '(': case 'N': case '\x88': case '\x89': case 'a': case 'e': case 's': case 'u': case 'Q': return true;
      case ']': case ')': case '}': case 't': case '\x85': case '\x86': case '\x87': case 'b': case 'R': case '\x81':
        return ++containers_, true;
      case 'K': case '\x80': case 'h': return take(1).has_value();
      case 'M': return take(2).has_value();
      case 'J': case 'j': return take(4).has_value();
      case 'G': return take(8).has_value();
      case 'q': return remember(1);
      case 'r': return remember(4);
      case '\x8a': case 'U': return take_counted(1);
      case 'X': case 'T': return take_counted(4);
      case '\x8d': return take_counted(8);
      case 'c': return take_line() && take_line();
      default: return false;
    }
  }

  std::optional<std::string_view> take(std::uint64_t count) {
    if (count > rest_.size()) return std::nullopt;
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool take_counted(std::size_t width) {
    const auto count = take(width);
    return count && take(number_in(*count)).has_value();
  }

  bool take_line() {
    const std::size_t end = rest_.find('\n');
    return end != rest_.npos && take(end + 1).has_value();
  }

  // The table of remembered values grows to the largest place, which a pickle without harm numbers from 0.
  bool remember(std::size_t width) {
    const auto place = take(width);
    return place && number_in(*place) < size_;
  }

  std::string_view rest_;
  const std::size_t size_;
  std::size_t containers_ = 0;
};

// Finds the ends of statements: line ends outside of brackets, texts and comments.
class CodeWalk {
 public:
  Obstacle obstacle(std::string_view code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
      step(code, i);
      ++statement_;
      if (statement_ > kMostStatementBytes) {
        return {WASINN_TOO_LARGE, "has a statement of more than " + std::to_string(kMostStatementBytes) + " bytes"};
      }
      if (indentation_ > kMostIndentation) return {WASINN_TOO_LARGE, "has statements deep inside each other"};
      if (elifs_ > kMostElif) {
        return {WASINN_TOO_LARGE, "has more than " + std::to_string(kMostElif) + " branches in one file"};
      }
    }
    return {};
  }

 private:
  void step(std::string_view code, std::size_t& i) {
    const char c = code[i];
    if (quote_ != 0) return step_in_text(c, i);
    if (c == '"' || c == '\'') quote_ = c;
    if (c == '#') skip_comment(code, i);
    if (c == '(' || c == '[' || c == '{') ++brackets_;
    if ((c == ')' || c == ']' || c == '}') && brackets_ > 0) --brackets_;
    if (c == '\n' && brackets_ == 0) return begin_statement();
    if (blank_ && c == ' ') ++indentation_;
    if (blank_ && c != ' ') {
      blank_ = false;
      elifs_ += code.substr(i).starts_with("elif") ? 1u : 0u;
    }
  }

  void step_in_text(char c, std::size_t& i) {
    if (c == '\\') {
      ++i;
      ++statement_;
    } else if (c == quote_) {
      quote_ = 0;
    }
  }

  void skip_comment(std::string_view code, std::size_t& i) {
    const std::size_t end = std::min(code.find('\n', i), code.size());
    i = end - 1;
  }

  void begin_statement() {
    statement_ = 0;
    indentation_ = 0;
    blank_ = true;
  }

  char quote_ = 0;  // of the text that is open
  bool blank_ = true;
  std::size_t brackets_ = 0;
  std::size_t statement_ = 0;
  std::size_t indentation_ = 0;
  std::size_t elifs_ = 0;
};

}  // namespace

Obstacle obstacle_in_pickle(std::string_view pickle) { return PickleWalk(pickle).obstacle(); }

Obstacle obstacle_in_code(std::string_view code) { return CodeWalk().obstacle(code); }

}  // namespace pytorch
