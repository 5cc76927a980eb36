// SPDX-License-Identifier: Apache-2.0
// Plays sequences of calls of wasi:nn as a component would make them, and keeps its own account of what each tensor holds.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "abi/wit/guest.h"
#include "abi/wit/text_generation.h"
#include "base/text.h"
#include "tests/abi/plain_guest.h"
#include "tests/doubles/word_model.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/players.h"

namespace wasinn::fuzz {
namespace {

using wit::NamedTensor;
using wit::Rep;

constexpr int kMostSteps = 300;
constexpr std::uint32_t kMostBytes = 48;

std::uint64_t computed = 0;
std::uint64_t pieces = 0;

Limits small_limits() {
  Limits limits;
  limits.graphs = 3;
  limits.contexts = 4;
  limits.tensors = 8;
  limits.tensor_bytes = 160;
  limits.tensor_size = 32;
  limits.model_bytes = 96;
  limits.resident_model_bytes = 0;
  return limits;
}

Host& host() {
  static const std::unique_ptr<Host> kHost = [] {
    plain::HostSetup setup;
    setup.limits = small_limits();
    setup.log = [](LogLevel, std::string_view) {};
    setup.sources.push_back(doubles::word_source());
    return plain::make_host(std::move(setup));
  }();
  return *kHost;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "wit: %s\n", what);
  std::abort();
}

/// A tensor that the guest holds and what it must hold; nothing: it cannot be used, and has no bytes.
struct Held {
  Rep rep;
  std::optional<std::string> bytes;
};

/// A context with what is bound to its inputs and what the last computation gave.
struct Context {
  Rep rep;
  std::size_t ports;
  std::vector<std::optional<std::string>> bound;
  std::optional<std::vector<std::string>> outputs;
};

struct LoadedModel {
  Rep rep;
  std::size_t ports;
};

/// A context on the model of words, and the answer that it is in the middle of.
struct TextContext {
  enum class Answer { None, UnderWay, Unknown };

  Rep rep;
  Answer answer = Answer::None;
  std::vector<std::string> words = {};  ///< of the prompt
  std::size_t given = 0;

  void begin(std::string_view prompt, std::string_view options) {
    words.clear();
    given = 0;
    if (!options.empty()) words.emplace_back(options);
    for (const char c : prompt) {
      if (words.empty() || words.back().ends_with(' ')) words.emplace_back();
      words.back() += c;
    }
  }
};

class Player {
 public:
  explicit Player(ByteView input)
      : source_(input), session_(host().new_session()), guest_(new wit::Guest(session_)), text_(*guest_) {}

  void play() {
    for (int step = 0; step < kMostSteps && !source_.empty(); ++step) {
      this->step();
      for (const Held& held : tensors_) check(held);
    }
    guest_.reset();
    require(session_->usage() == Session::Usage{}, "something is in use after the guest has ended");
    require(host().model_bytes() == 0, "a model is loaded after the guest has ended");
  }

 private:
  void step() {
    switch (source_.below(16)) {
      case 0:
        return load();
      case 1:
        return init();
      case 2:
      case 3:
      case 4:
        return make_tensor();
      case 5:
      case 6:
        return compute();
      case 7:
        return set_input();
      case 8:
        return compute_bound();
      case 9:
        return get_output();
      case 10:
        return drop_tensor();
      case 11:
        return drop_one();
      case 12:
        return open_text();
      case 13:
        return start_text();
      case 14:
        return next_piece();
      default:
        return source_.below(3) == 0 ? finish_text() : compute_text();
    }
  }

  void check(const Held& held) {
    const std::string_view found = text_of(guest_->tensor_data(held.rep));
    require(found == (held.bytes ? *held.bytes : ""), "a tensor does not hold what it was made of");
  }

  /// An error as the guest reads it, which it drops sooner or later.
  void read_error(const Error& failure) {
    const auto error = guest_->answer("call", failure);
    require(error.has_value(), "no room for an error");
    require(guest_->error(*error).code <= ErrorCode::Unknown, "a code that the interface does not have");
    require(guest_->error(*error).text.size() <= kGuestErrorTextBytes, "a text that is too long");
    guest_->drop_error(*error);
  }

  void load() {
    static constexpr std::array<std::string_view, 5> kModels = {"echo u8[?]", "echo u8[?] u8[?]", "echo u8[4]", "eecho",
                                                                "echo u8[?] fail=no"};
    const std::string_view model = kModels[source_.below(kModels.size())];
    const ByteView part = bytes_of(model);
    const auto graph = guest_->load({&part, 1}, {Encoding::Onnx, {}}, ExecutionTarget::Cpu);
    if (!graph) return read_error(graph.error());
    graphs_.push_back({*graph, model.find("u8[?] u8[?]") == model.npos ? 1u : 2u});
  }

