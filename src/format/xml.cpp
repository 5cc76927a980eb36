// SPDX-License-Identifier: Apache-2.0
// Reading of XML.
#include "format/xml.h"

#include <algorithm>

namespace wasinn {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool ends_name(char c) { return is_blank(c) || std::string_view("/><=\"'&").find(c) != std::string_view::npos; }

}  // namespace

std::string_view XmlTag::attribute(std::string_view attribute_name) const noexcept {
  for (const XmlAttribute& attribute : attributes) {
    if (attribute.name == attribute_name) return attribute.value;
  }
  return {};
}

XmlReader::XmlReader(std::string_view text) noexcept : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  text_begin_ = position_;
}

tl::unexpected<Error> XmlReader::fail_here(const std::string& what) const {
  return fail(ErrorCode::InvalidEncoding, "the XML " + what + ", at byte " + std::to_string(position_));
}

Result<XmlTag> XmlReader::next() {
  if (empty_element_) return close({});
  WASINN_TRY(skip_to_tag());
  const std::string_view between = text_.substr(text_begin_, position_ - text_begin_);
  if (between.find('\0') != between.npos) return fail_here("has a zero byte");
  if (take("</")) return read_close(between);
  ++position_;
  return read_open();
}

Result<void> XmlReader::skip_to_tag() {
  while (true) {
    position_ = std::min(text_.find('<', position_), text_.size());
    if (position_ == text_.size()) return fail_here("is cut off");
    if (take("<!--")) {
      WASINN_TRY(skip_past("-->", "comment"));
    } else if (take("<![CDATA[")) {
      WASINN_TRY(skip_past("]]>", "block of text"));
    } else if (take("<?")) {
      WASINN_TRY(skip_past("?>", "instruction"));
    } else if (text_.substr(position_).starts_with("<!")) {
      return fail_here("declares a document type or entities, which models do not need");
    } else {
      return {};
    }
  }
}

Result<void> XmlReader::skip_past(std::string_view end, std::string_view what) {
  const std::size_t found = text_.find(end, position_);
  if (found == text_.npos) return fail_here("has a " + std::string(what) + " without an end");
  position_ = found + end.size();
  return {};
}

Result<XmlTag> XmlReader::read_open() {
  const std::string_view name = read_name();
  if (name.empty()) return fail_here("has a tag without a name");
  if (open_.size() == kMaxDepth) {
    return fail_here("nests more than " + std::to_string(kMaxDepth) + " elements inside each other");
  }
  attributes_.clear();
  skip_blanks();
  while (position_ < text_.size() && text_[position_] != '>' && text_[position_] != '/') WASINN_TRY(add_attribute());
  empty_element_ = take("/>");
  if (!empty_element_ && !take(">")) return fail_here("has a tag without an end");
  open_.push_back(name);
  text_begin_ = position_;
  return XmlTag{XmlTag::Kind::Open, name, attributes_, {}, static_cast<unsigned>(open_.size())};
}

Result<void> XmlReader::add_attribute() {
  WASINN_ASSIGN(const XmlAttribute added, read_attribute());
  const auto has_its_name = [&added](const XmlAttribute& attribute) { return attribute.name == added.name; };
  if (std::any_of(attributes_.begin(), attributes_.end(), has_its_name)) return fail_here("gives an attribute twice");
  attributes_.push_back(added);
  if (attributes_.size() > kMaxAttributes) return fail_here("has a tag with too many attributes");
  skip_blanks();
  return {};
}

Result<XmlAttribute> XmlReader::read_attribute() {
  const std::string_view name = read_name();
  skip_blanks();
  if (name.empty() || !take("=")) return fail_here("has an attribute without a value");
  skip_blanks();
  const char quote = position_ < text_.size() ? text_[position_] : '\0';
  if (quote != '"' && quote != '\'') return fail_here("has a value without quotes");
  const std::size_t begin = ++position_;
  const std::size_t end = text_.find(quote, begin);
  if (end == text_.npos) return fail_here("has a value without an end");
  const std::string_view value = text_.substr(begin, end - begin);
  if (value.find_first_of(std::string_view("<\0", 2)) != value.npos) return fail_here("has a tag inside a value");
  position_ = end + 1;
  return XmlAttribute{name, value};
}

Result<XmlTag> XmlReader::read_close(std::string_view text) {
  const std::string_view name = read_name();
  skip_blanks();
  if (!take(">")) return fail_here("has a tag without an end");
  if (open_.empty() || open_.back() != name) return fail_here("closes an element that is not the last one opened");
  text_begin_ = position_;
  return close(text);
}

XmlTag XmlReader::close(std::string_view text) {
  const XmlTag tag{XmlTag::Kind::Close, open_.back(), {}, text, static_cast<unsigned>(open_.size())};
  open_.pop_back();
  empty_element_ = false;
  done_ = open_.empty();
  return tag;
}

Result<void> XmlReader::check_end() {
  while (position_ < text_.size()) {
    skip_blanks();
    if (position_ == text_.size()) break;
    if (!take("<!--")) return fail_here("goes on after its root element");
    WASINN_TRY(skip_past("-->", "comment"));
  }
  return {};
}

std::string_view XmlReader::read_name() noexcept {
  const std::size_t begin = position_;
  while (position_ < text_.size() && !ends_name(text_[position_]) && text_[position_] != '\0') ++position_;
  return text_.substr(begin, position_ - begin);
}

void XmlReader::skip_blanks() noexcept {
  while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
}

bool XmlReader::take(std::string_view expected) noexcept {
  if (!text_.substr(position_).starts_with(expected)) return false;
  position_ += expected.size();
  return true;
}

}  // namespace wasinn
