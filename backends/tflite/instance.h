// SPDX-License-Identifier: Apache-2.0
// LiteModel: a model's bytes and what the framework made of them; Instance: one interpreter over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include <wasinn/owned.hpp>

#include "losses.h"
#include "report.h"
#include "tflite_api.h"

namespace lite {

using wasinn::sdk::Owned;

/// A model, shared by its interpreters. Immutable; any thread.
class LiteModel {
 public:
  /// Copies `bytes`, because interpreters read weights where they lie for as long as they live; `losses` lives longer.
  /// Throws Failure with WASINN_INVALID_ENCODING when the framework does not take them.
  LiteModel(const Functions& functions, std::span<const std::uint8_t> bytes, Losses& losses, bool from_guest);

  const Functions& functions() const noexcept { return functions_; }
  const Model* get() const noexcept { return model_.get(); }

  /// Throws Failure when too much was lost for another interpreter to be risked.
  void refuse_after_too_many_losses() const { losses_.refuse_after_too_many(from_guest_); }

  /// Keeps `self` for ever: an interpreter that still refers to it is lost.
  static void lose(const std::shared_ptr<const LiteModel>& self) noexcept;

 private:
  struct Free {
    void operator()(void* memory) const noexcept;
  };

  const Functions& functions_;
  Losses& losses_;
  const std::uint64_t byte_size_;
  const bool from_guest_;
  std::unique_ptr<void, Free> bytes_;  // the framework wants constants at multiples of their alignment
  Owned<Model> model_;
};

/// How interpreters of a model are made.
struct InstanceOptions {
  std::int32_t threads = 1;
  bool accelerated = true;  ///< with XNNPACK, which does not take models whose inner shapes depend on data
};

/// One interpreter with its tensors. Stays at its address; one thread at a time, but for cancel.
class Instance {
 public:
  /// Throws Failure; with WASINN_UNSUPPORTED_OPERATION when an operator is missing.
  Instance(std::shared_ptr<const LiteModel> model, const InstanceOptions& options);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  const Functions& functions() const noexcept { return functions_; }
  Interpreter* get() const noexcept { return interpreter_.get(); }

  /// Gives an input another shape; `allocate` must follow. Throws Failure with WASINN_INVALID_ARGUMENT.
  void resize(std::size_t input, std::span<const std::int64_t> sizes);

  /// Makes an input use `byte_size` bytes at `memory`, aligned to 64, instead of memory of the interpreter's; they stay
  /// there until the input is placed again. Throws Failure.
  void place_input(std::size_t input, void* memory, std::size_t byte_size);

  /// Prepares memory and operators for the shapes of the inputs. Throws Failure with `status`.
  void allocate(wasinn_status status);

  /// Runs the model once. Throws Failure with WASINN_RUNTIME_ERROR, also when it was cancelled.
  void invoke();

  /// Ends a running `invoke` early. Any thread; does not block.
  void cancel() const noexcept { functions_.InterpreterCancel(interpreter_.get()); }

 private:
  void create(std::int32_t threads);
  template <class Call>
  Status call(const Call& call, wasinn_status status);

  const Functions& functions_;
  const std::shared_ptr<const LiteModel> model_;
  Report report_;
  Owned<Delegate> delegate_;  // before the interpreter, which uses it until its end
  Owned<Interpreter> interpreter_;
  bool in_pieces_ = false;  // the framework gave up in the middle of a call
};

}  // namespace lite
