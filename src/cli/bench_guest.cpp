// SPDX-License-Identifier: Apache-2.0
// The guests' arguments, and what they print; guests/timing/job.h describes both.
#include "cli/bench_guest.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "abi/wit/numbers.h"
#include "abi/witx/numbers.h"
#include "cli/timing_guest.h"
#include "config/environment.h"
#include "engine/run.h"

namespace wasinn::cli {
namespace {

std::string input_text(BenchWay way, const TensorView& input) {
  const unsigned number = way == BenchWay::Component ? wit::number_of(input.type) : witx::number_of(input.type);
  std::string text = "i:" + std::to_string(number) + ":" + std::to_string(input.bytes.size()) + ":";
  for (std::size_t axis = 0; axis < input.shape.rank(); ++axis) {
    text += (axis == 0 ? "" : ",") + std::to_string(input.shape[axis]);
  }
  return text;
}

const char* environment(const char* name) { return std::getenv(name); }

}  // namespace

std::vector<BenchWay> possible_ways(const Host& host, const NativeSide& native) {
  const auto& sizes = native.output_sizes();
  const bool bf16 = std::any_of(native.inputs().begin(), native.inputs().end(),
                                [](const TensorView& input) { return input.type == ElementType::Bf16; });
  const bool all_readable = std::all_of(sizes.begin(), sizes.end(), [](const auto& size) { return size.has_value(); });
  std::vector<BenchWay> ways;
  if (!bf16) ways.push_back(BenchWay::Steps);
  if (all_readable && !timing_component().empty()) ways.push_back(BenchWay::Component);
  if (host.policy().extensions) ways.push_back(BenchWay::OneCall);
  return ways;
}

GuestSide::GuestSide(Host& host, const NativeSide& native, const GuestFailures& failures)
    : host_(&host), native_(&native), failures_(&failures) {
  for (const TensorView& input : native.inputs()) input_bytes_ += text_of(input.bytes);
}

Result<GuestSide> GuestSide::create(Host& host, const Config& config, const NativeSide& native,
                                    const GuestFailures& failures) {
  GuestSide side(host, native, failures);
  const LogSink log = [&host](LogLevel level, std::string_view text) { host.log(level, text); };
  WASINN_ASSIGN(const auto engine, engine::Engine::create({compiled_guests_folder(config, environment), log}));
  WASINN_ASSIGN(side.module_, engine->compile(timing_module(), "timing"));
  if (timing_component().empty()) return side;
  WASINN_ASSIGN(side.component_, engine->compile(timing_component(), "timing component"));
  return side;
}

Result<double> GuestSide::measure(BenchWay way, const BenchPlan& plan) const {
  std::string printed;
  std::string complaint;
  engine::RunOptions options;
  options.arguments = arguments(way, plan);
  options.input = input_bytes_;
  options.output = [&printed](std::string_view text) { printed += text; };
  options.error_output = [&complaint](std::string_view text) { complaint += text; };
  const engine::Program& program = way == BenchWay::Component ? *component_ : *module_;
  WASINN_ASSIGN(const engine::Outcome outcome, engine::run(program, host_->new_session(), options));
  if (outcome.exit_code == 0) return figure(printed);
  if (const auto failure = failures_->last()) return fail(failure->error);
  return fail(ErrorCode::RuntimeError, "the guest that measures failed: " + one_line(complaint));
}

std::vector<std::string> GuestSide::arguments(BenchWay way, const BenchPlan& plan) const {
  std::vector<std::string> words = {"timing", native_->loaded().label, way == BenchWay::OneCall ? "infer" : "steps",
                                    std::to_string(plan.warmup), std::to_string(plan.iterations)};
  for (const TensorView& input : native_->inputs()) words.push_back(input_text(way, input));
  for (const auto& size : native_->output_sizes()) words.push_back("o:" + (size ? std::to_string(*size) : ""));
  return words;
}

Result<double> GuestSide::figure(const std::string& printed) const {
  const std::size_t line = std::min(printed.find('\n'), printed.size());
  if (printed.compare(std::min(line + 1, printed.size()), std::string::npos, native_->output_bytes()) != 0) {
    return fail(ErrorCode::RuntimeError, "the outputs through WebAssembly differ from the native ones; a model whose "
                                         "outputs change from run to run cannot be measured");
  }
  return std::strtod(printed.c_str(), nullptr);
}

}  // namespace wasinn::cli
