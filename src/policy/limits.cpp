// SPDX-License-Identifier: Apache-2.0
// The table of limits and the reading of their values.
#include "policy/limits.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/checked.h"
#include "base/text.h"

namespace wasinn {
namespace {

constexpr std::array kEntries = {
    LimitEntry{"graphs", &Limits::graphs, LimitUnit::Count, "graphs that one guest holds at a time"},
    LimitEntry{"contexts", &Limits::contexts, LimitUnit::Count, "execution contexts that one guest holds at a time"},
    LimitEntry{"tensors", &Limits::tensors, LimitUnit::Count, "tensors that one guest holds at a time"},
    LimitEntry{"model-bytes", &Limits::model_bytes, LimitUnit::Bytes, "all models that one guest holds from bytes of its own"},
    LimitEntry{"tensor-bytes", &Limits::tensor_bytes, LimitUnit::Bytes, "all tensors that one guest holds"},
    LimitEntry{"graph-bytes", &Limits::graph_bytes, LimitUnit::Bytes, "one model loaded from a guest's bytes"},
    LimitEntry{"graph-parts", &Limits::graph_parts, LimitUnit::Count, "parts of one model loaded from a guest's bytes"},
    LimitEntry{"tensor-size", &Limits::tensor_size, LimitUnit::Bytes, "one tensor"},
    LimitEntry{"inputs", &Limits::inputs, LimitUnit::Count, "inputs of one computation"},
    LimitEntry{"name-bytes", &Limits::name_bytes, LimitUnit::Bytes, "the name of a graph"},
    LimitEntry{"config-bytes", &Limits::config_bytes, LimitUnit::Bytes, "options that a guest gives with a name"},
    LimitEntry{"config-depth", &Limits::config_depth, LimitUnit::Count, "nesting of those options"},
    LimitEntry{"threads", &Limits::threads, LimitUnit::Count, "threads that a guest may ask for one graph"},
    LimitEntry{"process-model-bytes", &Limits::process_model_bytes, LimitUnit::Bytes, "all models in the process"},
    LimitEntry{"resident-model-bytes", &Limits::resident_model_bytes, LimitUnit::Bytes,
               "named models kept loaded while no guest uses them"},
    LimitEntry{"load-time", &Limits::load_ms, LimitUnit::Milliseconds, "loading one model (0: no end)"},
    LimitEntry{"compute-time", &Limits::compute_ms, LimitUnit::Milliseconds, "one computation (0: no end)"},
};

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array kByteUnits = {
    Unit{"", 1},
    Unit{"B", 1},
    Unit{"KiB", 1ULL << 10},
    Unit{"MiB", 1ULL << 20},
    Unit{"GiB", 1ULL << 30},
    Unit{"KB", 1'000},
    Unit{"MB", 1'000'000},
    Unit{"GB", 1'000'000'000},
};
constexpr std::array kTimeUnits = {Unit{"", 1}, Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"min", 60'000}};

Result<std::uint64_t> parse_with_units(std::string_view text, std::span<const Unit> units, std::string_view example) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  const auto unit = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
  const bool known = error == std::errc{} && unit != units.end();
  const auto value = known ? checked_multiply(number, unit->factor) : std::nullopt;
  if (!value) {
    return fail(ErrorCode::InvalidArgument,
                "'" + printable(text) + "' is not a value like " + std::string(example));
  }
  return *value;
}

Result<std::uint64_t> parse_value(LimitUnit unit, std::string_view text) {
  constexpr std::array kNoUnits = {Unit{"", 1}};
  switch (unit) {
    case LimitUnit::Bytes:
      return parse_byte_size(text);
    case LimitUnit::Milliseconds:
      return parse_milliseconds(text);
    case LimitUnit::Count:
      break;
  }
  return parse_with_units(text, kNoUnits, "16");
}

std::string all_keys() {
  std::string out;
  for (const LimitEntry& entry : kEntries) {
    if (!out.empty()) out += ", ";
    out += entry.key;
  }
  return out;
}

}  // namespace

std::span<const LimitEntry> limit_entries() noexcept { return kEntries; }

Result<void> set_limit(Limits& limits, std::string_view key, std::string_view value) {
  const auto entry = std::find_if(kEntries.begin(), kEntries.end(), [&](const LimitEntry& e) { return e.key == key; });
  if (entry == kEntries.end()) {
    return fail(ErrorCode::InvalidArgument, "there is no limit '" + printable(key) + "'; the limits are " + all_keys());
  }
  auto parsed = parse_value(entry->unit, value);
  if (!parsed) return fail(std::move(parsed).error().within("limit '" + std::string(key) + "'"));
  limits.*(entry->value) = *parsed;
  return {};
}

Result<std::uint64_t> parse_byte_size(std::string_view text) { return parse_with_units(text, kByteUnits, "512MiB"); }

Result<std::uint64_t> parse_milliseconds(std::string_view text) { return parse_with_units(text, kTimeUnits, "5s"); }

std::string limit_text(const LimitEntry& entry, const Limits& limits) {
  const std::uint64_t value = limits.*(entry.value);
  switch (entry.unit) {
    case LimitUnit::Bytes:
      return format_byte_size(value);
    case LimitUnit::Milliseconds:
      return value % 1000 == 0 ? std::to_string(value / 1000) + " s" : std::to_string(value) + " ms";
    case LimitUnit::Count:
      break;
  }
  return std::to_string(value);
}

}  // namespace wasinn
