// SPDX-License-Identifier: Apache-2.0
// Writes values of core modules and of the component model.
#include "engine/value_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string_view>

namespace wasinn::engine {
namespace {

template <class Float>
std::string float_text(Float value) {
  if (std::isnan(value)) return "nan";
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string_view view(const wasm_name_t& name) { return {name.data, name.size}; }

bool is_control(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

/// Characters that reorder the text around them.
bool is_direction(std::uint32_t character) {
  return (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
}

std::string utf8(std::uint32_t character) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | ((character >> shift) & 0x3FU)); };
  if (character < 0x80) return {static_cast<char>(character)};
  if (character < 0x800) return {static_cast<char>(0xC0U | (character >> 6U)), tail(0)};
  if (character < 0x10000) return {static_cast<char>(0xE0U | (character >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (character >> 18U)), tail(12), tail(6), tail(0)};
}

std::string escaped(std::uint32_t character, char quote) {
  if (character == static_cast<unsigned char>(quote) || character == '\\') return {'\\', static_cast<char>(character)};
  if (character == '\n') return "\\n";
  if (character == '\r') return "\\r";
  if (character == '\t') return "\\t";
  if (!is_control(character) && !is_direction(character)) return utf8(character);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "\\u{%x}", static_cast<unsigned>(character));
  return text.data();
}

/// Takes the first character off `text`, which the engine has checked to be UTF-8.
std::uint32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t character = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (const char next : text.substr(1, size - 1)) {
    character = (character << 6U) | (static_cast<unsigned char>(next) & 0x3FU);
  }
  text.remove_prefix(std::min(size, text.size()));
  return character;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) out += escaped(take_character(text), '"');
  return out + '"';
}

/// The parts of `items`, each written by `write`, between commas.
template <class Items, class Write>
std::string joined(const Items& items, Write write) {
  std::string out;
  for (const auto& item : std::span(items.data, items.size)) {
    if (!out.empty()) out += ", ";
    out += write(item);
  }
  return out;
}

std::string one(const wasmtime_component_val_t& value) { return value_text(value); }

std::string field(const wasmtime_component_valrecord_entry_t& entry) {
  return std::string(view(entry.name)) + ": " + value_text(entry.val);
}

std::string entry(const wasmtime_component_valmap_entry_t& entry) {
  return value_text(entry.key) + ": " + value_text(entry.value);
}

std::string flag(const wasm_name_t& name) { return std::string(view(name)); }

/// A case with what it carries, if anything.
std::string case_text(std::string_view name, const wasmtime_component_val_t* payload) {
  return std::string(name) + (payload == nullptr ? "" : "(" + value_text(*payload) + ")");
}

std::string optional_text(const wasmtime_component_val_t* value) {
  return value == nullptr ? "none" : case_text("some", value);
}

/// Everything but booleans and numbers.
std::string compound_text(const wasmtime_component_val_t& value) {
  switch (value.kind) {
    case WASMTIME_COMPONENT_CHAR:
      return "'" + escaped(value.of.character, '\'') + "'";
    case WASMTIME_COMPONENT_STRING:
      return quoted(view(value.of.string));
    case WASMTIME_COMPONENT_LIST:
      return "[" + joined(value.of.list, one) + "]";
    case WASMTIME_COMPONENT_RECORD:
      return "{" + joined(value.of.record, field) + "}";
    case WASMTIME_COMPONENT_TUPLE:
      return "(" + joined(value.of.tuple, one) + ")";
    case WASMTIME_COMPONENT_VARIANT:
      return case_text(view(value.of.variant.discriminant), value.of.variant.val);
    case WASMTIME_COMPONENT_ENUM:
      return std::string(view(value.of.enumeration));
    case WASMTIME_COMPONENT_OPTION:
      return optional_text(value.of.option);
    case WASMTIME_COMPONENT_RESULT:
      return case_text(value.of.result.is_ok ? "ok" : "err", value.of.result.val);
    case WASMTIME_COMPONENT_FLAGS:
      return "{" + joined(value.of.flags, flag) + "}";
    case WASMTIME_COMPONENT_MAP:
      return "{" + joined(value.of.map, entry) + "}";
    default:
      return "<resource>";
  }
}

}  // namespace

std::string value_text(const wasmtime_val_t& value) {
  switch (value.kind) {
    case WASMTIME_I32:
      return std::to_string(value.of.i32);
    case WASMTIME_I64:
      return std::to_string(value.of.i64);
    case WASMTIME_F32:
      return float_text(value.of.f32);
    case WASMTIME_F64:
      return float_text(value.of.f64);
    default:
      return "<reference>";
  }
}

std::string value_text(const wasmtime_component_val_t& value) {
  switch (value.kind) {
    case WASMTIME_COMPONENT_BOOL:
      return value.of.boolean ? "true" : "false";
    case WASMTIME_COMPONENT_S8:
      return std::to_string(value.of.s8);
    case WASMTIME_COMPONENT_U8:
      return std::to_string(value.of.u8);
    case WASMTIME_COMPONENT_S16:
      return std::to_string(value.of.s16);
    case WASMTIME_COMPONENT_U16:
      return std::to_string(value.of.u16);
    case WASMTIME_COMPONENT_S32:
      return std::to_string(value.of.s32);
    case WASMTIME_COMPONENT_U32:
      return std::to_string(value.of.u32);
    case WASMTIME_COMPONENT_S64:
      return std::to_string(value.of.s64);
    case WASMTIME_COMPONENT_U64:
      return std::to_string(value.of.u64);
    case WASMTIME_COMPONENT_F32:
      return float_text(value.of.f32);
    case WASMTIME_COMPONENT_F64:
      return float_text(value.of.f64);
    default:
      return compound_text(value);
  }
}

}  // namespace wasinn::engine
