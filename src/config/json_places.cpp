// SPDX-License-Identifier: Apache-2.0
// Walks over a text that a parser has accepted: nothing is checked again, and names are read by the same parser.
#include "config/json_places.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/text.h"

namespace wasinn {
namespace {

constexpr unsigned kDeepest = 64;
constexpr std::string_view kLineEnds("\n\r\0", 3);  // what ends a comment for the parser

class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  Result<JsonPlace> document() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    JsonPlace place;
    WASINN_TRY(value(place, 0));
    return place;
  }

 private:
  Result<void> value(JsonPlace& place, unsigned depth) {
    skip_blank();
    place.value = at_;
    if (depth > kDeepest) return wrong(at_, "more than " + std::to_string(kDeepest) + " values inside each other");
    if (here() == '{') return object(place, depth);
    if (here() == '[') return list(depth);
    here() == '"' ? skip_text() : skip_word();
    return {};
  }

  Result<void> object(JsonPlace& place, unsigned depth) {
    while (!closes('}')) {
      const std::size_t begin = at_;
      skip_text();
      const std::string name = nlohmann::json::parse(text_.substr(begin, at_ - begin)).get<std::string>();
      const auto [member, is_new] = place.members.try_emplace(name);
      if (!is_new) return wrong(begin, "the key \"" + printable(name) + "\" is given twice");
      member->second.key = begin;
      skip_blank();
      ++at_;  // the colon
      WASINN_TRY(value(member->second, depth + 1));
    }
    return {};
  }

  Result<void> list(unsigned depth) {
    while (!closes(']')) {
      JsonPlace unused;
      WASINN_TRY(value(unused, depth + 1));
    }
    return {};
  }

  /// Goes over the opening bracket or the comma before the next item, and over the closing bracket.
  bool closes(char bracket) {
    skip_blank();
    if (here() != bracket) ++at_;
    skip_blank();
    if (here() != bracket && at_ < text_.size()) return false;
    ++at_;
    return true;
  }

  void skip_text() {
    for (++at_; at_ < text_.size() && here() != '"'; ++at_) {
      if (here() == '\\') ++at_;
    }
    ++at_;
  }

  void skip_word() { at_ = std::min(text_.find_first_of(",]} \t\r\n/", at_), text_.size()); }

  void skip_blank() {
    while (at_ < text_.size()) {
      if (here() != '/') {
        const std::size_t next = text_.find_first_not_of(" \t\r\n", at_);
        if (next == at_) return;
        at_ = std::min(next, text_.size());
        continue;
      }
      const bool one_line = text_.substr(at_).starts_with("//");
      const std::size_t end = one_line ? text_.find_first_of(kLineEnds, at_) : text_.find("*/", at_ + 2);
      at_ = std::min(end, text_.size() - 1) + (one_line ? 1 : 2);
    }
  }

  tl::unexpected<Error> wrong(std::size_t offset, const std::string& what) const {
    return fail(ErrorCode::InvalidArgument, line_and_column(text_, offset) + ": " + what);
  }

  // No text that a parser accepted ends early; nothing is read behind the end all the same.
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<JsonPlace> find_places(std::string_view text) { return Walk(text).document(); }

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::string_view row = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto column = std::count_if(row.begin(), row.end(), begins_character) + 1;
  return std::to_string(line) + ':' + std::to_string(column);
}

}  // namespace wasinn
