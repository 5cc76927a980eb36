// SPDX-License-Identifier: Apache-2.0
// Cleaning and classing of messages.
#include "message.h"

#include <algorithm>
#include <cctype>

#include <wasinn/one_line.hpp>

namespace pytorch {
namespace {

constexpr std::string_view kInterpreterFailed = "The following operation failed in the TorchScript interpreter.";

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

// The length of "RuntimeError: " at the beginning of a line; 0 when it does not begin so.
std::size_t error_word(std::string_view line) {
  const std::size_t colon = line.find(": ");
  if (colon == line.npos || colon == 0) return 0;
  const std::string_view word = line.substr(0, colon);
  const bool is_word = std::all_of(word.begin(), word.end(), [](char c) { return is_letter(c) || c == '.' || c == '_'; });
  return is_word && (word.ends_with("Error") || word.ends_with("Exception")) ? colon + 2 : 0;
}

// The interpreter tells of each level of the model's source text, and of the failure itself last.
std::string_view without_traceback(std::string_view message) {
  if (!contains(message, kInterpreterFailed)) return message;
  for (std::size_t end = message.size(); end != message.npos && end > 0;) {
    const std::size_t begin = message.rfind('\n', end - 1);
    if (begin == message.npos) break;
    const std::size_t word = error_word(message.substr(begin + 1));
    if (word > 0) return message.substr(begin + 1 + word);
    end = begin;
  }
  return message;
}

// What follows the failure itself: the frames of the program, or the source text with a mark.
std::string_view without_frames(std::string_view message) {
  for (const std::string_view mark : {"\nException raised from", "\nframe #", "\n:\n", ":\n  File \"", "\n  File \""}) {
    message = message.substr(0, message.find(mark));
  }
  return message;
}

// Takes out each ' at "/some/file.cpp":123', which names a file of whoever built PyTorch.
std::string without_files(std::string text) {
  constexpr std::string_view kMark = " at \"";
  for (std::size_t mark = text.find(kMark); mark != text.npos; mark = text.find(kMark, mark)) {
    const std::size_t quote = text.find("\":", mark + kMark.size());
    if (quote == text.npos || text[mark + kMark.size()] != '/') {
      mark += kMark.size();
      continue;
    }
    std::size_t end = quote + 2;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    text.erase(mark, end - mark);
  }
  return text;
}

// "[enforce fail at some_file.cpp:123] what went wrong".
std::string_view without_place(std::string_view message) {
  if (!message.starts_with("[enforce fail at ")) return message;
  const std::size_t end = message.find("] ");
  return end == message.npos ? message : message.substr(end + 2);
}

}  // namespace

std::string clean_message(std::string_view message) {
  const std::string_view text = without_place(without_frames(without_traceback(message)));
  const std::string cleaned = wasinn::sdk::in_one_line(without_files(std::string(text)));
  return cleaned.empty() ? "PyTorch failed without saying why" : cleaned;
}

wasinn_status compute_failure_status(std::string_view message) {
  if (contains(message, "can't allocate memory")) return WASINN_TOO_LARGE;
  const bool lacks = contains(message, "not implemented for") || contains(message, "Could not run '") ||
                     contains(message, "NotImplementedError");
  return lacks ? WASINN_UNSUPPORTED_OPERATION : WASINN_RUNTIME_ERROR;
}

wasinn_status load_failure_status(std::string_view message) {
  if (contains(message, "can't allocate memory")) return WASINN_TOO_LARGE;
  const bool lacks = contains(message, "Unknown builtin op") || contains(message, "nonexistent operator") ||
                     contains(message, "unsupported version") || contains(message, "is not registered") ||
                     contains(message, "Found version");
  return lacks ? WASINN_UNSUPPORTED_OPERATION : WASINN_INVALID_ENCODING;
}

}  // namespace pytorch
