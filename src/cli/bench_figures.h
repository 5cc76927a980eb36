// SPDX-License-Identifier: Apache-2.0
// The figures of a measurement: how often to measure, medians with their spread, and the report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace wasinn::cli {

/// How often each side is measured. A plain value.
struct BenchPlan {
  std::uint32_t rounds = 1;      ///< each measures every side once
  std::uint64_t warmup = 1;      ///< inferences of one measurement that are not counted
  std::uint64_t iterations = 1;  ///< those that are
};

/// A plan for `sides` sides that takes about `budget_ns` in all when one inference takes `inference_ns`; longer where a few
/// rounds of two inferences each do not fit. `rounds` as given; 0: chosen.
BenchPlan bench_plan(double inference_ns, std::size_t sides, std::uint32_t rounds, double budget_ns);

/// The middle of `values`, and the bounds of their middle half. All 0 without values.
struct Quartiles {
  double lower = 0;
  double median = 0;
  double upper = 0;
};
Quartiles quartiles(std::vector<double> values);

/// One comparison: nanoseconds of one inference, a figure for each round.
struct BenchRow {
  std::string name;
  std::vector<double> native_ns;
  std::vector<double> wasm_ns;

  /// Through WebAssembly over natively, of each round.
  std::vector<double> ratios() const;
};

/// All that is told of a measurement.
struct BenchReport {
  std::string model;  ///< as it was given
  std::string backend;
  std::string version;  ///< of the framework
  std::string device;
  BenchPlan plan;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::vector<std::string> notes;
  std::vector<BenchRow> rows;
};

/// For people.
std::string bench_text(const BenchReport& report);

/// An object with the keys model, backend, version, device, rounds, iterations, bytes_in, bytes_out, notes and rows: a list
/// of objects with name, native, wasm and ratio, the median of the rounds' ratios. native and wasm have median_ns, lower_ns,
/// upper_ns and rounds_ns.
nlohmann::ordered_json bench_json(const BenchReport& report);

}  // namespace wasinn::cli
