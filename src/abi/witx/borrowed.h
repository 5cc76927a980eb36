// SPDX-License-Identifier: Apache-2.0
// BorrowedTensors: the tensors of an inference in one call, which lie in guest memory and stay there where they can.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "abi/witx/staged_buffer.h"
#include "base/bytes.h"
#include "base/result.h"
#include "host/context.h"
#include "host/session.h"
#include "tensor/tensor.h"

namespace wasinn::witx {

/// Where the guest wants one output. A plain value.
struct OutputBuffer {
  MutableBytes bytes;      ///< in guest memory
  std::uint64_t size = 0;  ///< of the output, once it was computed; 0 for a foreign type, which has no bytes

  bool fits() const noexcept { return size <= bytes.size(); }
};

/// The inputs and outputs of one context for calls of `infer`. It keeps its lists, and no pointer beyond the call.
///
/// A tensor is lent to the framework where it lies, for the call, unless other threads of the guest could change it
/// meanwhile, its address is no multiple of its element's size, or (outputs) it overlaps another tensor of the call.
/// Then it is copied. One thread at a time.
class BorrowedTensors {
 public:
  explicit BorrowedTensors(const Context& context);

  /// To fill in before `compute`: a checked view for each input.
  std::span<TensorView> inputs() noexcept { return inputs_; }

  /// To fill in before `compute`: a buffer for each of the first `count` outputs, at most as many as there are.
  std::span<OutputBuffer> outputs(std::size_t count) noexcept { return std::span(outputs_).first(count); }

  /// Computes. Afterwards the first `output_count` outputs have their sizes, and lie in their buffers if all fit; a
  /// buffer that is too small was not written to, and then the others hold anything. `shared`: other threads may write
  /// to the guest's memory. Errors: those of Context::compute, TooLarge for copies.
  Result<void> compute(Session& session, Context& context, std::size_t output_count, bool shared);

 private:
  Result<void> stage_inputs(Session& session, Context& context, bool shared);
  void place_outputs(const Context& context, std::size_t count, bool shared);
  bool overlaps_another(std::size_t index, std::size_t count) const;
  void take_outputs(Context& context, std::span<const TensorView> views, std::size_t count);

  std::vector<TensorView> inputs_;
  std::vector<StagedBuffer> copies_;  // of inputs that cannot be lent
  std::vector<OutputBuffer> outputs_;
  std::vector<MutableBytes> places_;  // of outputs that can be lent
};

}  // namespace wasinn::witx
