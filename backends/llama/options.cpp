// SPDX-License-Identifier: Apache-2.0
// The keys, their types and their ranges.
#include "options.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>
#include <wasinn/plugin.hpp>

#include "gbnf.h"
#include "json_schema.h"
#include "json_text.h"

namespace llama {
namespace {

using nlohmann::ordered_json;
using wasinn::sdk::Failure;

using Log = std::function<void(const std::string&)>;

struct IntegerKey {
  std::string_view name;
  std::int64_t Options::* member;
  std::int64_t least;
  std::int64_t most;
};

struct NumberKey {
  std::string_view name;
  double Options::* member;
  double least;
  double most;
};

struct FlagKey {
  std::string_view name;
  bool Options::* member;
};

struct Word {
  std::string_view name;
  std::int64_t value;
};

constexpr std::int64_t kMostSize = 1 << 24;

constexpr IntegerKey kIntegers[] = {
    {"ctx-size", &Options::ctx_size, 0, kMostSize},
    {"batch-size", &Options::batch_size, 1, kMostSize},
    {"ubatch-size", &Options::ubatch_size, 1, kMostSize},
    {"threads", &Options::threads, 0, 1024},
    {"threads-batch", &Options::threads_batch, 0, 1024},
    {"embd-normalize", &Options::embd_normalize, -1, 2},
    {"n-predict", &Options::n_predict, -2, 0x7fffffff},
    {"top-k", &Options::top_k, -1, 0x7fffffff},
    {"repeat-last-n", &Options::repeat_last_n, 0, 65536},
    {"mirostat", &Options::mirostat, 0, 2},
    {"seed", &Options::seed, -1, 0xffffffff},
};

constexpr NumberKey kNumbers[] = {
    {"temp", &Options::temp, -100, 100},
    {"top-p", &Options::top_p, 0, 1},
    {"min-p", &Options::min_p, 0, 1},
    {"typ-p", &Options::typ_p, 0, 1},
    {"repeat-penalty", &Options::repeat_penalty, 0.01, 100},
    {"presence-penalty", &Options::presence_penalty, -100, 100},
    {"frequency-penalty", &Options::frequency_penalty, -100, 100},
    {"mirostat-eta", &Options::mirostat_eta, 0, 10},
    {"mirostat-tau", &Options::mirostat_tau, 0, 100},
};

constexpr FlagKey kFlags[] = {
    {"embedding", &Options::embedding},
    {"use-mmap", &Options::use_mmap},
    {"use-mlock", &Options::use_mlock},
    {"stream-stdout", &Options::stream_to_stdout},
};

constexpr Word kPoolings[] = {
    {"none", kPoolingNone}, {"mean", kPoolingMean}, {"cls", kPoolingCls}, {"last", kPoolingLast}};
constexpr Word kPromptFormats[] = {{"text", 0}, {"messages", 1}};
constexpr Word kFlashWords[] = {{"auto", kFlashAuto}, {"off", kFlashOff}, {"on", kFlashOn}};

// Known to guests, of no effect here: what they steer is the host's matter, or this backend runs on the CPU alone.
constexpr std::string_view kIgnoredFlags[] = {"enable-log", "enable-debug-log"};
constexpr std::string_view kIgnoredNumbers[] = {"n-gpu-layers", "main-gpu"};
constexpr std::string_view kIgnoredTexts[] = {"tensor-split", "split-mode"};

// Keys whose value is a file of the host.
constexpr std::string_view kFileKeys[] = {"mmproj",      "image",        "lora",  "lora-base", "prompt-cache",  "model",
                                          "model-draft", "grammar-file", "video", "audio",     "control-vector"};

constexpr std::size_t kMostReversePrompts = 16;
constexpr std::size_t kMostReversePromptBytes = 1024;

template <class Table>
const auto* find_key(const Table& table, std::string_view name) {
  const auto found =
      std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.name == name; });
  return found == std::end(table) ? nullptr : &*found;
}

