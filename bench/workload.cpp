// SPDX-License-Identifier: Apache-2.0
// The table of workloads.
#include "bench/workload.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <numeric>

namespace wasinn::bench {
namespace {

// Shapes are those of the models that tests/fixtures/make_models.py makes. Iterations are chosen for about 50 ms.
const std::vector<Workload> kWorkloads = {
    {"tiny", {1, 4}, {1, 3}, 30'000, 5'000},
    {"identity_1mib", {1 << 18}, {1 << 18}, 200, 50},
    {"identity_64mib", {1 << 24}, {1 << 24}, 3, 2},
    {"mobile", {1, 3, 224, 224}, {1, 1000}, 12, 4},
    {"big", {1}, {1, 128}, 1'000, 100},
    {"digits", {1, 1, 8, 8}, {1, 10}, 20'000, 5'000,
     WASINN_BENCH_SOURCE_DIR "/tests/conformance/models/tensorflowlite/digits.tflite"},
};

}  // namespace

const Workload& workload(const std::string& name) {
  for (const Workload& known : kWorkloads) {
    if (known.name == name) return known;
  }
  give_up("there is no workload " + name);
}

std::vector<Workload> workloads_called(const std::vector<std::string>& names) {
  std::vector<Workload> found;
  for (const std::string& name : names) found.push_back(workload(name));
  return found;
}

std::string model_file(const Workload& workload) {
  if (!workload.file.empty()) return workload.file;
  return std::string(WASINN_BENCH_MODEL_DIR) + "/" + workload.name + ".onnx";
}

std::vector<char> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) give_up("there is no model " + path + "; bench/run makes the models");
  std::vector<char> bytes(static_cast<std::size_t>(file.tellg()));
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::uint64_t element_count(std::span<const std::int64_t> dimensions) {
  return static_cast<std::uint64_t>(
      std::accumulate(dimensions.begin(), dimensions.end(), std::int64_t{1}, std::multiplies<>()));
}

std::string dimensions_text(std::span<const std::int64_t> dimensions) {
  std::string text;
  for (const std::int64_t dimension : dimensions) text += (text.empty() ? "" : ",") + std::to_string(dimension);
  return text;
}

void give_up(const std::string& why) {
  std::fprintf(stderr, "benchmark: %s\n", why.c_str());
  std::exit(1);
}

}  // namespace wasinn::bench
