// SPDX-License-Identifier: Apache-2.0
// LiteContext: inferences with one interpreter.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <wasinn/plugin.hpp>

#include "graph.h"
#include "input_memory.h"
#include "instance.h"

namespace lite {

/// One context. Memory is prepared again only when an input comes with another shape. Outputs are seen where the
/// interpreter left them.
class LiteContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer. Throws Failure.
  explicit LiteContext(const LiteGraph& graph);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void cancel() noexcept override;
  void clear_cancel() noexcept override;

 private:
  void refuse_obstacles() const;
  void prepare(std::span<const wasinn_tensor> inputs);
  bool has_shape(std::size_t input, const wasinn_tensor& given) const;
  // False when inputs and all outputs have no elements. Throws when only inputs have none.
  bool has_work(std::span<const wasinn_tensor> inputs) const;
  bool is_dynamic(const Tensor* tensor) const;
  void run();
  void take_output(std::size_t index, wasinn_tensor& output) const;

  const LiteGraph& graph_;
  const Functions& functions_;
  const std::unique_ptr<Instance> instance_;
  std::vector<InputMemory> inputs_;
  bool prepared_ = true;  // false while the shapes that were asked for last do not work
  std::atomic<bool> running_ = false;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace lite
