// SPDX-License-Identifier: Apache-2.0
// LlamaContext: answers to prompts, at once or piece by piece, and embeddings of texts.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <wasinn/plugin.hpp>

#include "answer_text.h"
#include "evaluator.h"
#include "graph.h"
#include "options.h"
#include "sampler.h"

namespace llama {

/// One conversation with a model: it keeps the cache of its last prompt and answer.
class LlamaContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer.
  explicit LlamaContext(const LlamaGraph& graph);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void step(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void finish() noexcept override;
  void preview(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void show_to(Show show) override { show_ = std::move(show); }
  wasinn_text_counts counts() const noexcept override { return counts_; }
  void cancel() noexcept override;
  void clear_cancel() noexcept override;

 private:
  enum class State : std::uint8_t { Idle, Answering, Ended, Full };

  void read(std::span<const wasinn_tensor> inputs);
  std::vector<Token> tokens_of(std::string_view prompt) const;
  void start(std::span<const wasinn_tensor> inputs);
  void begin_answer();
  void answer_token();
  void answer_all();
  bool take_token(Token token);
  void end(State state) noexcept;
  const std::string& embedding();
  std::string_view next_piece();
  void show(std::string_view piece) const;
  std::size_t room() const;
  void give(std::span<wasinn_tensor> outputs, std::string_view text);
  [[noreturn]] void throw_full() const;

  const LlamaGraph& graph_;
  std::atomic<bool> cancelled_ = false;
  Evaluator evaluator_;
  Options options_;
  std::string option_text_;  // options_ are made of
  std::string prompt_text_;  // prompt_ is made of
  bool prompt_is_messages_ = false;
  std::vector<Token> prompt_;

  State state_ = State::Idle;
  std::optional<TokenChooser> chooser_;  // while State::Answering
  Token pending_ = kNoToken;             // chosen and not evaluated
  bool stops_ = false;                   // a reverse prompt was met
  std::size_t cached_ = 0;
  std::size_t produced_ = 0;
  AnswerText answer_;
  std::string piece_buffer_;
  std::string embedding_;
  std::string metadata_;
  Show show_;
  wasinn_text_counts counts_{};
};

}  // namespace llama
