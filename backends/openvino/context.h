// SPDX-License-Identifier: Apache-2.0
// OpenvinoContext: inferences with one request, prepared so that repeating one costs little more than the framework's.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include <wasinn/aligned_buffer.hpp>
#include <wasinn/owned.hpp>
#include <wasinn/plugin.hpp>

#include "calls.h"
#include "graph.h"
#include "ov_api.h"

namespace openvino {

using wasinn::sdk::Owned;

using wasinn::sdk::AlignedBuffer;

/// One context. Inputs are bound where they lie and stay bound while they come at the same address with the same shape.
/// An output of fixed shape is written by the framework into the caller's memory, where that is large enough, or into a
/// buffer that is kept. Any other output is memory that the framework lets grow; into the caller's it is written when
/// the inputs have the shapes of the computation before, so that its size can be foreseen.
class OpenvinoContext : public wasinn::sdk::Context {
 public:
  /// `graph` lives longer. Throws Failure.
  explicit OpenvinoContext(const OpenvinoGraph& graph);

  void compute(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void compute_into(std::span<const wasinn_tensor> inputs, std::span<wasinn_tensor> outputs) override;
  void cancel() noexcept override;
  void clear_cancel() noexcept override;

 private:
  // A tensor of the caller's as it was bound last.
  struct Input {
    wasinn_tensor tensor{};
    Owned<Tensor> bound;
  };

  // What the framework writes an output into.
  enum class Bound : std::uint8_t { Nothing, Memory, Growing };

  struct Output {
    wasinn_tensor tensor{};         // of fixed shape, or what the last computation gave
    bool bindable = false;          // neither an input, another output, nor of a foreign type
    bool fixed = false;             // the model says its whole shape
    bool foreseen = false;          // its shape is likely to be that of `tensor` again
    bool foreseeable = true;        // false once that was wrong
    Bound bound = Bound::Nothing;
    Owned<Tensor> memory;           // the caller's memory or `buffer`
    Owned<Tensor> growing;          // the framework's memory, for an output that is not fixed
    AlignedBuffer buffer;           // for one that is, and for copies
  };

  void prepare_output(std::size_t index, Call& call);
  std::uint8_t* memory_for(Output& output, std::uint64_t byte_size, const wasinn_tensor& place);
  void copy_output(std::size_t index, const wasinn_tensor& source, const wasinn_tensor& place);
  Owned<Tensor> wrap(const wasinn_tensor& tensor, int element_type, Call& call) const;
  void bind_inputs(std::span<const wasinn_tensor> inputs, Call& call);
  void bind_input(std::size_t index, const wasinn_tensor& tensor, Call& call);
  void bind_outputs(std::span<const wasinn_tensor> places, Call& call);
  void bind_memory(std::size_t index, std::uint8_t* data, Call& call);
  void bind_growing(std::size_t index, Call& call);
  void run_in_turn(Call& call);
  void run(Call& call);
  bool withdraw_foreseen(Call& call);
  void read_output(Output& output, Call& call) const;
  void refuse_obstacles() const;

  const OpenvinoGraph& graph_;
  const Functions& functions_;
  Owned<InferRequest> request_;
  std::vector<Input> inputs_;
  std::vector<Output> outputs_;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace openvino
