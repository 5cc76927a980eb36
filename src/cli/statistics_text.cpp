// SPDX-License-Identifier: Apache-2.0
// Counts as a table and as JSON.
#include "cli/statistics_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/table.h"

namespace wasinn::cli {

std::string duration_text(double nanoseconds) {
  struct Unit {
    double size;
    const char* name;
  };
  constexpr std::array kUnits = {Unit{1e9, "s"}, Unit{1e6, "ms"}, Unit{1e3, "µs"}};
  std::array<char, 32> text{};
  for (const Unit& unit : kUnits) {
    if (nanoseconds < unit.size) continue;
    std::snprintf(text.data(), text.size(), "%.3g %s", nanoseconds / unit.size, unit.name);
    return text.data();
  }
  std::snprintf(text.data(), text.size(), "%.0f ns", nanoseconds);
  return text.data();
}

namespace {

bool has_text(const GraphReport& report) { return report.counts.text.prompt_tokens > 0; }

std::string speed_text(std::uint64_t tokens, std::uint64_t nanoseconds) {
  if (tokens == 0 || nanoseconds == 0) return "-";
  const double speed = static_cast<double>(tokens) * 1e9 / static_cast<double>(nanoseconds);
  return grouped(static_cast<std::uint64_t>(std::llround(speed))) + " tokens/s";
}

/// What language models did, under the table of all graphs; nothing without any.
std::string text_table(const std::vector<GraphReport>& reports) {
  if (std::none_of(reports.begin(), reports.end(), has_text)) return {};
  Table table({"graph", "prompt tokens", "from cache", "others at", "answer tokens", "at"});
  for (const GraphReport& report : reports) {
    const TextCounts& text = report.counts.text;
    if (!has_text(report)) continue;
    table.add({printable(report.graph), grouped(text.prompt_tokens), grouped(text.cached_tokens),
               speed_text(text.prompt_tokens - text.cached_tokens, text.prompt_ns), grouped(text.answer_tokens),
               speed_text(text.answer_tokens, text.answer_ns)});
  }
  return "\n" + table.text();
}

nlohmann::ordered_json text_json(const TextCounts& text) {
  return {{"prompt_tokens", text.prompt_tokens},
          {"cached_tokens", text.cached_tokens},
          {"prompt_ns", text.prompt_ns},
          {"answer_tokens", text.answer_tokens},
          {"answer_ns", text.answer_ns}};
}

}  // namespace

std::string statistics_table(const std::vector<GraphReport>& reports) {
  if (reports.empty()) return "no graph was loaded\n";
  Table table({"graph", "backend", "device", "loads", "shared", "computes", "in framework", "copied"});
  for (const GraphReport& report : reports) {
    const GraphCounts& counts = report.counts;
    table.add({printable(report.graph), report.backend, report.device, grouped(counts.loads), grouped(counts.shared),
               grouped(counts.computes), duration_text(static_cast<double>(counts.framework_ns)),
               format_byte_size(counts.bytes_in) + " in, " + format_byte_size(counts.bytes_out) + " out"});
  }
  return table.text() + text_table(reports);
}

std::string statistics_json(const std::vector<GraphReport>& reports) {
  auto list = nlohmann::ordered_json::array();
  for (const GraphReport& report : reports) {
    const GraphCounts& counts = report.counts;
    list.push_back({{"graph", report.graph},
                    {"backend", report.backend},
                    {"device", report.device},
                    {"loads", counts.loads},
                    {"shared", counts.shared},
                    {"computes", counts.computes},
                    {"framework_ns", counts.framework_ns},
                    {"bytes_in", counts.bytes_in},
                    {"bytes_out", counts.bytes_out}});
    if (has_text(report)) list.back()["text"] = text_json(counts.text);
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wasinn::cli
