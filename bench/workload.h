// SPDX-License-Identifier: Apache-2.0
// What is measured: models with one f32 input and one f32 output, from tiny to large.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace wasinn::bench {

/// One model and how often to run it. A plain value.
struct Workload {
  std::string name;
  std::vector<std::int64_t> dimensions;  ///< of the input
  std::vector<std::int64_t> output_dimensions;
  std::uint64_t iterations;   ///< inferences in one measurement
  std::uint64_t warmup;       ///< inferences before it that do not count
  std::string file{};         ///< the model's; empty: NAME.onnx in the folder of benchmark models
};

/// The workload of that name. Ends the program when there is none: a mistake in the benchmark.
const Workload& workload(const std::string& name);

/// The workloads of those names.
std::vector<Workload> workloads_called(const std::vector<std::string>& names);

/// The file of a workload's model.
std::string model_file(const Workload& workload);

/// What is in a file. Ends the program when there is none.
std::vector<char> read_file(const std::string& path);

/// Elements of a tensor in all.
std::uint64_t element_count(std::span<const std::int64_t> dimensions);

/// "1,3,224,224", as the guest takes it.
std::string dimensions_text(std::span<const std::int64_t> dimensions);

/// Stops the program with a message; benchmarks have no other use for errors.
[[noreturn]] void give_up(const std::string& why);

}  // namespace wasinn::bench
