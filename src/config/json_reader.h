// SPDX-License-Identifier: Apache-2.0
// JsonReader: a place in a JSON document that knows its path, line and column, so that every complaint can name them.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/json_places.h"

namespace wasinn {

/// A text read as JSON, in which comments are allowed, and all that is found wrong in it.
struct JsonDocument {
  using Json = nlohmann::ordered_json;  // complaints come in the order of the text

  /// Reads `text`, which outlives the document. Errors: InvalidArgument (no JSON, or as find_places); the message begins
  /// with the place.
  static Result<JsonDocument> parse(std::string_view text);

  std::string_view text;
  Json value;
  JsonPlace place;
  std::vector<Error> complaints{};
};

/// One value inside a document that outlives this object. A plain value.
class JsonReader {
 public:
  using Json = JsonDocument::Json;

  /// The whole document.
  explicit JsonReader(JsonDocument& document) : JsonReader(document, document.value, document.place, "") {}

  /// One member that an object may have.
  struct Key {
    std::string_view name;
    std::string_view meaning;  ///< for people
    Json schema;               ///< what it may be, as JSON Schema
    std::function<Result<void>(const JsonReader& value)> read;
  };

  /// Reads an object whose members may be `keys` and nothing else. What is wrong with members goes to the document's
  /// complaints, all of it. Errors: an error without a message, when there were such complaints; InvalidArgument (not an
  /// object).
  Result<void> members(const std::vector<Key>& keys) const;

  /// Calls `read` for each member of an object with any keys. Otherwise as `members`.
  Result<void> each(const std::function<Result<void>(const std::string& key, const JsonReader& value)>& read) const;

  /// The value as one type. Errors: InvalidArgument; the message names the place, what was wanted and what is there.
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
  bool is(bool flag) const { return value_.is_boolean() && value_.get<bool>() == flag; }

  /// An error at this value, or at the name that it has.
  tl::unexpected<Error> wrong(const std::string& what) const { return complaint(place_.value, what); }
  tl::unexpected<Error> wrong_name(const std::string& what) const { return complaint(place_.key, what); }

  /// `result`, with this place put before an error's message.
  template <class T>
  Result<T> here(Result<T> result) const {
    if (!result) return wrong(result.error().message);
    return result;
  }

 private:
  JsonReader(JsonDocument& document, const Json& value, const JsonPlace& place, std::string path)
      : document_(document), value_(value), place_(place), path_(std::move(path)) {}
  JsonReader at(const std::string& key, const Json& value) const;
  tl::unexpected<Error> complaint(std::size_t offset, const std::string& what) const;
  tl::unexpected<Error> wanted(const std::string& what) const;

  JsonDocument& document_;
  const Json& value_;
  const JsonPlace& place_;
  std::string path_;  ///< "graphs.digits.target"
};

}  // namespace wasinn
