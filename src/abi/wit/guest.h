// SPDX-License-Identifier: Apache-2.0
// Guest: one component guest's session and resources, with the functions of `wasi:nn` on them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "abi/guest_failures.h"
#include "abi/wit/buffer_pool.h"
#include "abi/wit/context.h"
#include "abi/wit/resource_table.h"
#include "abi/wit/tensor.h"
#include "base/bytes.h"
#include "base/result.h"
#include "host/session.h"

namespace wasinn::wit {

/// A tensor with the name of its port.
struct NamedTensor {
  std::string_view name;
  Rep tensor;
};

/// What the guest gets when a call fails.
struct ErrorResource {
  ErrorCode code = ErrorCode::Unknown;  ///< one of the nine of the interface
  std::string text;                     ///< UTF-8, at most kGuestErrorTextBytes
};

/// What the functions of `wasi:nn` work on for one guest. Resources are numbers that this object gave out and whose
/// owner drops each once; the binding sees to that, as the component model does for the guest's handles. Bytes and
/// names given to a function are read during the call; views that it returns are valid until the next call. One thread
/// at a time.
class Guest {
 public:
  explicit Guest(std::shared_ptr<Session> session);
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  Session& session() noexcept { return *session_; }

  // For Extension, which serves the same resources.
  const Graph& graph(Rep graph) noexcept { return graphs_[graph].graph(); }
  ContextResource& context(Rep context) noexcept { return *contexts_[context]; }
  BufferPool& buffers() noexcept { return buffers_; }

  /// Copies out what tensors still show of `context`, which is to compute. Errors: TooLarge; then nothing is lost.
  Result<void> keep_shown(ContextResource& context);

  // tensor. A constructor cannot fail in the interface: a tensor that cannot be made fails when it is used.

  /// Nothing when the guest holds more tensors than any guest needs: it must be stopped.
  std::optional<Rep> new_tensor(std::span<const std::uint32_t> dimensions, ElementType type, ByteView data);
  const TensorView& tensor(Rep tensor) noexcept { return tensors_[tensor].view; }

  /// The bytes of a tensor, for copying them out.
  ByteView tensor_data(Rep tensor) noexcept;
  void drop_tensor(Rep tensor) noexcept;

  // graph

  /// Errors: see Session::load.
  Result<Rep> load(std::span<const ByteView> parts, const EncodingRequest& encoding, ExecutionTarget target);
  Result<Rep> load_by_name(std::string_view name);

  /// Errors: see Session::create_context.
  Result<Rep> init_execution_context(Rep graph);

  /// Contexts on the graph stay.
  void drop_graph(Rep graph) noexcept { graphs_.drop(graph); }

  // graph-execution-context. Names that a model lacks are errors (InvalidArgument) that list what it has.

  /// Computes and gives all outputs that a tensor can express. `inputs` are dropped, however it ends.
  /// Errors: InvalidArgument (unknown, duplicate, missing names; a tensor that does not fit; the fault of a tensor),
  /// TooLarge; see Context::compute.
  Result<std::span<const NamedTensor>> compute(Rep context, std::span<const NamedTensor> inputs);

  /// Binds `tensor`, which is dropped with the context or when another is bound, or at once after an error.
  /// Errors: as for `compute`, for one input.
  Result<void> set_input(Rep context, std::string_view name, Rep tensor);

  /// Computes with what is bound, which stays bound. Errors: as for `compute`.
  Result<void> compute_bound(Rep context);

  /// An output of the last computation. Errors: InvalidArgument, RuntimeError (nothing computed), UnsupportedOperation,
  /// TooLarge.
  Result<Rep> get_output(Rep context, std::string_view name);

  /// Outputs that the guest still holds stay as they are.
  void drop_context(Rep context) noexcept;

  // errors. What `answer` makes, and for the version of the interface that has a constructor, what guests make.

  /// Turns the failure of `function` into what the guest gets, and tells the host's owner of its reason. Nothing when
  /// the guest holds more errors than any guest needs: it must be stopped.
  std::optional<Rep> answer(std::string_view function, const Error& error);
  std::optional<Rep> new_error(ErrorCode code, std::string_view text);
  const ErrorResource& error(Rep error) noexcept { return errors_[error]; }
  void drop_error(Rep error) noexcept { errors_.drop(error); }

 private:
  class Consumption;
  using SharedContext = std::shared_ptr<ContextResource>;

  Result<void> fill(TensorResource& tensor, std::span<const std::uint32_t> dimensions, ByteView data);
  Result<Rep> add_graph(Result<GuestGraph> graph);
  Result<void> bind(ContextResource& context, const NamedTensor& input);
  void unbind(ContextResource& context) noexcept;
  Result<void> check(ContextResource& context, std::size_t index, const TensorResource& tensor);
  Result<void> run(ContextResource& context);
  Result<void> copy_out_of(TensorResource& tensor);
  Result<std::span<const NamedTensor>> show_all(const SharedContext& context);
  Result<Rep> show(const SharedContext& context, const TensorView& output);

  std::shared_ptr<Session> session_;
  GuestFailures failures_;
  BufferPool buffers_;
  ResourceTable<GuestGraph> graphs_;
  ResourceTable<SharedContext> contexts_;
  ResourceTable<TensorResource> tensors_;  // after contexts_: outputs let go of their contexts first
  ResourceTable<ErrorResource> errors_;
  std::vector<NamedTensor> results_;
};

}  // namespace wasinn::wit