  void init() {
    if (graphs_.empty()) return;
    const LoadedModel& graph = graphs_[source_.below(graphs_.size())];
    const auto context = guest_->init_execution_context(graph.rep);
    if (!context) return read_error(context.error());
    contexts_.push_back({*context, graph.ports, std::vector<std::optional<std::string>>(graph.ports), {}});
  }

  void make_tensor() {
    const std::string bytes(text_of(source_.bytes(kMostBytes)));
    const auto size = static_cast<std::uint32_t>(source_.below(8) == 0 ? source_.u32() : bytes.size());
    const auto type = static_cast<ElementType>(source_.below(8) == 0 ? source_.below(kElementTypeCount) : 4);
    const auto tensor = guest_->new_tensor({&size, 1}, type, bytes_of(bytes));
    require(tensor.has_value(), "no place for a tensor");
    const bool kept = guest_->tensor_data(*tensor).size() == bytes.size();
    tensors_.push_back({*tensor, kept ? std::optional(bytes) : std::nullopt});
  }

  std::optional<Held> take_tensor() {
    if (tensors_.empty()) return std::nullopt;
    const std::size_t index = source_.below(tensors_.size());
    Held held = std::move(tensors_[index]);
    tensors_.erase(tensors_.begin() + static_cast<std::ptrdiff_t>(index));
    return held;
  }

  Context* context() { return contexts_.empty() ? nullptr : &contexts_[source_.below(contexts_.size())]; }

  void compute() {
    Context* const on = context();
    if (on == nullptr) return;
    static constexpr std::array<std::string_view, 4> kNames = {"0", "1", "2", "x"};
    std::vector<NamedTensor> inputs;
    std::vector<std::optional<std::string>> given(on->ports);
    const std::size_t count = source_.below(8) == 0 ? source_.below(4) : on->ports;
    for (std::size_t i = 0; i < count; ++i) {
      auto held = take_tensor();
      if (!held) break;
      const std::size_t name = source_.below(8) == 0 ? source_.below(kNames.size()) : i;
      inputs.push_back({kNames[name], held->rep});
      if (name < on->ports) given[name] = held->bytes;
    }
    const auto outputs = guest_->compute(on->rep, inputs);
    on->bound.assign(on->ports, std::nullopt);
    on->outputs.reset();
    if (!outputs) return read_error(outputs.error());
    ++computed;
    require(outputs->size() == on->ports, "a computation gave too few outputs");
    on->outputs.emplace();
    for (std::size_t i = 0; i < outputs->size(); ++i) {
      require(given[i].has_value(), "it computed with a tensor that cannot be used, or without one");
      require((*outputs)[i].name == kNames[i], "an output has the wrong name");
      tensors_.push_back({(*outputs)[i].tensor, given[i]});
      on->outputs->push_back(*given[i]);
    }
  }

  void set_input() {
    Context* const on = context();
    auto held = take_tensor();
    if (on == nullptr || !held) {
      if (held) guest_->drop_tensor(held->rep);
      return;
    }
    const std::size_t port = source_.below(3);
    const auto set = guest_->set_input(on->rep, std::to_string(port), held->rep);
    if (!set) return read_error(set.error());
    require(port < on->ports && held->bytes, "a tensor was bound that cannot be");
    on->bound[port] = held->bytes;
  }

  void compute_bound() {
    Context* const on = context();
    if (on == nullptr) return;
    const auto done = guest_->compute_bound(on->rep);
    on->outputs.reset();
    if (!done) return read_error(done.error());
    ++computed;
    on->outputs.emplace();
    for (const auto& bound : on->bound) {
      require(bound.has_value(), "it computed without an input");
      on->outputs->push_back(*bound);
    }
  }

  void get_output() {
    Context* const on = context();
    if (on == nullptr) return;
    const std::size_t port = source_.below(3);
    const auto output = guest_->get_output(on->rep, std::to_string(port));
    if (!output) return read_error(output.error());
    require(port < on->ports, "an output that the model does not have");
    // After a failure the outputs before it may still be there; what they hold is checked from now on.
    const std::string found(text_of(guest_->tensor_data(*output)));
    require(!on->outputs || (*on->outputs)[port] == found, "an output is not what went in");
    tensors_.push_back({*output, found});
  }

  void drop_tensor() {
    if (const auto held = take_tensor()) guest_->drop_tensor(held->rep);
  }

