// SPDX-License-Identifier: Apache-2.0
// Finding the ends of characters.
#include "answer_text.h"

#include <algorithm>

namespace llama {
namespace {

// Bytes of the character that `lead` begins; 0 when it begins none of several bytes.
std::size_t length_of(unsigned char lead) noexcept {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

bool continues(unsigned char byte) noexcept {
  return (byte & 0xc0) == 0x80;
}

}  // namespace

std::size_t unfinished_bytes(std::string_view text) noexcept {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (continues(byte)) continue;
    return length_of(byte) > back ? back : 0;
  }
  return 0;
}

void AnswerText::clear() noexcept {
  text_.clear();
  taken_ = last_size_ = 0;
}

void AnswerText::add(std::string_view bytes) {
  text_ += bytes;
  last_size_ = bytes.size();
}

std::string_view AnswerText::take() noexcept {
  const std::string_view fresh = std::string_view(text_).substr(taken_);
  const std::string_view piece = fresh.substr(0, fresh.size() - unfinished_bytes(fresh));
  taken_ += piece.size();
  return piece;
}

std::string_view AnswerText::take_rest() noexcept {
  const std::string_view rest = std::string_view(text_).substr(taken_);
  taken_ = text_.size();
  return rest;
}

bool AnswerText::ends_at(const std::vector<std::string>& prompts) const noexcept {
  return std::any_of(prompts.begin(), prompts.end(), [this](const std::string& prompt) {
    const std::size_t window = prompt.size() + last_size_;
    const std::string_view text = text_;
    return text.substr(text.size() > window ? text.size() - window : 0).find(prompt) != text.npos;
  });
}

}  // namespace llama
