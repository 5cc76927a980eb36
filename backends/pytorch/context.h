// SPDX-License-Identifier: Apache-2.0
// TorchContext: inferences on one module.
#pragma once

#include <atomic>
#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <wasinn/aligned_buffer.hpp>
#include <wasinn/plugin.hpp>

#include "graph.h"

namespace pytorch {

using wasinn::sdk::AlignedBuffer;

/// One context. Inputs are wrapped where they lie and stay wrapped while they come at the same address with the same
/// type and shape; an input that the model may write to or keep is copied. Outputs are the framework's own memory, kept until the
/// next computation; those that lie in an input's memory or not densely are copied, into the caller's memory where that
/// is large enough.
class TorchContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer. `module` is this context's own when it changes.
  TorchContext(const TorchGraph& graph, const torch::jit::Module& module);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void cancel() noexcept override { cancelled_ = true; }
  void clear_cancel() noexcept override { cancelled_ = false; }

 private:
  // A tensor as it was wrapped last.
  struct Wrapped {
    wasinn_tensor tensor{};
    c10::IValue value;
  };

  void run(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs);
  void refuse_cancelled() const;
  void use_threads() const;
  const c10::IValue& wrap(std::size_t index, const Argument& argument, const wasinn_tensor& tensor);
  void push_arguments(std::span<const wasinn_tensor> inputs);
  void take(const ResultPart& part, const c10::IValue& value);
  void take_dictionary(const ResultPart& part, const c10::IValue& value);
  void take_single(const ResultPart& part, const c10::IValue& value);
  at::Tensor checked_tensor(const ResultPart& part, const c10::IValue& value) const;
  void show(std::size_t index, std::span<const wasinn_tensor> inputs, wasinn_tensor& output);
  std::string output_text(std::size_t index) const;

  const TorchGraph& graph_;
  const torch::jit::Module module_;
  torch::jit::Function& forward_;
  std::vector<Wrapped> inputs_;         // by input port
  std::vector<c10::IValue> stack_;
  std::vector<at::Tensor> results_;     // by output port, kept until the next run
  std::vector<AlignedBuffer> buffers_;  // by output port
  std::atomic<bool> cancelled_ = false;
};

}  // namespace pytorch
