// SPDX-License-Identifier: Apache-2.0
// Two turns of a chat with a language model, natively and by a guest, at once and piece by piece:
// bench_language THREADS[,THREADS...] MODEL...
// Names are MODEL_tTHREADS/native, /at_once, /streaming and /component, which streams too. The time is that of the
// first turn; counters have the second.
#include <chrono>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bench/guest_side.h"
#include "bench/native_language.h"
#include "bench/rounds.h"

namespace wasinn::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Model {
  const char* name;
  std::string file;
  std::uint32_t ctx_size;
  std::uint64_t most;  // tokens of an answer
  const char* prompt;
};

const std::vector<Model> kModels = {
    {"verses", WASINN_BENCH_SOURCE_DIR "/models/verses.gguf", 256, 64, "Then David went"},
    {"language", WASINN_BENCH_MODEL_DIR "/language.gguf", 512, 32, "Once upon a time there was a king"},
};

constexpr const char* kWarmup = "In those days there was a man";
constexpr std::uint64_t kWarmupTokens = 8;
constexpr const char* kFollowUp = " Then they went out and";

const Model& model_called(const std::string& name) {
  for (const Model& model : kModels) {
    if (name == model.name) return model;
  }
  give_up("there is no language model " + name);
}

/// What one turn gave.
struct Turn {
  double ns = 0;
  std::uint64_t input_tokens = 0;
  std::uint64_t cached_tokens = 0;
  std::uint64_t output_tokens = 0;
  std::uint64_t evaluated = 0;  // tokens of the prompt and of the answer
  std::string text;
};

std::uint64_t number_in(const std::string& json, const std::string& key) {
  const std::size_t found = json.find("\"" + key + "\":");
  return found == json.npos ? 0 : std::strtoull(json.c_str() + found + key.size() + 3, nullptr, 10);
}

Turn read_turn(std::istream& printed) {
  Turn turn;
  std::string word;
  std::size_t size = 0;
  printed >> word >> turn.ns >> std::ws;
  std::getline(printed, word);
  turn.input_tokens = number_in(word, "input_tokens");
  turn.cached_tokens = number_in(word, "cached_tokens");
  printed >> word >> size;
  printed.ignore(1);
  turn.text.resize(size);
  printed.read(turn.text.data(), static_cast<std::streamsize>(size));
  return turn;
}

std::string options_text(const Model& model, unsigned threads, std::uint64_t most) {
  return "{\"temp\": 0, \"ctx-size\": " + std::to_string(model.ctx_size) + ", \"threads\": " + std::to_string(threads) +
         ", \"n-predict\": " + std::to_string(most) + "}";
}

Turn native_turn(NativeLanguage& native, const std::string& prompt, std::uint64_t most) {
  const auto start = Clock::now();
  NativeAnswer answer = native.continue_text(prompt, most);
  Turn turn;
  turn.ns = std::chrono::duration<double, std::nano>(Clock::now() - start).count();
  turn.output_tokens = answer.tokens;
  turn.text = std::move(answer.text);
  return turn;
}

/// Reports both turns; returns the seconds of the first.
double report(benchmark::State& state, const Turn& first, const Turn& second) {
  state.counters["tokens"] = static_cast<double>(first.output_tokens);
  state.counters["second_ns"] = second.ns;
  state.counters["second_tokens"] = static_cast<double>(second.output_tokens);
  state.counters["second_input_tokens"] = static_cast<double>(second.input_tokens);
  state.counters["second_cached_tokens"] = static_cast<double>(second.cached_tokens);
  state.counters["twice"] = static_cast<double>(first.evaluated) - static_cast<double>(second.cached_tokens);
  return first.ns * 1e-9;
}

/// One model with one number of threads, on both sides.
class Chat {
 public:
  Chat(GuestSide& guests, const Model& model, unsigned threads)
      : guests_(guests),
        model_(model),
        threads_(threads),
        native_(model.file, model.ctx_size, static_cast<int>(threads)) {
    // As in the rounds: what a cache holds of a prompt decides how the rest is evaluated, to the last bit.
    native_.continue_text(kWarmup, kWarmupTokens);
    expected_[0] = native_turn(native_, model.prompt, model.most);
    expected_[1] = native_turn(native_, follow_up(expected_[0]), model.most);
  }

  double measure_native(benchmark::State& state) {
    native_.continue_text(kWarmup, kWarmupTokens);
    const Turn first = native_turn(native_, model_.prompt, model_.most);
    const Turn second = native_turn(native_, follow_up(first), model_.most);
    return report(state, first, second);
  }

  double measure_guest(benchmark::State& state, const char* guest, const char* way) {
    std::istringstream printed(
        guests_.run(guest, {model_.name, way, kWarmup, options_text(model_, threads_, kWarmupTokens), model_.prompt,
                            kFollowUp, options_text(model_, threads_, model_.most)}));
    const Turn first = checked(read_turn(printed), 0);
    const Turn second = checked(read_turn(printed), 1);
    return report(state, first, second);
  }

 private:
  std::string follow_up(const Turn& first) const { return model_.prompt + first.text + kFollowUp; }

  Turn checked(Turn turn, int index) const {
    if (turn.text != expected_[index].text) give_up(std::string("answers differ on ") + model_.name);
    turn.output_tokens = expected_[index].output_tokens;
    // Nobody looks at what follows the last token, unless it was asked for and was the end.
    turn.evaluated = turn.input_tokens + turn.output_tokens - (turn.output_tokens == model_.most ? 1 : 0);
    return turn;
  }

  GuestSide& guests_;
  const Model& model_;
  unsigned threads_;
  NativeLanguage native_;
  Turn expected_[2];
};

void add_sides(GuestSide& guests, const Model& model, unsigned threads) {
  const auto chat = std::make_shared<Chat>(guests, model, threads);
  const std::string name = std::string(model.name) + "_t" + std::to_string(threads) + "/";
  const auto add_guest = [&](const char* side, const char* guest, const char* way) {
    add_side(name + side, [=](benchmark::State& state) { return chat->measure_guest(state, guest, way); });
  };
  add_side(name + "native", [chat](benchmark::State& state) { return chat->measure_native(state); });
  add_guest("at_once", "bench_language", "at-once");
  add_guest("streaming", "bench_language", "streaming");
  add_guest("component", "bench_language_component", "streaming");
}

}  // namespace
}  // namespace wasinn::bench

int main(int argc, char** argv) {
  using namespace wasinn::bench;
  benchmark::Initialize(&argc, argv);
  if (argc < 3) give_up("usage: bench_language THREADS[,THREADS...] MODEL...");
  if (!has_llama()) give_up("llama.cpp was not fetched");
  GraphFiles files;
  for (int i = 2; i < argc; ++i) files.emplace_back(argv[i], model_called(argv[i]).file);
  GuestSide guests("llama", files);
  for (const auto& [name, file] : files) {
    const Model& model = model_called(name);
    const std::string options = options_text(model, 1, 1);
    guests.run("bench_language", {name, "at-once", "a", options, "b", "c", options});  // lets the host open llama.cpp
    std::istringstream threads(argv[1]);
    for (unsigned count = 0; threads >> count; threads.ignore(1)) add_sides(guests, model, count);
  }
  run_sides();
  return 0;
}
