// SPDX-License-Identifier: Apache-2.0
// The course of an answer.
#include "context.h"

#include <algorithm>
#include <chrono>

#include "chat_template.h"
#include "embedding.h"
#include "log.h"

namespace llama {
namespace {

using wasinn::sdk::Failure;

std::string_view text_of(const wasinn_tensor& tensor) {
  return {reinterpret_cast<const char*>(tensor.data), static_cast<std::size_t>(tensor.byte_size)};
}

wasinn_tensor tensor_of(std::string_view text) {
  wasinn_tensor tensor{};
  // The host only reads outputs.
  tensor.data = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(text.data()));
  tensor.byte_size = text.size();
  tensor.type = WASINN_TYPE_U8;
  tensor.rank = 1;
  tensor.dimensions[0] = static_cast<std::int64_t>(text.size());
  return tensor;
}

/// Adds the nanoseconds of its life to a count.
class Timing {
 public:
  explicit Timing(std::uint64_t& count) : count_(count), begin_(Clock::now()) {}
  Timing(const Timing&) = delete;
  Timing& operator=(const Timing&) = delete;
  ~Timing() { count_ += static_cast<std::uint64_t>(std::chrono::nanoseconds(Clock::now() - begin_).count()); }

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t& count_;
  const Clock::time_point begin_;
};

}  // namespace

LlamaContext::LlamaContext(const LlamaGraph& graph)
    : graph_(graph), evaluator_(graph, cancelled_), options_(graph.options()) {}

void LlamaContext::read(std::span<const wasinn_tensor> inputs) {
  const std::string_view option_text = inputs.size() > 1 ? text_of(inputs[1]) : std::string_view();
  if (option_text != option_text_) {
    const auto log = [this](const std::string& line) { graph_.host().log(WASINN_LOG_INFO, line); };
    options_ =
        option_text.empty() ? graph_.options() : Options::from(option_text, graph_.options(), graph_.limits(), log);
    option_text_ = option_text;
  }
  const std::string_view prompt = text_of(inputs[0]);
  if (prompt.empty()) throw Failure(WASINN_INVALID_ARGUMENT, "the prompt is empty");
  if (prompt != prompt_text_ || options_.messages != prompt_is_messages_) {
    prompt_text_.clear();
    prompt_ = tokens_of(prompt);
    prompt_text_ = prompt;
    prompt_is_messages_ = options_.messages;
  }
  if (prompt_.empty()) throw Failure(WASINN_INVALID_ARGUMENT, "the prompt has no tokens");
}

std::vector<Token> LlamaContext::tokens_of(std::string_view prompt) const {
  // As far as the longest context goes: guests ask how many there are, to shorten what is too long for theirs.
  const auto most = static_cast<std::size_t>(graph_.limits().ctx_size);
  if (!options_.messages) return graph_.tokenize(prompt, most);
  return graph_.tokenize(prompt_of_messages(graph_.functions(), graph_.model(), prompt), most);
}

std::size_t LlamaContext::room() const {
  return graph_.shape_for(options_).ctx_size;
}

void LlamaContext::start(std::span<const wasinn_tensor> inputs) {
  end(State::Idle);
  answer_.clear();
  produced_ = cached_ = 0;
  read(inputs);
}

void LlamaContext::begin_answer() {
  if (prompt_.size() >= room()) {
    throw Failure(WASINN_PROMPT_TOO_LONG, "the prompt has " + std::to_string(prompt_.size()) +
                                              " tokens and leaves no room for an answer in a context of " +
                                              std::to_string(room()));
  }
  chooser_.emplace(graph_.functions(), graph_.vocab(), options_);
  evaluator_.take(options_);
  state_ = State::Answering;
  pending_ = kNoToken;
  stops_ = false;
  const Timing timing(counts_.prompt_ns);
  cached_ = evaluator_.evaluate_prompt(prompt_);
  counts_.prompt_tokens += prompt_.size();
  counts_.cached_tokens += cached_;
}

void LlamaContext::end(State state) noexcept {
  if (state_ == State::Answering) {
    evaluator_.give_back();
    chooser_.reset();
  }
  state_ = state;
}

// Goes on by one token; without one the answer has ended.
void LlamaContext::answer_token() {
  const std::int64_t wanted =
      options_.n_predict < 0 ? graph_.limits().n_predict : std::min(options_.n_predict, graph_.limits().n_predict);
  if (stops_ || produced_ >= static_cast<std::size_t>(wanted)) return end(State::Ended);
  if (prompt_.size() + produced_ >= room()) return end(State::Full);
  if (pending_ != kNoToken) evaluator_.evaluate_next(pending_);
  const ErrorCollector errors;
  const Token token = chooser_->choose(evaluator_.logits());
  if (!take_token(token)) end(State::Ended);
}