template <std::size_t N>
bool holds(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string number_text(double value) {
  return ordered_json(value).dump();
}

[[noreturn]] void refuse(std::string_view key, const std::string& wanted, const ordered_json& found) {
  throw Failure(WASINN_INVALID_ARGUMENT, "option " + std::string(key) + " is " + wanted + ", got " + short_text(found));
}

std::int64_t read_integer(const IntegerKey& key, const ordered_json& value) {
  const std::string wanted = "a whole number from " + std::to_string(key.least) + " to " + std::to_string(key.most);
  const bool in_64_bits =
      value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() >> 63);
  if (!in_64_bits && !value.is_number_float()) refuse(key.name, wanted, value);
  const double real = value.get<double>();
  if (real != std::floor(real) || real < static_cast<double>(key.least) || real > static_cast<double>(key.most)) {
    refuse(key.name, wanted, value);
  }
  return value.get<std::int64_t>();
}

double read_number(const NumberKey& key, const ordered_json& value) {
  const std::string wanted = "a number from " + number_text(key.least) + " to " + number_text(key.most);
  if (!value.is_number()) refuse(key.name, wanted, value);
  const double number = value.get<double>();
  if (!(number >= key.least && number <= key.most)) refuse(key.name, wanted, value);
  return number;
}

bool read_flag(std::string_view key, const ordered_json& value) {
  if (!value.is_boolean()) refuse(key, "true or false", value);
  return value.get<bool>();
}

std::string read_text(std::string_view key, const ordered_json& value) {
  if (!value.is_string()) refuse(key, "a text", value);
  return value.get<std::string>();
}

template <std::size_t N>
std::int64_t read_word(std::string_view key, const Word (&words)[N], const ordered_json& value) {
  if (value.is_string()) {
    if (const auto* word = find_key(words, value.get<std::string>())) return word->value;
  }
  std::string wanted = "one of";
  for (const Word& word : words) wanted += (&word == words ? " " : ", ") + std::string(word.name);
  refuse(key, wanted, value);
}

std::int64_t read_flash(const ordered_json& value) {
  if (value.is_boolean()) return value.get<bool>() ? kFlashOn : kFlashOff;
  return read_word("flash-attn", kFlashWords, value);
}

std::int64_t read_pooling(const ordered_json& value) {
  if (!value.is_number_integer()) return read_word("pooling-type", kPoolings, value);
  return read_integer({"pooling-type", nullptr, kPoolingUnspecified, kPoolingLast}, value);
}

std::string read_reverse_prompt(const ordered_json& value) {
  std::string text = read_text("reverse-prompt", value);
  if (text.size() <= kMostReversePromptBytes) return text;
  throw Failure(WASINN_INVALID_ARGUMENT,
                "option reverse-prompt has texts of at most 1024 bytes, got one of " + std::to_string(text.size()));
}

std::vector<std::string> read_reverse_prompts(const ordered_json& value) {
  std::vector<std::string> texts;
  if (!value.is_array()) {
    texts.push_back(read_reverse_prompt(value));
  } else {
    if (value.size() > kMostReversePrompts) refuse("reverse-prompt", "a text or at most 16 texts", value);
    for (const ordered_json& text : value) texts.push_back(read_reverse_prompt(text));
  }
  std::erase(texts, std::string());
  return texts;
}

// One reading of one object.
class Reading {
 public:
  Reading(const Options& base, const Limits& limits, const Log& log) : options_(base), limits_(limits), log_(log) {}

  Options run(const ordered_json& object) {
    for (const auto& [key, value] : object.items()) take(key, value);
    bound();
    return std::move(options_);
  }

 private:
  void take(const std::string& key, const ordered_json& value) {
    if (value.is_null()) return;
    if (const auto* integer = find_key(kIntegers, key)) {
      options_.*integer->member = read_integer(*integer, value);
    } else if (const auto* number = find_key(kNumbers, key)) {
      options_.*number->member = read_number(*number, value);
    } else if (const auto* flag = find_key(kFlags, key)) {
      options_.*flag->member = read_flag(key, value);
    } else if (!take_special(key, value) && !take_ignored(key, value)) {
      note("option " + printable_text(key, 64) + " is not known and has no effect");
    }
  }

