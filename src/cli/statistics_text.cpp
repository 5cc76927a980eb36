// SPDX-License-Identifier: Apache-2.0
// Counts as a table and as JSON.
#include "cli/statistics_text.h"

#include <array>
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

std::string statistics_table(const std::vector<GraphReport>& reports) {
  if (reports.empty()) return "no graph was loaded\n";
  Table table({"graph", "backend", "device", "loads", "shared", "computes", "in framework", "copied"});
  for (const GraphReport& report : reports) {
    const GraphCounts& counts = report.counts;
    table.add({printable(report.graph), report.backend, report.device, grouped(counts.loads), grouped(counts.shared),
               grouped(counts.computes), duration_text(static_cast<double>(counts.framework_ns)),
               format_byte_size(counts.bytes_in) + " in, " + format_byte_size(counts.bytes_out) + " out"});
  }
  return table.text();
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
  }
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wasinn::cli
