// SPDX-License-Identifier: Apache-2.0
// The parser of echo models.
#include "model_text.h"

#include <charconv>
#include <optional>

namespace echo {
namespace {

using wasinn::sdk::Dimension;
using wasinn::sdk::Failure;
using wasinn::sdk::Port;

constexpr std::string_view kBlanks = " \t\r\n";

[[noreturn]] void reject(std::string_view word, const std::string& reason) {
  throw Failure(WASINN_INVALID_ENCODING, "echo model: '" + std::string(word.substr(0, 40)) + "' " + reason);
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::uint32_t type_named(std::string_view name) {
  for (std::uint32_t type = WASINN_TYPE_F16; type <= WASINN_TYPE_I64; ++type) {
    if (name == wasinn::sdk::element_type_name(type)) return type;
  }
  return WASINN_TYPE_FOREIGN;
}

Dimension parse_dimension(std::string_view text, std::string_view word) {
  if (text == "?") return {};
  if (const auto size = number_in(text)) {
    if (*size < 0 || *size > INT32_MAX) reject(word, "has a size that is not in 0 to 2147483647");
    return {*size, {}};
  }
  if (text.empty()) reject(word, "has an empty dimension");
  return {-1, std::string(text)};
}

void parse_dimensions(std::string_view text, std::string_view word, Port& port) {
  if (text == "...") {
    port.rank_known = false;
    return;
  }
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    port.dimensions.push_back(parse_dimension(text.substr(0, comma), word));
    if (comma != text.npos && comma + 1 == text.size()) reject(word, "ends with a comma");
    text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
  }
  if (port.dimensions.size() > WASINN_MAX_RANK) reject(word, "has more than 16 dimensions");
}

// "name:type[dimensions]", the name and its colon being optional.
Port parse_port(std::string_view word) {
  const std::size_t open = word.find('[');
  if (open == word.npos || word.back() != ']') {
    reject(word, "is neither a port such as f32[2,3] nor a directive");
  }
  Port port;
  std::string_view type = word.substr(0, open);
  if (const std::size_t colon = type.rfind(':'); colon != type.npos) {
    port.name = type.substr(0, colon);
    type.remove_prefix(colon + 1);
  }
  if (type.empty()) reject(word, "names no element type");
  port.type = type_named(type);
  port.type_name = type;
  parse_dimensions(word.substr(open + 1, word.size() - open - 2), word, port);
  return port;
}

void add_port(std::string_view word, Model& model) {
  if (!word.starts_with('>')) {
    model.inputs.push_back(parse_port(word));
    return;
  }
  Port port = parse_port(word.substr(1));
  if (port.type != WASINN_TYPE_FOREIGN) reject(word, "is an output without an input; only foreign types may be that");
  model.outputs.push_back(std::move(port));
}

std::uint32_t parse_milliseconds(std::string_view word) {
  const auto number = number_in(word.substr(word.find('=') + 1));
  if (!number || *number < 0 || *number > 3'600'000) reject(word, "needs milliseconds from 0 to 3600000");
  return static_cast<std::uint32_t>(*number);
}

bool add_directive(std::string_view word, Model& model) {
  if (word == "endless") return model.endless = true;
  if (word == "oom") return model.out_of_memory = true;
  if (word == "throw") return model.throw_unknown = true;
  if (word == "fail_load") return model.fail_load = true;
  if (word.starts_with("delay_ms=")) {
    model.delay_ms = parse_milliseconds(word);
    return true;
  }
  if (word.starts_with("load_delay_ms=")) {
    model.load_delay_ms = parse_milliseconds(word);
    return true;
  }
  return false;
}

std::string_view skip_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

}  // namespace

Model parse_model(std::string_view text) {
  if (!text.starts_with("echo") || (text.size() > 4 && kBlanks.find(text[4]) == kBlanks.npos)) {
    throw Failure(WASINN_INVALID_ENCODING, "this is no echo model: it does not begin with the word echo");
  }
  Model model;
  text = skip_blanks(text.substr(4));
  while (!text.empty()) {
    if (text.starts_with("fail=")) {
      model.failure = text.substr(5, text.find('\n') - 5);
      break;
    }
    const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
    if (!add_directive(word, model)) add_port(word, model);
    text = skip_blanks(text.substr(word.size()));
  }
  model.outputs.insert(model.outputs.begin(), model.inputs.begin(), model.inputs.end());
  return model;
}

}  // namespace echo
