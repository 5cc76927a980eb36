// SPDX-License-Identifier: Apache-2.0
// The interfaces that a machine-learning framework is seen through: Backend, Graph, ExecutionContext.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/cancellation.h"
#include "backend/encoding.h"
#include "backend/port.h"
#include "base/result.h"
#include "tensor/tensor.h"

namespace wasinn {

/// What a backend says of itself. A plain value.
struct BackendInfo {
  std::string name;                      ///< "onnxruntime"
  std::string framework_version;         ///< "1.32.0"
  std::vector<Encoding> encodings;       ///< what it reads
  std::vector<ExecutionTarget> targets;  ///< what it can run on here, the one that `Auto` means first; never `Auto`
  std::vector<std::string> devices;      ///< the framework's names for those, for people
  bool own_format = false;               ///< models are in a format of its own, whatever their encoding is called:
                                         ///< their bytes are neither sniffed nor checked before it sees them
  bool reads_options = false;            ///< it takes LoadOptions::json
};

/// One part of a model (most formats have one; OpenVINO IR has two).
struct ModelPart {
  ByteView bytes;              ///< the whole part; valid during the load call
  std::filesystem::path path;  ///< the operator's file it came from; empty for bytes in memory. Files that belong
                               ///< to the model (external weights) may be read from its directory only when it is set
};

/// How a model is to be loaded. The same for every backend.
struct LoadOptions {
  ExecutionTarget target = ExecutionTarget::Cpu;  ///< one of the backend's targets, never `Auto`
  std::uint32_t threads = 0;                      ///< threads for one compute; 0: the pool that all graphs share
  std::string json{};  ///< an object of options for a backend that reads them, perhaps a guest's; empty: none
};

/// Tells people who wait how much of a load is done, from 0 to 1. On the thread of the load; must not throw.
using LoadProgress = std::function<void(double share)>;

/// A model to load.
struct LoadRequest {
  Encoding encoding = Encoding::Onnx;
  std::span<const ModelPart> parts;  ///< at least one
  LoadOptions options;
  LoadProgress progress{};  ///< empty: nobody asks
};

/// What a graph says of itself besides its ports. A plain value.
struct GraphInfo {
  std::string device;                                           ///< where it really runs, for people: "cpu"
  ExecutionTarget target = ExecutionTarget::Cpu;                ///< the same in the standard's words
  bool streams = false;                                         ///< its contexts have pieces and previews
  std::vector<std::pair<std::string, std::string>> metadata{};  ///< for people: producer, opset, custom keys
};

/// What the computations of one context of a language model have come to. A plain value.
struct TextCounts {
  std::uint64_t prompt_tokens = 0;  ///< of all prompts
  std::uint64_t cached_tokens = 0;  ///< those of them that were evaluated before and not again
  std::uint64_t prompt_ns = 0;      ///< spent evaluating the others
  std::uint64_t answer_tokens = 0;  ///< of all answers
  std::uint64_t answer_ns = 0;      ///< spent choosing and evaluating them

  TextCounts& operator+=(const TextCounts& other) noexcept {
    prompt_tokens += other.prompt_tokens;
    cached_tokens += other.cached_tokens;
    prompt_ns += other.prompt_ns;
    answer_tokens += other.answer_tokens;
    answer_ns += other.answer_ns;
    return *this;
  }
};

/// Takes text piece by piece, as it is made. On the thread of the computation; must not throw.
using TextSink = std::function<void(std::string_view piece)>;

/// The state of inferences on one graph. One thread at a time; may move between threads. Must not outlive its graph.
class ExecutionContext {
 public:
  virtual ~ExecutionContext() = default;

  /// Runs the graph once. `inputs[i]` belongs to input port i and was accepted by it; the bytes are read during the
  /// call only. Giving the same addresses again is cheap: backends keep what they prepared for them.
  /// Returns one view per output port; the bytes belong to the context and stay valid and unchanged until the next
  /// call of `compute` or the end of the context. The view of a port with a foreign type is empty.
  /// Errors: RuntimeError with the framework's reason, Timeout when cancelled, UnsupportedOperation, TooLarge.
  virtual Result<std::span<const TensorView>> compute(std::span<const TensorView> inputs) = 0;

  /// The same with memory of the caller's for the outputs: `places[i]` is memory for output i (empty: none) that
  /// overlaps neither an input nor another place, aligned to the size of one element, and used during the call only.
  /// An output that fits is written there where the framework can, and its view begins where the place begins; the
  /// others are as `compute` returns them. After an error the places hold anything. Without an own version everything
  /// is as `compute` returns it.
  virtual Result<std::span<const TensorView>> compute_into(std::span<const TensorView> inputs,
                                                           std::span<const MutableBytes> places) {
    (void)places;
    return compute(inputs);
  }

  /// The next piece of the outputs alone, of a graph that streams. The first call after anything else begins anew with
  /// `inputs`, the following ones go on. Otherwise as `compute`.
  /// Errors: EndOfSequence after the last piece, UnsupportedOperation when the graph does not stream, those of `compute`.
  virtual Result<std::span<const TensorView>> step(std::span<const TensorView> inputs) {
    (void)inputs;
    return fail(ErrorCode::UnsupportedOperation, "it does not stream; use compute");
  }

  /// Ends what `step` began.
  virtual void finish() noexcept {}

  /// What is known of output `index` of a graph that streams, before anything is computed with `inputs`; valid as an
  /// output of `compute`.
  /// Errors: RuntimeError (nothing is).
  virtual Result<TensorView> preview(std::span<const TensorView> inputs, std::size_t index) {
    (void)inputs;
    (void)index;
    return fail(ErrorCode::RuntimeError, "it has no outputs: call compute first");
  }

  /// What a computation that ended with ContextFull gave until then, and what is known at the end of `step`; valid as
  /// the outputs of `compute`.
  virtual std::span<const TensorView> partial() const noexcept { return {}; }

  /// Where output 0 of each `compute` goes too, piece by piece, when the guest's options ask for that. For graphs that
  /// stream; once, before the first computation.
  virtual void show_to(TextSink sink) { (void)sink; }

  /// What has come to pass, for graphs that stream.
  virtual TextCounts text_counts() const noexcept { return {}; }

  /// Makes a running `compute` (or the next one) return early with an error. Safe from any thread, must not block.
  virtual void cancel() noexcept = 0;

  /// Takes `cancel` back, so that the next `compute` runs. Called by the owner while no compute runs.
  virtual void clear_cancel() noexcept = 0;
};

/// A loaded model. Immutable: all functions may be called from any thread at the same time.
class Graph {
 public:
  virtual ~Graph() = default;

  virtual std::span<const Port> inputs() const noexcept = 0;
  virtual std::span<const Port> outputs() const noexcept = 0;
  virtual const GraphInfo& info() const noexcept = 0;

  /// A fresh context on this graph; the caller keeps the graph alive as long as the context.
  /// Contexts of one graph run in parallel where the framework can. Errors: RuntimeError, TooLarge.
  virtual Result<std::unique_ptr<ExecutionContext>> create_context() const = 0;
};

/// A framework. All functions may be called from any thread at the same time.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual const BackendInfo& info() const noexcept = 0;

  /// Loads a model. `cancellation` may end it early with an error.
  /// Errors: InvalidArgument (number of parts), InvalidEncoding (does not parse), UnsupportedOperation (an operator or
  /// type that the framework lacks, named), RuntimeError (with the framework's reason).
  virtual Result<std::shared_ptr<const Graph>> load(const LoadRequest& request, Cancellation& cancellation) const = 0;
};

}  // namespace wasinn
