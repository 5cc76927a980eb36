// SPDX-License-Identifier: Apache-2.0
// StagedContext: joins the three calls set_input, compute and get_output into one computation, and serves infer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "abi/witx/borrowed.h"
#include "abi/witx/decode.h"
#include "abi/witx/staged_buffer.h"
#include "base/result.h"
#include "host/context.h"
#include "host/session.h"
#include "tensor/tensor.h"

namespace wasinn::witx {

/// A context with copies of the inputs that the guest set, and the outputs of its last computation. Move-only; one
/// thread at a time, but a second `compute` gets Busy.
class StagedContext {
 public:
  explicit StagedContext(std::unique_ptr<Context> context);

  const Context& context() const noexcept { return *context_; }

  /// Copies `tensor`, which must be accepted by the context's `check_input`, into the place of input `index`.
  /// The input stays set until it is set again. Ends what `step` began. `form` is how the guest described the tensor, for
  /// `set_again`. Errors: TooLarge; then the old input stays.
  Result<void> set_input(Session& session, std::size_t index, const TensorView& tensor, const TensorForm& form = {});

  /// As `set_input` with the `tensor` at `pointer` if it is described as the last one of that input, so that nothing is
  /// left to decide. False when it is not; then nothing happens.
  bool set_again(const GuestMemory& memory, std::size_t index, std::uint32_t pointer);

  /// Computes with the inputs that are set. Errors: InvalidArgument (an input was never set), see Context::compute. After
  /// ContextFull the outputs hold what came until then.
  Result<void> compute();

  /// Errors: UnsupportedOperation when the graph does not stream, so that it has no pieces.
  Result<void> check_streams() const;

  /// Computes the next piece of the outputs; at their end the piece is what is known there. Only when `check_streams`.
  /// Errors: as `compute`, and those of Context::step.
  Result<void> step();

  /// Ends what `step` began; its pieces are gone. Only when `check_streams`.
  void finish() noexcept;

  /// The bytes of output `index` of the last computation, or what is known of it before the next one; valid until then.
  /// Errors: InvalidArgument (no such output), RuntimeError (nothing computed, or the last computation failed),
  /// UnsupportedOperation (foreign type).
  Result<ByteView> output(std::size_t index);

  /// The bytes of output `index` of the last piece; valid until the next one. Errors: as for `output`.
  Result<ByteView> piece(std::size_t index) const;

  /// Copies `output` into `to` and returns its size. When `to` is too small it is left alone and the result is the size
  /// that it needs.
  std::uint64_t copy(ByteView output, MutableBytes to);

  /// The tensors of `infer`, to be filled in before it.
  BorrowedTensors& borrowed();

  /// Computes with those tensors; see BorrowedTensors::compute. The inputs that were set stay set, and the outputs of
  /// the last `compute` are gone. Only after `borrowed`.
  Result<void> infer(Session& session, std::size_t output_count, bool shared);

 private:
  /// An input's own memory, and the form of the tensor that `views_` shows there.
  struct Input {
    StagedBuffer buffer;
    TensorForm form;
  };

  void take(std::size_t index, ByteView from);
  Result<void> check_set() const;
  Result<void> check_output(std::size_t index) const;

  std::unique_ptr<Context> context_;
  std::vector<Input> inputs_;
  std::vector<TensorView> views_;  // of the inputs' buffers, in the order of the ports
  std::vector<bool> set_;
  std::size_t unset_ = 0;  // how many inputs are not set
  std::optional<std::span<const TensorView>> outputs_;
  std::optional<std::span<const TensorView>> pieces_;
  std::unique_ptr<BorrowedTensors> borrowed_;  // made when it is first needed
};

}  // namespace wasinn::witx
