// SPDX-License-Identifier: Apache-2.0
// Runs the timing guests and reads the lines they print.
#include "bench/guest_side.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <utility>

#include "engine/run.h"
#include "host/session.h"
#include "plugin/discovery.h"

namespace wasinn::bench {
namespace {

template <class T>
T required(Result<T> result) {
  if (!result) give_up(result.error().message);
  return std::move(*result);
}

void print_log(LogLevel level, std::string_view text) {
  if (level >= LogLevel::Warning) std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

std::unique_ptr<Host> make_host() {
  HostOptions host_options;
  host_options.log = print_log;
  auto host = std::make_unique<Host>(std::move(host_options));
  PluginOptions options;
  options.framework_roots = {WASINN_BENCH_CACHE_DIR};
  options.log = print_log;
  const std::array<std::filesystem::path, 1> folders = {WASINN_BENCH_PLUGIN_DIR};
  for (BackendSource& source : discover(folders, options)) {
    if (!host->add_backend(std::move(source))) give_up("two backends have one name");
  }
  for (const Workload& workload : workloads()) {
    NamedGraph graph;
    graph.name = workload.name;
    graph.files = {model_file(workload)};
    if (!host->add_graph(std::move(graph))) give_up("the model " + workload.name + " cannot be named");
  }
  return host;
}

GuestTimes read_times(const std::string& printed) {
  GuestTimes times;
  std::istringstream lines(printed);
  std::string word;
  while (lines >> word) {
    if (word == "best") lines >> word >> times.inference_ns;
    if (word == "set_input") lines >> times.set_input_ns;
    if (word == "compute") lines >> times.compute_ns;
    if (word == "get_output") lines >> times.get_output_ns;
    if (word == "output") lines >> times.output_sum;
  }
  return times;
}

}  // namespace

GuestSide::GuestSide()
    : host_(make_host()),
      engine_(required(engine::Engine::create({}))),
      guests_{{Way::Steps, required(engine_->load(WASINN_BENCH_GUESTS "/bench.wasm"))},
              {Way::OneCall, required(engine_->load(WASINN_BENCH_GUESTS "/bench_infer.wasm"))},
              {Way::Component, required(engine_->load(WASINN_BENCH_GUESTS "/bench_component.wasm"))}} {}

GuestTimes GuestSide::run(const Workload& workload, std::uint64_t warmup, std::uint64_t iterations, Way way) {
  std::string printed;
  engine::RunOptions options;
  options.arguments = {"bench",
                       workload.name,
                       dimensions_text(workload.dimensions),
                       std::to_string(element_count(workload.output_dimensions)),
                       std::to_string(iterations),
                       "1",
                       std::to_string(warmup)};
  options.output = [&](std::string_view text) { printed += text; };
  const auto outcome = required(engine::run(*guests_.at(way), host_->new_session(), options));
  if (outcome.exit_code != 0) give_up("the guest failed on " + workload.name);
  return read_times(printed);
}

}  // namespace wasinn::bench
