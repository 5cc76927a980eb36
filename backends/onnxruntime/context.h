// SPDX-License-Identifier: Apache-2.0
// OnnxContext: inferences on one session, prepared so that repeating one costs little more than the framework's run.
#pragma once

#include <atomic>
#include <span>
#include <vector>

#include <wasinn/aligned_buffer.hpp>
#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "graph.h"
#include "ort_api.h"

namespace ort {

using wasinn::sdk::Owned;

using wasinn::sdk::AlignedBuffer;

/// One context. Inputs are wrapped where they lie and stay wrapped while they come at the same address with the same
/// shape. Outputs whose shape is known beforehand are written by the framework into the caller's memory, where that is
/// large enough, or into buffers that are kept, and stay wrapped likewise; the others are the framework's own memory,
/// kept until the next computation.
class OnnxContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer. Throws Failure.
  explicit OnnxContext(const OnnxGraph& graph);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void cancel() noexcept override;
  void clear_cancel() noexcept override;

 private:
  // A tensor as it was wrapped last.
  struct Wrapped {
    wasinn_tensor tensor{};
    Owned<Value> value;
  };

  enum class Outputs : std::uint8_t { Undecided, Prepared, Frameworks };

  Owned<Value> wrap(const wasinn_tensor& tensor) const;
  void bind_inputs(std::span<const wasinn_tensor> inputs);
  void bind_input(std::size_t index, const wasinn_tensor& tensor);
  Outputs prepare_outputs(std::span<const wasinn_tensor> inputs);
  void bind_outputs(std::span<const wasinn_tensor> places);
  void bind_output(std::size_t index, std::uint8_t* data);
  void run_prepared(std::span<const wasinn_tensor> inputs);
  void run_unprepared(std::span<const wasinn_tensor> inputs);
  void take_output(std::size_t place, std::span<const wasinn_tensor> inputs);
  void read_shape(const Value* value, wasinn_tensor& tensor) const;
  std::uint8_t* memory_for(std::size_t index, std::uint64_t byte_size, const wasinn_tensor& place);
  void copy_output(std::size_t index, const wasinn_tensor& source, const wasinn_tensor& place);
  void check(Status* status) const;
  void check_run(Status* status) const;
  void refuse_obstacles() const;

  const OnnxGraph& graph_;
  const Functions& functions_;
  Owned<RunOptions> options_;
  Owned<IoBinding> binding_;
  std::vector<Wrapped> inputs_;
  std::vector<const Value*> input_values_;        // those of inputs_
  std::vector<Wrapped> outputs_;                  // by output port; value only while it is prepared
  std::vector<AlignedBuffer> buffers_;            // by output port
  std::vector<Value*> raw_results_;               // by place in graph_.requested()
  std::vector<Owned<Value>> results_;             // the same, kept until the next run
  Outputs state_ = Outputs::Undecided;
  bool predicts_well_ = true;                     // false once a prediction was wrong
  std::atomic<bool> cancelled_ = false;
};

}  // namespace ort