  void drop_one() {
    if (source_.below(2) == 0) {
      if (graphs_.empty()) return;
      const std::size_t index = source_.below(graphs_.size());
      guest_->drop_graph(graphs_[index].rep);
      graphs_.erase(graphs_.begin() + static_cast<std::ptrdiff_t>(index));
    } else if (Context* const on = context()) {
      guest_->drop_context(on->rep);
      contexts_.erase(contexts_.begin() + (on - contexts_.data()));
    }
  }

  void open_text() {
    if (texts_.size() > 1) return drop_text();
    const ByteView part = bytes_of("words");
    const auto graph = guest_->load({&part, 1}, {Encoding::Ggml, {}}, ExecutionTarget::Cpu);
    if (!graph) return read_error(graph.error());
    const auto context = guest_->init_execution_context(*graph);
    guest_->drop_graph(*graph);
    if (!context) return read_error(context.error());
    texts_.push_back({*context});
  }

  void drop_text() {
    guest_->drop_context(texts_.back().rep);
    texts_.pop_back();
  }

  TextContext* text() { return texts_.empty() ? nullptr : &texts_[source_.below(texts_.size())]; }

  void start_text() {
    TextContext* const on = text();
    if (on == nullptr) return;
    static constexpr std::array<std::string_view, 4> kPrompts = {"one", "one two three", "1 2 3 4 5", "1 2 3 4 5 6 7 8"};
    const std::string bytes(text_of(source_.bytes(kMostBytes)));
    const std::string prompt(bytes.empty() ? std::string(kPrompts[source_.below(kPrompts.size())]) : bytes);
    const std::string_view options = source_.below(4) == 0 ? "{} " : "";
    const auto started = text_.start(on->rep, prompt, options);
    on->begin(prompt, options);
    on->answer = started ? TextContext::Answer::UnderWay : TextContext::Answer::None;
    const bool fits = on->words.size() < 2 * doubles::WordContext::kRoom && prompt.size() <= small_limits().tensor_size;
    // What other tensors still show must be kept, which there may be no room for.
    require(fits || !started, "an answer to a prompt that is too long");
    if (!started) read_error(started.error());
  }

  void next_piece() {
    TextContext* const on = text();
    if (on == nullptr) return;
    const auto piece = text_.next(on->rep);
    // There may be no room for an output, and then no more pieces.
    if (!piece && piece.error().code == ErrorCode::TooLarge) on->answer = TextContext::Answer::Unknown;
    if (on->answer == TextContext::Answer::Unknown) return;
    const bool full = on->given == doubles::WordContext::kRoom && on->words.size() > on->given;
    require(piece.has_value() == (on->answer == TextContext::Answer::UnderWay && !full), "a piece, or none, by mistake");
    if (!piece) return read_error(piece.error());
    const bool over = on->given == on->words.size();
    require(*piece == (over ? "" : as_utf8(on->words[on->given], "\uFFFD")), "a piece is not what is next");
    if (over) return;
    ++on->given;
    ++pieces;
  }

  void finish_text() {
    TextContext* const on = text();
    if (on == nullptr) return;
    const auto metadata = text_.finish(on->rep);
    const auto answer = std::exchange(on->answer, TextContext::Answer::None);
    if (answer == TextContext::Answer::Unknown) return;
    require(metadata.has_value() == (answer == TextContext::Answer::UnderWay), "an end without a beginning");
    if (!metadata) return read_error(metadata.error());
    require(*metadata == std::to_string(on->words.size()), "the metadata is of something else");
  }

  void compute_text() {
    TextContext* const on = text();
    auto held = take_tensor();
    if (on == nullptr || !held) {
      if (held) guest_->drop_tensor(held->rep);
      return;
    }
    const std::vector<NamedTensor> inputs = {{"prompt", held->rep}};
    const auto outputs = guest_->compute(on->rep, inputs);
    on->answer = outputs ? TextContext::Answer::None : TextContext::Answer::Unknown;
    if (!outputs) return read_error(outputs.error());
    for (const NamedTensor& output : *outputs) {
      tensors_.push_back({output.tensor, std::string(text_of(guest_->tensor_data(output.tensor)))});
    }
  }

  ByteSource source_;
  std::shared_ptr<Session> session_;
  std::unique_ptr<wit::Guest> guest_;
  wit::TextGeneration text_;
  std::vector<LoadedModel> graphs_;
  std::vector<Context> contexts_;
  std::vector<TextContext> texts_;
  std::vector<Held> tensors_;
};

}  // namespace

void play_wit(ByteView input) { Player(input).play(); }

std::uint64_t wit_computations() noexcept { return computed; }
std::uint64_t wit_pieces() noexcept { return pieces; }

}  // namespace wasinn::fuzz
