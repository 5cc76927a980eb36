// SPDX-License-Identifier: Apache-2.0
// JsonReader: a place in a JSON document that knows its path, so that every complaint can name it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wasinn {

/// One value inside a document that outlives this object. A plain value.
class JsonReader {
 public:
  using Json = nlohmann::json;

  /// The whole document.
  explicit JsonReader(const Json& document) : JsonReader(document, "") {}

  /// What is done with one member of an object.
  struct Key {
    std::string_view name;
    std::function<Result<void>(const JsonReader& value)> read;
  };

  /// Reads an object whose members may be `keys` and nothing else. Errors: InvalidArgument (not an object, a key that
  /// is not among them) and what the keys say.
  Result<void> members(const std::vector<Key>& keys) const;

  /// Calls `read` for each member of an object with any keys. Errors: InvalidArgument and what `read` says.
  Result<void> each(const std::function<Result<void>(const std::string& key, const JsonReader& value)>& read) const;

  /// The value as one type. Errors: InvalidArgument; the message names the path, what was wanted and what is there.
  Result<std::string> text() const;
  Result<bool> flag() const;
  Result<std::uint32_t> count() const;
  Result<std::vector<std::string>> texts() const;  ///< a list of texts, or one text alone

  /// An object as it is, as JSON. Errors: InvalidArgument.
  Result<std::string> object() const;

  /// A text, or a whole number as text: sizes and times may be written either way. Errors: InvalidArgument.
  Result<std::string> text_or_number() const;

  bool is_text() const { return value_.is_string(); }
  bool is_object() const { return value_.is_object(); }
  bool is_false() const { return value_.is_boolean() && !value_.get<bool>(); }

  /// An error at this place.
  tl::unexpected<Error> wrong(const std::string& what) const;

  /// `result`, with this place put before an error's message.
  template <class T>
  Result<T> here(Result<T> result) const {
    if (!result) return fail(std::move(result).error().within(place()));
    return result;
  }

 private:
  JsonReader(const Json& value, std::string path) : value_(value), path_(std::move(path)) {}
  JsonReader at(const std::string& key, const Json& value) const;
  std::string place() const { return path_.empty() ? "the document" : "\"" + path_ + "\""; }
  tl::unexpected<Error> wanted(const std::string& what) const;

  const Json& value_;
  std::string path_;  ///< "graphs.digits.target"
};

}  // namespace wasinn
