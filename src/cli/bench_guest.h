// SPDX-License-Identifier: Apache-2.0
// The other side of a measurement: the same inference by guests that are part of the command.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "cli/bench_native.h"
#include "cli/guest_failures.h"
#include "config/config.h"
#include "engine/engine.h"
#include "host/host.h"

namespace wasinn::cli {

/// The ways in which guests can run this model here: a core module has no bf16 but in one call, that call may be turned
/// off by the operator, and the component may not be part of the command.
std::vector<BenchWay> possible_ways(const Host& host, const NativeSide& native);

/// Runs the guests. What it is made of outlives it. One thread.
class GuestSide {
 public:
  /// Compiles the guests. `failures` is told what fails on `host`. Errors: RuntimeError.
  static Result<GuestSide> create(Host& host, const Config& config, const NativeSide& native,
                                  const GuestFailures& failures);

  /// Nanoseconds of one inference by the guest's own clock, in a fresh instance.
  /// Errors: what the guest met; RuntimeError (its outputs differ from the native ones).
  Result<double> measure(BenchWay way, const BenchPlan& plan) const;

 private:
  GuestSide(Host& host, const NativeSide& native, const GuestFailures& failures);
  std::vector<std::string> arguments(BenchWay way, const BenchPlan& plan) const;
  Result<double> figure(const std::string& printed) const;

  Host* host_;
  const NativeSide* native_;
  const GuestFailures* failures_;
  std::string input_bytes_;
  std::shared_ptr<const engine::Program> module_;
  std::shared_ptr<const engine::Program> component_;
};

}  // namespace wasinn::cli