  bool take_special(const std::string& key, const ordered_json& value) {
    if (key == "flash-attn") {
      options_.flash_attn = read_flash(value);
    } else if (key == "pooling-type") {
      options_.pooling_type = read_pooling(value);
    } else if (key == "prompt-format") {
      options_.messages = read_word(key, kPromptFormats, value) != 0;
    } else if (key == "reverse-prompt") {
      options_.reverse_prompts = read_reverse_prompts(value);
    } else if (key == "grammar") {
      take_grammar(key, read_text(key, value));
    } else if (key == "json-schema") {
      take_schema(value);
    } else {
      return false;
    }
    return true;
  }

  void take_grammar(const std::string& key, const std::string& grammar) {
    if (!grammar.empty()) allow_grammar(key);
    if (!grammar.empty()) check_gbnf(grammar);
    options_.grammar = grammar;
  }

  void take_schema(const ordered_json& value) {
    const bool is_text = value.is_string();
    if (!is_text && !value.is_object()) refuse("json-schema", "a JSON schema, as an object or as its text", value);
    if (is_text && value.get<std::string>().empty()) return;
    allow_grammar("json-schema");
    options_.grammar = grammar_of_schema(is_text ? parse_json("json-schema", value.get<std::string>()) : value);
  }

  void allow_grammar(const std::string& key) const {
    if (limits_.grammar) return;
    throw Failure(WASINN_SECURITY, "option " + key + ": the operator does not allow grammars");
  }

  bool take_ignored(const std::string& key, const ordered_json& value) {
    if (holds(kFileKeys, key)) {
      if (value.is_string() && value.get<std::string>().empty()) return true;
      throw Failure(WASINN_SECURITY, "option " + key + " names a file of the host, which a guest cannot");
    }
    if (holds(kIgnoredFlags, key)) {
      if (!read_flag(key, value)) return true;
    } else if (holds(kIgnoredNumbers, key)) {
      read_integer({key, nullptr, -1, 0x7fffffff}, value);
    } else if (holds(kIgnoredTexts, key)) {
      read_text(key, value);
    } else {
      return false;
    }
    note("option " + key + " has no effect in this backend");
    return true;
  }

  // More than the operator's is refused for sizes, which guests rely on, and cut down for the others.
  void bound() {
    bound_size("ctx-size", options_.ctx_size, limits_.ctx_size);
    bound_size("batch-size", options_.batch_size, limits_.batch_size);
    bound_size("ubatch-size", options_.ubatch_size, limits_.batch_size);
    options_.threads = std::min(options_.threads, limits_.threads);
    options_.threads_batch = std::min(options_.threads_batch, limits_.threads);
    if (options_.seed < 0) options_.seed = kRandomSeed;
  }

  static void bound_size(const char* key, std::int64_t size, std::int64_t most) {
    if (size <= most) return;
    throw Failure(WASINN_INVALID_ARGUMENT, "option " + std::string(key) + " is at most " + std::to_string(most) +
                                               " here, as the operator decided, got " + std::to_string(size));
  }

  void note(const std::string& line) {
    if (notes_ < kMostNotes) log_(line);
    ++notes_;
  }

  static constexpr unsigned kMostNotes = 8;

  Options options_;
  const Limits& limits_;
  const Log& log_;
  unsigned notes_ = 0;
};

}  // namespace

Options Options::from(std::string_view text, const Options& base, const Limits& limits, const Log& log) {
  const ordered_json object = parse_json("options", text);
  if (!object.is_object()) {
    throw Failure(WASINN_INVALID_ARGUMENT, "the options are not a JSON object but " + short_text(object));
  }
  return Reading(base, limits, log).run(object);
}

}  // namespace llama
