// SPDX-License-Identifier: Apache-2.0
// Typed reading of JSON values with messages that say where and what.
#include "config/json_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"

namespace wasinn {
namespace {

std::string key_list(const std::vector<JsonReader::Key>& keys) {
  std::string out;
  for (const JsonReader::Key& key : keys) {
    if (!out.empty()) out += ", ";
    out += key.name;
  }
  return out;
}

/// A value for a message. Lists and objects are not written out: they may be as deep as the stack is.
std::string shown(const JsonReader::Json& value) {
  constexpr std::size_t kMost = 60;
  if (value.is_array()) return "a list";
  if (value.is_object()) return "an object";
  return printable(value.dump(-1, ' ', true, JsonReader::Json::error_handler_t::replace), kMost);
}

/// A parser's complaint without the library's own prefix "[json.exception...] parse error at line 1, column 2: ".
std::string complaint_of(const nlohmann::json::parse_error& failure) {
  const std::string text = failure.what();
  const std::size_t end = text.find(": ");
  return end == text.npos ? text : text.substr(end + 2);
}

}  // namespace

Result<JsonDocument> JsonDocument::parse(std::string_view text) try {
  constexpr bool kThrow = true;
  constexpr bool kCommentsAllowed = true;
  Json value = Json::parse(text, nullptr, kThrow, kCommentsAllowed);
  WASINN_ASSIGN(JsonPlace place, find_places(text));
  return JsonDocument{text, std::move(value), std::move(place)};
} catch (const nlohmann::json::parse_error& failure) {
  // The parser counts the bytes that it has read: the last one of them is where it stopped.
  const std::size_t offset = std::min(failure.byte == 0 ? 0 : failure.byte - 1, text.size());
  return fail(ErrorCode::InvalidArgument,
              line_and_column(text, offset) + ": this is not JSON: " + complaint_of(failure));
}

JsonReader JsonReader::at(const std::string& key, const Json& value) const {
  const std::string name = printable(key);
  return {document_, value, place_.members.find(key)->second, path_.empty() ? name : path_ + '.' + name};
}

tl::unexpected<Error> JsonReader::complaint(std::size_t offset, const std::string& what) const {
  const std::string place = path_.empty() ? "the document" : '"' + path_ + '"';
  return fail(ErrorCode::InvalidArgument, line_and_column(document_.text, offset) + ": " + place + ": " + what);
}

tl::unexpected<Error> JsonReader::wanted(const std::string& what) const {
  return wrong("this must be " + what + ", got " + shown(value_));
}

Result<void> JsonReader::members(const std::vector<Key>& keys) const {
  return each([&](const std::string& name, const JsonReader& value) -> Result<void> {
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& known) { return known.name == name; });
    if (key == keys.end()) return value.wrong_name("there is no such key; the keys are " + key_list(keys));
    return key->read(value);
  });
}

Result<void> JsonReader::each(
    const std::function<Result<void>(const std::string& key, const JsonReader& value)>& read) const {
  if (!value_.is_object()) return wanted("an object {...}");
  bool good = true;
  for (const auto& [name, value] : value_.items()) {
    const auto done = read(name, at(name, value));
    if (done) continue;
    good = false;
    if (!done.error().message.empty()) document_.complaints.push_back(done.error());
  }
  if (!good) return fail(ErrorCode::InvalidArgument, "");
  return {};
}

Result<std::string> JsonReader::text() const {
  if (!value_.is_string()) return wanted("a text");
  return value_.get<std::string>();
}

Result<bool> JsonReader::flag() const {
  if (!value_.is_boolean()) return wanted("true or false");
  return value_.get<bool>();
}

Result<std::uint32_t> JsonReader::count() const {
  if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
    return wanted("a whole number, 0 or more");
  }
  return value_.get<std::uint32_t>();
}

Result<std::vector<std::string>> JsonReader::texts() const {
  if (value_.is_string()) return std::vector{value_.get<std::string>()};
  const bool good = value_.is_array() && std::all_of(value_.begin(), value_.end(), [](const Json& item) {
                      return item.is_string();
                    });
  if (!good) return wanted("a text or a list of texts");
  return value_.get<std::vector<std::string>>();
}

Result<std::string> JsonReader::object() const {
  if (!value_.is_object()) return wanted("an object");
  return value_.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> JsonReader::text_or_number() const {
  if (value_.is_number_unsigned()) return std::to_string(value_.get<std::uint64_t>());
  if (!value_.is_string()) return wanted("a text with a unit, or a whole number");
  return value_.get<std::string>();
}

}  // namespace wasinn
