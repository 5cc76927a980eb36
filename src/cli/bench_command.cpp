// SPDX-License-Identifier: Apache-2.0
// Both sides in turns, round after round.
#include "cli/bench_command.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "cli/bench_inputs.h"
#include "cli/exit_code.h"
#include "cli/files.h"
#include "cli/model_host.h"
#include "policy/limits.h"

namespace wasinn::cli {
namespace {

constexpr const char* kExamples = R"(Both sides use the same loaded model. Native: this program calls the backend,
with a copy of each tensor in and out as a guest's calls have. Through wasm: a
guest does it and reads its own clock.

Examples:
  wasinn bench digits.onnx
  wasinn bench digits.onnx --input image=pixels.npy --threads 1 --json

Exit codes: 0; 64 wrong use, or a model or tensor that does not fit; 69 no backend for the model; 70 the framework
failed, or the sides disagree; 124 a time limit passed.
)";

constexpr double kRoundsShare = 0.8;  // of the whole time; the rest is for loading, compiling and a trial
constexpr double kTrialShare = 0.01;

/// One thing that is measured in each round.
struct Side {
  std::function<Result<double>(const BenchPlan&)> measure;
  std::vector<double> rounds_ns{};
};

const char* row_name(BenchWay way) {
  switch (way) {
    case BenchWay::Steps: return "inference";
    case BenchWay::Component: return "by a component";
    case BenchWay::OneCall: break;
  }
  return "one call, no copies";
}

/// About what one inference takes, tried for `trial_ns`.
Result<double> trial(const NativeSide& native, double trial_ns) {
  WASINN_ASSIGN(const double first, native.measure(BenchWay::Steps, {}));
  BenchPlan longer;
  longer.iterations = static_cast<std::uint64_t>(std::max(1.0, trial_ns / std::max(first, 1.0)));
  return native.measure(BenchWay::Steps, longer);
}

/// Measures all sides in turns; every other round goes backwards, so that none is always the first.
Result<void> run_rounds(std::vector<Side>& sides, const BenchPlan& plan, Console& console) {
  Progress progress(console, "measuring");
  for (std::uint32_t round = 0; round < plan.rounds; ++round) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      Side& side = sides[round % 2 == 0 ? i : sides.size() - 1 - i];
      WASINN_ASSIGN(const double nanoseconds, side.measure(plan));
      side.rounds_ns.push_back(nanoseconds);
    }
    progress.reached((round + 1.0) / plan.rounds);
  }
  return {};
}

Result<void> check_kind(const LoadedGraph& loaded) {
  if (!loaded.graph->info().streams) return {};
  return fail(ErrorCode::UnsupportedOperation,
              "graph '" + loaded.label + "' is a language model, whose time depends on what it writes; run a guest on it "
              "and let wasinn tell its tokens per second: wasinn run --stats --graph " + loaded.label + "=FILE GUEST");
}

BenchReport report_of(const std::string& model, const NativeSide& native, std::vector<std::string> notes) {
  BenchReport report;
  report.model = model;
  report.backend = native.loaded().backend->info().name;
  report.version = native.loaded().backend->info().framework_version;
  report.device = native.loaded().graph->info().device;
  for (const TensorView& input : native.inputs()) report.bytes_in += input.bytes.size();
  report.bytes_out = native.output_bytes().size();
  report.notes = std::move(notes);
  return report;
}

std::string json_text(const BenchReport& report) {
  return bench_json(report).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

/// How the native side does what a guest does in `way`.
BenchWay natively(BenchWay way) { return way == BenchWay::Component ? BenchWay::Steps : way; }

/// Measures the model in each of `ways` into the rows of `report`.
Result<void> compare(const NativeSide& native, const GuestSide& guest, std::span<const BenchWay> ways,
                     BenchReport& report, Console& console) {
  std::vector<Side> sides;
  std::map<BenchWay, std::size_t> native_sides;
  std::map<BenchWay, std::size_t> wasm_sides;
  for (const BenchWay way : ways) {
    if (native_sides.emplace(natively(way), sides.size()).second) {
      sides.push_back({[&native, way](const BenchPlan& plan) { return native.measure(way, plan); }});
    }
    wasm_sides.emplace(way, sides.size());
    sides.push_back({[&guest, way](const BenchPlan& plan) { return guest.measure(way, plan); }});
  }
  WASINN_TRY(run_rounds(sides, report.plan, console));
  for (const BenchWay way : ways) {
    const Side& native_side = sides[native_sides[natively(way)]];
    report.rows.push_back({row_name(way), native_side.rounds_ns, sides[wasm_sides[way]].rounds_ns});
  }
  return {};
}

}  // namespace

BenchCommand::BenchCommand(CLI::App& parent)
    : Command(parent, "bench", "measure a model natively and through WebAssembly", "[OPTIONS] MODEL") {
  add_list("--input", inputs_, "a tensor for an input; others are filled", "NAME[:SHAPE]=FILE");
  app().add_option("--time", time_, "take about this long: 30s, 500ms; else 5s")->option_text("TIME");
  app().add_option("--rounds", rounds_, "measure each side N times; else as often as fits, at most 15 times")
      ->option_text("N")
      ->check(CLI::Range(1, 1000));
  app().add_flag("--json", json_, "an object instead of text, with the figures of all rounds");
  model_.add_to(app());
  app().footer(kExamples);
}

Result<int> BenchCommand::execute(Console& console) {
  WASINN_ASSIGN(Config common_config, common().config());
  WASINN_ASSIGN(const Config config, model_.apply(std::move(common_config)));
  console.set_level(config.log_level);
  WASINN_ASSIGN(const ModelOnDisk model, open_model(model_.model(), config.graphs.front().encoding));
  GuestFailures failures(console);
  WASINN_ASSIGN(const std::unique_ptr<Host> host, make_host(config, console, failures.sink()));
  const auto backend = host->backends().serving(model.encoding);
  if (!backend) return tell_missing_backend(console, backend.error(), config);
  WASINN_ASSIGN(const BenchReport report, bench(config, *host, failures, console));
  WASINN_TRY(write_output(json_ ? json_text(report) : bench_text(report)));
  end_process(kSuccess);
  return kSuccess;
}

Result<BenchReport> BenchCommand::bench(const Config& config, Host& host, const GuestFailures& failures,
                                        Console& console) const {
  WASINN_ASSIGN(const std::uint64_t time_ms, parse_milliseconds(time_));
  const std::shared_ptr<Session> session = host.new_session();
  WASINN_ASSIGN(GuestGraph graph, session->load_by_name(config.graphs.front().name));
  WASINN_TRY(check_kind(*graph.loaded));
  WASINN_ASSIGN(const BenchInputs inputs, bench_inputs(graph.graph().inputs(), inputs_));
  WASINN_ASSIGN(const NativeSide native, NativeSide::create(*session, std::move(graph), inputs.views()));
  const std::vector<BenchWay> ways = possible_ways(host, native);
  if (ways.empty()) {
    return fail(ErrorCode::UnsupportedOperation, "bf16 inputs need wasinn's own functions, which are off");
  }
  WASINN_ASSIGN(const GuestSide guest, GuestSide::create(host, config, native, failures));
  BenchReport report = report_of(model_.model(), native, inputs.notes);
  const double time_ns = static_cast<double>(time_ms) * 1e6;
  WASINN_ASSIGN(const double inference_ns, trial(native, time_ns * kTrialShare));
  report.plan = bench_plan(inference_ns, 2 * ways.size(), rounds_, time_ns * kRoundsShare);
  WASINN_TRY(compare(native, guest, ways, report, console));
  return report;
}

}  // namespace wasinn::cli