bool LlamaContext::take_token(Token token) {
  if (token == kNoToken || graph_.functions().vocab_is_eog(graph_.vocab(), token)) return false;
  pending_ = token;
  ++produced_;
  ++counts_.answer_tokens;
  answer_.add(graph_.piece_of(token, piece_buffer_));
  stops_ = answer_.ends_at(options_.reverse_prompts);
  return true;
}

void LlamaContext::compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  start(inputs);
  if (options_.embedding) return give(outputs, embedding());
  try {
    begin_answer();
    answer_all();
  } catch (...) {
    end(State::Idle);
    throw;
  }
  const bool full = state_ == State::Full;
  end(State::Idle);
  give(outputs, answer_.whole());
  if (full) throw_full();
}

void LlamaContext::answer_all() {
  const Timing timing(counts_.answer_ns);
  while (state_ == State::Answering) {
    answer_token();
    if (options_.stream_to_stdout) show(answer_.take());
  }
  if (options_.stream_to_stdout) show(answer_.take_rest());
}

void LlamaContext::show(std::string_view piece) const {
  if (show_ && !piece.empty()) show_(piece);
}

void LlamaContext::step(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  std::string_view piece;
  try {
    if (state_ == State::Idle) {
      start(inputs);
      if (options_.embedding) throw Failure(WASINN_UNSUPPORTED_OPERATION, "an embedding does not come in pieces");
      begin_answer();
    }
    piece = next_piece();
  } catch (...) {
    end(State::Idle);
    throw;
  }
  give(outputs, piece);
  if (!piece.empty()) return;
  if (state_ == State::Full) throw_full();
  throw Failure(WASINN_END_OF_SEQUENCE, "the answer has ended");
}

// Empty at the end only.
std::string_view LlamaContext::next_piece() {
  const Timing timing(counts_.answer_ns);
  while (state_ == State::Answering) {
    answer_token();
    const std::string_view piece = answer_.take();
    if (!piece.empty()) return piece;
  }
  return answer_.take_rest();
}

const std::string& LlamaContext::embedding() {
  const std::size_t most = graph_.shape_for(options_).batch_size;
  if (prompt_.size() > most) {
    throw Failure(WASINN_PROMPT_TOO_LONG, "the text has " + std::to_string(prompt_.size()) +
                                              " tokens, and an embedding is made of at most " + std::to_string(most) +
                                              "; ctx-size and batch-size say how many");
  }
  evaluator_.take(options_);
  const Timing timing(counts_.prompt_ns);
  counts_.prompt_tokens += prompt_.size();
  try {
    embedding_ = embedding_json(evaluator_.embed(prompt_), options_.embd_normalize == 2);
  } catch (...) {
    evaluator_.give_back();
    throw;
  }
  evaluator_.give_back();
  return embedding_;
}

void LlamaContext::throw_full() const {
  throw Failure(WASINN_CONTEXT_FULL, "the context of " + std::to_string(room()) + " tokens is full");
}

void LlamaContext::finish() noexcept {
  end(State::Idle);
}

void LlamaContext::preview(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) {
  for (wasinn_tensor& output : outputs) output = {};
  // Guests ask for the counts of an answer in pieces at its end, before they finish it.
  if (state_ == State::Idle) {
    produced_ = cached_ = 0;
    read(inputs);
  }
  give(outputs, "");
  // Guests that were told of a prompt without room read its answer even so: it is empty.
  const bool no_room = state_ == State::Idle && !options_.embedding && prompt_.size() >= room();
  if (!no_room) outputs[0] = {};
}

void LlamaContext::give(std::span<wasinn_tensor> outputs, std::string_view text) {
  metadata_ = "{\"input_tokens\":" + std::to_string(prompt_.size()) +
              ",\"output_tokens\":" + std::to_string(produced_) + ",\"cached_tokens\":" + std::to_string(cached_) +
              ",\"llama_build_number\":0,\"llama_commit\":\"" + graph_.library().commit + "\"}";
  outputs[0] = tensor_of(text);
  outputs[1] = tensor_of(metadata_);
}

void LlamaContext::cancel() noexcept {
  cancelled_ = true;
}

void LlamaContext::clear_cancel() noexcept {
  cancelled_ = false;
}

}  // namespace llama
