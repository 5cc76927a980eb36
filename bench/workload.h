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
  std::string name;           ///< of the model's file in the folder of benchmark models, without ".onnx"
  std::vector<std::int64_t> dimensions;  ///< of the input
  std::vector<std::int64_t> output_dimensions;
  std::uint64_t iterations;   ///< inferences in one measurement
  std::uint64_t warmup;       ///< inferences before it that do not count
};

/// The workloads of the table of results, smallest first. Static.
std::span<const Workload> workloads();

/// The workload of that name. Ends the program when there is none: a mistake in the benchmark.
const Workload& workload(const std::string& name);

/// The file of a workload's model.
std::string model_file(const Workload& workload);

/// Elements of a tensor in all.
std::uint64_t element_count(std::span<const std::int64_t> dimensions);

/// "1,3,224,224", as the guest takes it.
std::string dimensions_text(std::span<const std::int64_t> dimensions);

/// Stops the program with a message; benchmarks have no other use for errors.
[[noreturn]] void give_up(const std::string& why);

}  // namespace wasinn::bench
