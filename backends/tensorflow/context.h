// SPDX-License-Identifier: Apache-2.0
// TfContext: inferences on one session.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include <wasinn/aligned_buffer.hpp>
#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "graph.h"
#include "status.h"
#include "tf_api.h"

namespace tf {

using wasinn::sdk::Owned;

using wasinn::sdk::AlignedBuffer;

/// One context. Inputs at addresses that the framework can use are wrapped where they lie and stay wrapped while they
/// come at the same address with the same shape; others are copied. Outputs are the framework's own memory, kept until
/// the next computation, unless the framework hands out an input.
class TfContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer.
  explicit TfContext(const TfGraph& graph);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;

  /// The framework has no way to stop a run: a cancelled one ends when it ends, and then answers WASINN_TIMEOUT.
  void cancel() noexcept override { cancelled_ = true; }
  void clear_cancel() noexcept override { cancelled_ = false; }

 private:
  // A tensor as it was wrapped last.
  struct Wrapped {
    wasinn_tensor tensor{};
    Owned<Tensor> value;
    AlignedBuffer copy;
  };

  void bind_input(std::size_t index, const wasinn_tensor& tensor);
  void run();
  wasinn_tensor take_output(std::size_t place, std::span<const wasinn_tensor> inputs);
  wasinn_tensor describe(const Tensor* value) const;
  void refuse_cancelled() const;

  const TfGraph& graph_;
  const Functions& functions_;
  std::size_t alignment_;
  CallStatus status_;
  std::vector<Wrapped> inputs_;
  std::vector<Tensor*> input_values_;    // those of inputs_
  std::vector<Tensor*> raw_results_;     // by place in graph_.requested()
  std::vector<Owned<Tensor>> results_;   // the same, kept until the next run
  std::vector<AlignedBuffer> copies_;    // the same, of outputs that lie in an input
  std::atomic<bool> cancelled_ = false;
};

}  // namespace tf
