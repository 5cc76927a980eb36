// SPDX-License-Identifier: Apache-2.0
// XmlReader: the tags of an XML text one after the other, over bytes that nobody vouches for.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wasinn {

/// name="value", the value as it is written: entities are not replaced. Views into the text.
struct XmlAttribute {
  std::string_view name;
  std::string_view value;
};

/// The begin or the end of an element; <a/> is both, one after the other. Valid until the next call.
struct XmlTag {
  enum class Kind : std::uint8_t { Open, Close };

  Kind kind = Kind::Open;
  std::string_view name;
  std::span<const XmlAttribute> attributes;  ///< of Open
  std::string_view text;                     ///< of Close: what stands between the tag before and this one
  unsigned depth = 0;                        ///< of the element: 1 for the root

  /// The value of an attribute; empty when there is none.
  std::string_view attribute(std::string_view attribute_name) const noexcept;
};

/// Stricter than parsers are, so that none understands more than was seen here: elements are closed in order, there is
/// one root and nothing after it, no document type, no entity declarations, no zero byte (and so no UTF-16), no attribute
/// twice. Reads each byte once and allocates by depth and by attributes of one tag only.
class XmlReader {
 public:
  /// Most elements inside each other.
  static constexpr std::size_t kMaxDepth = 64;

  /// Most attributes of one element.
  static constexpr std::size_t kMaxAttributes = 256;

  /// `text` lives longer. A byte order mark of UTF-8 may come first.
  explicit XmlReader(std::string_view text) noexcept;

  /// Whether there are tags left to read: false once the root was closed.
  bool more() const noexcept { return !done_; }

  /// The next tag. Errors: InvalidEncoding.
  Result<XmlTag> next();

  /// After the last tag: nothing but blanks and comments may follow. Errors: InvalidEncoding.
  Result<void> check_end();

 private:
  Result<void> skip_to_tag();
  Result<void> skip_past(std::string_view end, std::string_view what);
  Result<XmlTag> read_open();
  Result<XmlTag> read_close(std::string_view text);
  Result<XmlAttribute> read_attribute();
  Result<void> add_attribute();
  XmlTag close(std::string_view text);
  std::string_view read_name() noexcept;
  void skip_blanks() noexcept;
  bool take(std::string_view expected) noexcept;
  tl::unexpected<Error> fail_here(const std::string& what) const;

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t text_begin_ = 0;  // after the tag before
  bool empty_element_ = false;  // the element that was opened last is closed already
  bool done_ = false;
  std::vector<std::string_view> open_;
  std::vector<XmlAttribute> attributes_;
};

}  // namespace wasinn
