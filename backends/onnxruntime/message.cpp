// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of messages.
#include "message.h"

#include <algorithm>
#include <cctype>

#include "ort_api.h"

namespace ort {
namespace {

constexpr std::string_view kSourceRoot = "/onnxruntime_src/";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// The end of the brackets that open at `position`, or of the text.
std::size_t skip_brackets(std::string_view text, std::size_t position, char open, char close) {
  int depth = 0;
  for (; position < text.size(); ++position) {
    depth += text[position] == open ? 1 : text[position] == close ? -1 : 0;
    if (depth == 0) return position + 1;
  }
  return text.size();
}

std::size_t skip_word(std::string_view text, std::size_t position, std::string_view word) {
  return text.substr(position).starts_with(word) ? position + word.size() : position;
}

// Where the message goes on after "file:line signature", which begins at `position`.
std::size_t skip_location(std::string_view text, std::size_t position) {
  const std::size_t signature = text.find(' ', position);
  std::size_t end = signature == text.npos ? signature : text.find('(', signature);
  if (end == text.npos) return text.size();
  // "operator()(arguments)" has two pairs.
  while (end < text.size() && text[end] == '(') end = skip_brackets(text, end, '(', ')');
  end = skip_word(text, end, " const");
  if (text.substr(end).starts_with(" [with ")) end = skip_brackets(text, end + 1, '[', ']');
  return end;
}

std::string without_locations(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t found = text.find(kSourceRoot);
    out += text.substr(0, found);
    if (found == text.npos) return out;
    text.remove_prefix(skip_location(text, found));
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes out each "file.cc:123 Function ", the short form of a location.
std::string without_short_locations(std::string text) {
  for (std::size_t dot = text.find(".cc:"); dot != text.npos; dot = text.find(".cc:", dot)) {
    std::size_t end = dot + 4;
    while (end < text.size() && is_digit(text[end])) ++end;
    end = std::min(text.find(' ', end), text.size());
    end = std::min(text.find(' ', end + 1), text.size());
    const std::size_t blank = text.rfind(' ', dot);
    const std::size_t begin = blank == text.npos ? 0 : blank + 1;
    text.erase(begin, end - begin);
    dot = begin;
  }
  return text;
}

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

// Each run of blanks and line ends becomes one blank; none stay at the ends.
std::string in_one_line(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (!is_blank(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_out_of_memory(std::string_view message) {
  return contains(message, "bad_alloc") || contains(message, "Failed to allocate memory");
}

bool lacks_something(int code, std::string_view message) {
  return code == kNotImplemented || contains(message, "No Op registered for") ||
         contains(message, "is not a registered function/op") ||
         contains(message, "Could not find an implementation") ||
         contains(message, "Unsupported model IR version") || contains(message, "is under development");
}

}  // namespace

std::string clean_message(std::string_view message) {
  return in_one_line(without_short_locations(without_locations(message)));
}

wasinn_status load_failure_status(int code, std::string_view message) {
  if (is_out_of_memory(message)) return WASINN_TOO_LARGE;
  if (lacks_something(code, message)) return WASINN_UNSUPPORTED_OPERATION;
  switch (code) {
    case kModelLoadCancelled: return WASINN_TIMEOUT;
    case kInvalidProtobuf:
    case kInvalidGraph:
    case kNoModel:
    case kInvalidArgument: return WASINN_INVALID_ENCODING;
    default: return contains(message, "Type Error:") ? WASINN_INVALID_ENCODING : WASINN_RUNTIME_ERROR;
  }
}

wasinn_status compute_failure_status(int code, std::string_view message) {
  if (is_out_of_memory(message)) return WASINN_TOO_LARGE;
  switch (code) {
    case kInvalidArgument: return WASINN_INVALID_ARGUMENT;
    case kNotImplemented: return WASINN_UNSUPPORTED_OPERATION;
    default: return WASINN_RUNTIME_ERROR;
  }
}

bool is_pool_missing(std::string_view message) { return contains(message, "EnvCreatedWithGlobalThreadPools"); }

bool is_external_data(std::string_view message) {
  return contains(message, "External data") || contains(message, "external data");
}

bool is_shape_mismatch(std::string_view message) { return contains(message, "shape verification failed"); }

}  // namespace ort
