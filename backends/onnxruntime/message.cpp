// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of messages.
#include "message.h"

#include <algorithm>

#include <wasinn/one_line.hpp>

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

// The end of "f(int)::operator()(long)", whose first bracket opens at `position`.
std::size_t skip_parameters(std::string_view text, std::size_t position) {
  while (position < text.size()) {
    if (text[position] == '(') {
      position = skip_brackets(text, position, '(', ')');
    } else if (text.substr(position).starts_with("::")) {
      position = std::min(text.find('(', position), text.size());
    } else if (text[position] == '>') {
      ++position;
    } else {
      break;
    }
  }
  return position;
}

// Where the message goes on after "file:line signature", which begins at `position`.
std::size_t skip_location(std::string_view text, std::size_t position) {
  const std::size_t signature = text.find(' ', position);
  std::size_t end = signature == text.npos ? signature : text.find('(', signature);
  if (end == text.npos) return text.size();
  end = skip_word(text, skip_parameters(text, end), " const");
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

// Takes out each "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : ", which says a status in words.
std::string without_inner_codes(std::string text) {
  constexpr std::string_view kMark = "[ONNXRuntimeError] : ";
  for (std::size_t mark = text.find(kMark); mark != text.npos; mark = text.find(kMark, mark)) {
    std::size_t end = mark + kMark.size();
    for (int field = 0; field < 2 && end != text.npos; ++field) end = text.find(" : ", end + 1);
    text.erase(mark, end == text.npos ? kMark.size() : end + 3 - mark);
  }
  return text;
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

// The framework says "invalid argument" also where it is an operator inside the model that got one.
bool is_about_an_input(std::string_view message) {
  return contains(message, "Got invalid dimensions for input") || contains(message, "Invalid rank for input") ||
         contains(message, "Unexpected input data type");
}

bool lacks_something(int code, std::string_view message) {
  return code == kNotImplemented || contains(message, "No Op registered for") ||
         contains(message, "is not a registered function/op") ||
         contains(message, "Could not find an implementation") ||
         contains(message, "Unsupported model IR version") || contains(message, "is under development");
}

}  // namespace

std::string clean_message(std::string_view message) {
  return wasinn::sdk::in_one_line(without_inner_codes(without_short_locations(without_locations(message))));
}

wasinn_status load_failure_status(int code, std::string_view message) {
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
  if (is_about_an_input(message)) return WASINN_INVALID_ARGUMENT;
  return code == kNotImplemented ? WASINN_UNSUPPORTED_OPERATION : WASINN_RUNTIME_ERROR;
}

bool is_pool_missing(std::string_view message) { return contains(message, "EnvCreatedWithGlobalThreadPools"); }

bool is_external_data(std::string_view message) {
  return contains(message, "External data") || contains(message, "external data");
}

}  // namespace ort
