// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of messages.
#include "message.h"

#include <algorithm>

#include <wasinn/one_line.hpp>

namespace openvino {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The end of "src/core/src/node.cpp:317:", which begins at `position`; `position` when there is no such thing.
std::size_t skip_location(std::string_view text, std::size_t position) {
  std::size_t end = position;
  while (end < text.size() && !is_blank(text[end]) && text[end] != ':') ++end;
  if (end == text.size() || text[end] != ':') return position;
  const std::size_t digits = ++end;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end > digits && end < text.size() && text[end] == ':' ? end + 1 : position;
}

/// Takes out each "Exception from FILE:LINE:".
std::string without_exceptions(std::string text) {
  constexpr std::string_view kMark = "Exception from ";
  for (std::size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at)) {
    const std::size_t end = skip_location(text, at + kMark.size());
    text.erase(at, std::max(end - at, kMark.size()));
  }
  return text;
}

/// Takes out each "Check 'CONDITION' failed at FILE:LINE:"; the last one's condition is left in `condition`.
std::string without_checks(std::string text, std::string& condition) {
  constexpr std::string_view kEnd = "' failed at ";
  for (std::size_t end = text.find(kEnd); end != text.npos; end = text.find(kEnd, end)) {
    const std::size_t begin = text.rfind("Check '", end);
    const std::size_t after = skip_location(text, end + kEnd.size());
    if (begin == text.npos || after == end + kEnd.size()) {
      end += kEnd.size();
      continue;
    }
    condition = text.substr(begin + 7, end - begin - 7);
    text.erase(begin, after - begin);
    end = begin;
  }
  return text;
}

}  // namespace

std::string clean_message(std::string_view message) {
  std::string condition;
  const std::string text = wasinn::sdk::in_one_line(without_checks(without_exceptions(std::string(message)), condition));
  if (text.empty() && !condition.empty()) return "the framework's check '" + condition + "' failed";
  return text.empty() ? "the framework failed without saying why" : text;
}

wasinn_status read_failure_status(std::string_view message) {
  const bool lacks_operator = contains(message, "No conversion rule found") || contains(message, "unsupported opset") ||
                              contains(message, "does not support the following") ||
                              contains(message, "from unsupported") || contains(message, "Unexpected type") ||
                              contains(message, "t contain the operation");
  return lacks_operator ? WASINN_UNSUPPORTED_OPERATION : WASINN_INVALID_ENCODING;
}

wasinn_status compile_failure_status(std::string_view message) {
  const bool lacks_something = contains(message, "nsupported") || contains(message, "not supported") ||
                               contains(message, "not implemented") || contains(message, "t support");
  return lacks_something ? WASINN_UNSUPPORTED_OPERATION : WASINN_RUNTIME_ERROR;
}

}  // namespace openvino
