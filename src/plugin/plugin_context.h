// SPDX-License-Identifier: Apache-2.0
// PluginContext: an ExecutionContext that a plug-in implements.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <wasinn/plugin.h>

#include "backend/backend.h"

namespace wasinn {

/// Calls a plug-in's context and checks each output that it hands out, so that a wrong plug-in gives an error and
/// never a view that reaches too far. Nothing is allocated when a computation succeeds.
class PluginContext final : public ExecutionContext {
 public:
  /// Takes over `context`, which `functions` made. Both the plug-in's graph and `outputs` outlive this object.
  PluginContext(const wasinn_plugin& functions, wasinn_context* context, std::size_t input_count,
                std::span<const Port> outputs);
  PluginContext(const PluginContext&) = delete;
  PluginContext& operator=(const PluginContext&) = delete;
  ~PluginContext() override;

  Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) override;
  Result<std::span<const TensorView>> compute_into(std::span<const TensorView> inputs,
                                                   std::span<const MutableBytes> places) override;
  Result<std::span<const TensorView>> step(std::span<const TensorView> inputs) override;
  void finish() noexcept override;
  Result<TensorView> preview(std::span<const TensorView> inputs, std::size_t index) override;
  std::span<const TensorView> partial() const noexcept override { return views_; }
  void show_to(TextSink sink) override;
  TextCounts text_counts() const noexcept override;
  void cancel() noexcept override;
  void clear_cancel() noexcept override;

 private:
  using Compute = decltype(wasinn_plugin::context_compute);

  Result<std::span<const TensorView>> run(Compute function, std::span<const TensorView> inputs,
                                          std::span<const MutableBytes> places);
  Result<void> call(Compute function, std::span<const TensorView> inputs, std::span<const MutableBytes> places);
  Result<void> accept_outputs(std::span<const MutableBytes> places);
  Result<void> accept_output(std::size_t index);
  bool as_before(std::size_t index) const noexcept;
  Result<void> check_output(std::size_t index);

  const wasinn_plugin& functions_;
  wasinn_context* context_;
  std::span<const Port> ports_;
  std::vector<wasinn_tensor> inputs_;
  std::vector<wasinn_tensor> outputs_;
  std::vector<TensorView> views_;
  std::vector<bool> accepted_;  // whether the view is one of an output that was accepted
  TextSink sink_;
};

}  // namespace wasinn
