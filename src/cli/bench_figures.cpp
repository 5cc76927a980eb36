// SPDX-License-Identifier: Apache-2.0
// Plans, medians, and their table.
#include "cli/bench_figures.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/statistics_text.h"
#include "cli/table.h"

namespace wasinn::cli {
namespace {

std::string ratio_text(double ratio) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), ratio < 1.1 ? "%.3f" : "%.2f", ratio);
  return text.data();
}

std::string counted(std::uint64_t count, const std::string& what) {
  return grouped(count) + " " + what + (count == 1 ? "" : "s");
}

nlohmann::ordered_json side_json(const std::vector<double>& rounds_ns) {
  const Quartiles middle = quartiles(rounds_ns);
  return {{"median_ns", middle.median},
          {"lower_ns", middle.lower},
          {"upper_ns", middle.upper},
          {"rounds_ns", rounds_ns}};
}

}  // namespace

BenchPlan bench_plan(double inference_ns, std::size_t sides, std::uint32_t rounds, double budget_ns) {
  constexpr double kFewest = 3;
  constexpr double kMost = 15;
  constexpr double kWarmupShare = 0.2;
  const double each = std::max(inference_ns, 1.0);
  const auto count = static_cast<double>(sides);
  BenchPlan plan;
  plan.rounds = rounds;
  if (rounds == 0) plan.rounds = static_cast<std::uint32_t>(std::clamp(budget_ns / (2 * each * count), kFewest, kMost));
  const double inferences = budget_ns / (each * count * plan.rounds);
  plan.warmup = static_cast<std::uint64_t>(std::max(1.0, inferences * kWarmupShare));
  plan.iterations = static_cast<std::uint64_t>(std::max(1.0, inferences * (1 - kWarmupShare)));
  return plan;
}

Quartiles quartiles(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.25), at(0.5), at(0.75)};
}

std::vector<double> BenchRow::ratios() const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < wasm_ns.size(); ++i) ratios.push_back(wasm_ns[i] / native_ns[i]);
  return ratios;
}

std::string bench_text(const BenchReport& report) {
  std::string text = printable(report.model) + "   " + report.backend + " " + report.version + ", " + report.device + "; " +
                     counted(report.plan.rounds, "round") + " of " + counted(report.plan.iterations, "inference") + "; " +
                     format_byte_size(report.bytes_in) + " in, " +
                     format_byte_size(report.bytes_out) + " out\n";
  for (const std::string& note : report.notes) text += note + "\n";
  Table table({"", "native", "through wasm", "ratio", "middle half of the rounds"});
  for (const BenchRow& row : report.rows) {
    const Quartiles ratio = quartiles(row.ratios());
    table.add({row.name, duration_text(quartiles(row.native_ns).median), duration_text(quartiles(row.wasm_ns).median),
               ratio_text(ratio.median), ratio_text(ratio.lower) + " to " + ratio_text(ratio.upper)});
  }
  return text + "\n" + table.text() + "\nmedians; the outputs of both sides are equal\n";
}

nlohmann::ordered_json bench_json(const BenchReport& report) {
  auto rows = nlohmann::ordered_json::array();
  for (const BenchRow& row : report.rows) {
    rows.push_back({{"name", row.name},
                    {"native", side_json(row.native_ns)},
                    {"wasm", side_json(row.wasm_ns)},
                    {"ratio", quartiles(row.ratios()).median}});
  }
  return {{"model", report.model},       {"backend", report.backend},
          {"version", report.version},   {"device", report.device},
          {"rounds", report.plan.rounds}, {"iterations", report.plan.iterations},
          {"bytes_in", report.bytes_in}, {"bytes_out", report.bytes_out},
          {"notes", report.notes},       {"rows", std::move(rows)}};
}

}  // namespace wasinn::cli
