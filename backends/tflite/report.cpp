// SPDX-License-Identifier: Apache-2.0
// Collecting and classing of the framework's messages.
#include "report.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include <wasinn/one_line.hpp>
#include <wasinn/plugin.hpp>

namespace lite {
namespace {

// A model can make the framework report without end.
constexpr std::size_t kMostBytes = 2048;

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// Takes out each "tensorflow/lite/kernels/add.cc:123 ", the place in the framework's sources.
std::string without_locations(std::string text) {
  for (std::size_t mark = text.find(".cc:"); mark != text.npos; mark = text.find(".cc:", mark)) {
    const std::size_t blank = text.find_last_of(" \n", mark);
    const std::size_t begin = blank == text.npos ? 0 : blank + 1;
    std::size_t end = mark + 4;
    while (end < text.size() && !is_blank(text[end])) ++end;
    text.erase(begin, std::min(end + 1, text.size()) - begin);
    mark = begin;
  }
  return text;
}

}  // namespace

void Report::receive(void* self, const char* format, std::va_list arguments) noexcept {
  try {
    std::string& text = static_cast<Report*>(self)->text_;
    char line[512];
    if (text.size() >= kMostBytes || std::vsnprintf(line, sizeof line, format, arguments) < 0) return;
    text += line;
    text += '\n';
  } catch (...) {
    // A line that there is no memory for is lost; the framework must not see an exception.
  }
}

std::string Report::text(std::string_view otherwise) const {
  const std::string text = wasinn::sdk::in_one_line(without_locations(text_));
  return text.empty() ? std::string(otherwise) : text;
}

void Report::fail(wasinn_status status, std::string_view what) const {
  const std::string message = text("the framework does not say why");
  const bool lacks = lacks_operator(message);
  throw wasinn::sdk::Failure(lacks ? static_cast<wasinn_status>(WASINN_UNSUPPORTED_OPERATION) : status,
                             std::string(what) + ": " + message);
}

bool lacks_operator(std::string_view message) {
  return contains(message, "Didn't find op for builtin opcode") || contains(message, "unresolved custom op") ||
         contains(message, "Select TensorFlow op") || contains(message, "Op builtin_code out of range");
}

}  // namespace lite
