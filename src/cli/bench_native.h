// SPDX-License-Identifier: Apache-2.0
// The native side of a measurement: the backend called as it is, without any WebAssembly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/bench_figures.h"
#include "host/session.h"
#include "tensor/tensor.h"

namespace wasinn::cli {

/// How an inference is made.
enum class BenchWay : std::uint8_t {
  Steps,      ///< one copy of each tensor in, one out
  OneCall,    ///< no copies
  Component,  ///< as Steps, by a component; natively the same as Steps
};

/// Calls the backend. The session and the bytes of the inputs outlive this object. One thread.
class NativeSide {
 public:
  /// Runs the model once to learn its outputs. Errors: those of Context::check_input and Context::compute.
  static Result<NativeSide> create(Session& session, GuestGraph graph, std::vector<TensorView> inputs);

  /// Nanoseconds of one inference, in a fresh context with buffers of its own that all inferences use.
  /// Errors: those of Context::compute.
  Result<double> measure(BenchWay way, const BenchPlan& plan) const;

  /// The bytes of all outputs, one after the other, and the size of each; nothing for one that wasi-nn cannot express.
  const std::string& output_bytes() const noexcept { return output_bytes_; }
  const std::vector<std::optional<std::uint64_t>>& output_sizes() const noexcept { return output_sizes_; }

  const LoadedGraph& loaded() const noexcept { return *graph_.loaded; }
  const std::vector<TensorView>& inputs() const noexcept { return inputs_; }

 private:
  NativeSide(Session& session, GuestGraph graph, std::vector<TensorView> inputs);

  Session* session_;
  GuestGraph graph_;
  std::vector<TensorView> inputs_;
  std::vector<std::optional<std::uint64_t>> output_sizes_;
  std::string output_bytes_;
};

}  // namespace wasinn::cli
