// SPDX-License-Identifier: Apache-2.0
// Putting a host together, and running guests on it.
#include "bench/guest_side.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "engine/run.h"
#include "host/session.h"
#include "plugin/discovery.h"
#include "tests/doubles/fake_backend.h"

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

/// The end of an answer is no failure.
void print_failure(std::string_view function, const Error& error) {
  if (error.code == ErrorCode::EndOfSequence) return;
  print_log(LogLevel::Warning, std::string(function) + ": " + error.message);
}

void add_graph(Host& host, const std::string& name, const std::string& file, std::optional<Encoding> encoding = {}) {
  NamedGraph graph;
  graph.name = name;
  graph.files = {file};
  graph.encoding = encoding;
  if (!host.add_graph(std::move(graph))) give_up("the model " + name + " cannot be named");
}

void add_plugin(Host& host, const std::string& backend, std::uint32_t shared_threads) {
  PluginOptions options;
  options.shared_threads = shared_threads;
  options.framework_roots = {WASINN_BENCH_CACHE_DIR};
  options.log = print_log;
  const std::array<std::filesystem::path, 1> folders = {WASINN_BENCH_PLUGIN_DIR};
  for (BackendSource& source : discover(folders, options)) {
    if (source.name == backend && !host.add_backend(std::move(source))) give_up("two backends are called " + backend);
  }
}

/// The graph `gate`; its model is a file like any other, because nobody reads it.
void add_gate(Host& host, const std::function<void()>& pass) {
  constexpr Encoding kUnused = Encoding::TensorFlow;
  const auto framework = std::make_shared<doubles::FakeFramework>();
  framework->on_compute = [&pass](doubles::Signal&) -> Result<void> {
    pass();
    return {};
  };
  if (!host.add_backend(doubles::fake_source(framework, {kUnused}))) give_up("there is no room for a gate");
  add_graph(host, "gate", WASINN_BENCH_GUESTS "/bench_empty.wasm", kUnused);
}

/// Guests are compiled once for all programs, as by a host that keeps them: what compiling leaves behind in a process
/// is not to be measured.
std::unique_ptr<engine::Engine> make_engine(unsigned pooled_guests) {
  engine::EngineOptions options;
  options.pooled_guests = pooled_guests;
  options.compile_cache = WASINN_BENCH_MODEL_DIR "/compiled";
  options.log = print_log;
  return required(engine::Engine::create(options));
}

std::unique_ptr<Host> make_host() {
  HostOptions options;
  options.log = print_log;
  options.guest_failure = print_failure;
  return std::make_unique<Host>(std::move(options));
}

}  // namespace

GraphFiles graph_files(std::span<const Workload> workloads) {
  GraphFiles files;
  for (const Workload& workload : workloads) files.emplace_back(workload.name, model_file(workload));
  return files;
}

GuestSide::GuestSide(const std::string& backend, const GraphFiles& graphs, const GuestSideOptions& options)
    : host_(make_host()), engine_(make_engine(options.pooled_guests)) {
  add_plugin(*host_, backend, options.shared_threads);
  add_gate(*host_, gate_);
  for (const auto& [name, file] : graphs) add_graph(*host_, name, file);
}

std::shared_ptr<const engine::Program> GuestSide::program(const std::string& guest) {
  const std::lock_guard lock(mutex_);
  auto& program = programs_[guest];
  if (!program) program = required(engine_->load(WASINN_BENCH_GUESTS "/" + guest + ".wasm"));
  return program;
}

void GuestSide::run(const std::string& guest, std::vector<std::string> arguments, engine::OutputSink output,
                    std::vector<engine::GuestDirectory> directories) {
  engine::RunOptions options;
  arguments.insert(arguments.begin(), guest);
  options.arguments = std::move(arguments);
  options.output = std::move(output);
  options.directories = std::move(directories);
  const auto outcome = required(engine::run(*program(guest), host_->new_session(), options));
  if (outcome.exit_code != 0) give_up("the guest " + guest + " failed");
}

std::string GuestSide::run(const std::string& guest, std::vector<std::string> arguments) {
  std::string printed;
  run(guest, std::move(arguments), [&](std::string_view text) { printed += text; });
  return printed;
}

GraphCounts GuestSide::counts(const std::string& graph) const {
  for (const GraphReport& row : host_->report()) {
    if (row.graph == graph) return row.counts;
  }
  return {};
}

}  // namespace wasinn::bench
