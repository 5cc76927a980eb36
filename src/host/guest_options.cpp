// SPDX-License-Identifier: Apache-2.0
// Reading a guest's JSON options, hostile until proven otherwise.
#include "host/guest_options.h"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/text.h"

namespace wasinn {
namespace {

using Json = nlohmann::json;

/// Keys in use by guests of other hosts that would make the host open a file.
constexpr std::array<std::string_view, 8> kFileKeys = {"mmproj", "image", "prompt-cache", "model", "model-path",
                                                       "lora",   "path",  "grammar-file"};

tl::unexpected<Error> bad(std::string what) {
  return fail(ErrorCode::InvalidArgument, "the options of the graph: " + std::move(what));
}

/// Refuses deep nesting before anything is built: brackets inside texts do not count.
bool nests_deeper_than(std::string_view json, std::uint64_t most) {
  std::uint64_t depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text) {
      if (c == '\\') ++i;
      in_text = c != '"';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most) return true;
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return false;
}

std::string text_of_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string shown(const Json& value) { return printable(text_of_json(value)); }

Result<void> read_threads(const Json& value, const Limits& limits, GuestOptions& options) {
  const std::uint64_t most = std::min<std::uint64_t>(limits.threads, std::numeric_limits<std::uint32_t>::max());
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() < 1 || value.get<std::uint64_t>() > most) {
    return bad("\"threads\" must be a whole number from 1 to " + std::to_string(most) + ", got " + shown(value));
  }
  options.threads = value.get<std::uint32_t>();
  return {};
}

Result<void> read_target(const Json& value, GuestOptions& options) {
  const auto* text = value.get_ptr<const std::string*>();
  options.target = text == nullptr ? std::nullopt : target_named(*text);
  if (options.target) return {};
  return bad("\"target\" must be \"cpu\", \"gpu\", \"tpu\" or \"auto\", got " + shown(value));
}

/// Adds a key that only a backend may know to `others`.
Result<void> read_option(const std::string& key, const Json& value, const Limits& limits, GuestOptions& options,
                         Json& others) {
  if (key == "threads") return read_threads(value, limits, options);
  if (key == "target") return read_target(value, options);
  if (std::find(kFileKeys.begin(), kFileKeys.end(), key) != kFileKeys.end()) {
    return fail(ErrorCode::NamesHostFile,
                "the options of the graph: \"" + key + "\" would name a file of the host, which guests may not");
  }
  others[key] = value;
  return {};
}

}  // namespace

Result<GuestOptions> parse_guest_options(std::string_view json, const Limits& limits) {
  if (json.size() > limits.config_bytes) {
    return bad("they have " + std::to_string(json.size()) + " bytes; at most " + std::to_string(limits.config_bytes) +
               " are read");
  }
  if (nests_deeper_than(json, limits.config_depth)) {
    return bad("they nest more than " + std::to_string(limits.config_depth) + " levels deep");
  }
  // The parser takes a NUL for the end of the text and would not see what follows.
  if (json.find('\0') != std::string_view::npos) return bad("they are not a JSON object: there is a NUL in them");
  const Json object = Json::parse(json, nullptr, false);
  if (!object.is_object()) return bad("they are not a JSON object");
  GuestOptions options;
  Json others = Json::object();
  for (const auto& [key, value] : object.items()) WASINN_TRY(read_option(key, value, limits, options, others));
  if (!others.empty()) options.others = text_of_json(others);
  return options;
}

std::string merged_options(const std::string& of_operator, const std::string& of_guest) {
  if (of_operator.empty() || of_guest.empty()) return of_operator + of_guest;
  Json merged = Json::parse(of_operator);
  merged.update(Json::parse(of_guest));
  return text_of_json(merged);
}

std::string option_names(const std::string& json) {
  std::string names;
  const Json object = Json::parse(json);
  for (const auto& [key, value] : object.items()) names += (names.empty() ? "" : ", ") + key;
  return names;
}

}  // namespace wasinn
