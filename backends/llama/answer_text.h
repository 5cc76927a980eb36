// SPDX-License-Identifier: Apache-2.0
// AnswerText: the text of an answer as its tokens come, handed out without cutting characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace llama {

/// The bytes at the end of `text` that begin a character of UTF-8 whose other bytes may still come: 0 to 3.
std::size_t unfinished_bytes(std::string_view text) noexcept;

/// Grows by the bytes of tokens. Bytes that are no UTF-8 pass as they are.
class AnswerText {
 public:
  /// Empties it; keeps its memory.
  void clear() noexcept;

  void add(std::string_view bytes);

  /// Everything that came.
  const std::string& whole() const noexcept { return text_; }

  /// What was added since the last call, without an unfinished character at its end; "" when that is nothing. The view
  /// lasts until something is added.
  std::string_view take() noexcept;

  /// The same with the unfinished character: nothing more will come.
  std::string_view take_rest() noexcept;

  /// True when the bytes that were added last complete one of `prompts`.
  bool ends_at(const std::vector<std::string>& prompts) const noexcept;

 private:
  std::string text_;
  std::size_t taken_ = 0;
  std::size_t last_size_ = 0;  // of the bytes that were added last
};

}  // namespace llama
