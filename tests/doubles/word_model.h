// SPDX-License-Identifier: Apache-2.0
// A backend whose graphs stream: it says the prompt again, word by word, so that tests of streaming need no language model.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend/backend.h"
#include "registry/backend_registry.h"

namespace wasinn::doubles {

/// A port of bytes in a row.
inline Port bytes_port(std::string name, bool optional = false) {
  Port port;
  port.name = std::move(name);
  port.type = ElementType::U8;
  port.dimensions = {{-1, ""}};
  port.plain_bytes = true;
  port.optional = optional;
  return port;
}

/// The state of one prompt. Output 0 is the text, output 1 how many words the prompt has. Its context has room for four
/// words: a longer prompt is too long at eight words, and else the context is full after four. Options that are not
/// empty come before the text; with "stream-stdout" in them a computation shows its words. A word is a token of a
/// nanosecond.
class WordContext final : public ExecutionContext {
 public:
  static constexpr std::size_t kRoom = 4;

  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) override {
    WASINN_TRY(begin(inputs));
    std::string text;
    for (std::size_t i = 0; i < std::min(words_.size(), kRoom); ++i) {
      text += words_[i];
      say(words_[i]);
    }
    finish();
    show(std::move(text));
    if (words_.size() > kRoom) return fail(ErrorCode::ContextFull, "there is room for four words");
    return std::span<const TensorView>(views_);
  }

  Result<std::span<const TensorView>> step(std::span<const TensorView> inputs) override {
    if (!streaming_) WASINN_TRY(begin(inputs));
    streaming_ = true;
    show(next_ < std::min(words_.size(), kRoom) ? words_[next_] : "");
    if (next_ == words_.size()) return fail(ErrorCode::EndOfSequence, "there are no more words");
    if (next_ == kRoom) return fail(ErrorCode::ContextFull, "there is room for four words");
    ++next_;
    ++counts_.answer_tokens;
    ++counts_.answer_ns;
    return std::span<const TensorView>(views_);
  }

  void finish() noexcept override { streaming_ = false; }

  Result<TensorView> preview(std::span<const TensorView> inputs, std::size_t index) override {
    if (index != 1) return ExecutionContext::preview(inputs, index);
    split(inputs);
    show("");
    return views_[1];
  }

  std::span<const TensorView> partial() const noexcept override { return views_; }
  void show_to(TextSink sink) override { sink_ = std::move(sink); }
  TextCounts text_counts() const noexcept override { return counts_; }
  void cancel() noexcept override {}
  void clear_cancel() noexcept override {}

 private:
  void split(std::span<const TensorView> inputs) {
    words_.clear();
    next_ = 0;
    const std::string_view options = text_of(inputs[1].bytes);
    if (!options.empty()) words_.emplace_back(options);
    for (const char c : text_of(inputs[0].bytes)) {
      if (words_.empty() || words_.back().ends_with(' ')) words_.emplace_back();
      words_.back() += c;
    }
  }

  Result<void> begin(std::span<const TensorView> inputs) {
    split(inputs);
    counts_.prompt_tokens += words_.size();
    counts_.prompt_ns += words_.size();
    if (words_.size() >= 2 * kRoom) return fail(ErrorCode::PromptTooLong, "the prompt has eight words or more");
    return {};
  }

  void say(const std::string& word) {
    ++counts_.answer_tokens;
    ++counts_.answer_ns;
    if (sink_ && words_.front().find("stream-stdout") != std::string::npos) sink_(word);
  }

  void show(std::string text) {
    texts_ = {std::move(text), std::to_string(words_.size())};
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const std::array<std::int64_t, 1> size = {static_cast<std::int64_t>(texts_[i].size())};
      views_[i] = TensorView{ElementType::U8, *Shape::from(size), bytes_of(texts_[i])};
    }
  }

  std::vector<std::string> words_;
  std::size_t next_ = 0;
  bool streaming_ = false;
  std::array<std::string, 2> texts_;
  std::array<TensorView, 2> views_;
  TextSink sink_;
  TextCounts counts_;
};

class WordGraph final : public Graph {
 public:
  WordGraph() { info_.streams = true; }
  std::span<const Port> inputs() const noexcept override { return inputs_; }
  std::span<const Port> outputs() const noexcept override { return outputs_; }
  const GraphInfo& info() const noexcept override { return info_; }
  Result<std::unique_ptr<ExecutionContext>> create_context() const override { return std::make_unique<WordContext>(); }

 private:
  std::vector<Port> inputs_ = {bytes_port("prompt"), bytes_port("options", true)};
  std::vector<Port> outputs_ = {bytes_port("output"), bytes_port("metadata")};
  GraphInfo info_;
};

class WordBackend final : public Backend {
 public:
  const BackendInfo& info() const noexcept override { return info_; }
  Result<std::shared_ptr<const Graph>> load(const LoadRequest&, Cancellation&) const override {
    return std::make_shared<WordGraph>();
  }

 private:
  BackendInfo info_{"words", "1", {Encoding::Ggml}, {ExecutionTarget::Cpu}, {"cpu"}, true, true};
};

/// A source for encoding ggml, named "words".
inline BackendSource word_source() {
  BackendSource source;
  source.name = "words";
  source.encodings = {Encoding::Ggml};
  source.open = []() -> Result<std::shared_ptr<const Backend>> { return std::make_shared<WordBackend>(); };
  return source;
}

}  // namespace wasinn::doubles
