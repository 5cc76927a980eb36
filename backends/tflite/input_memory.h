// SPDX-License-Identifier: Apache-2.0
// InputMemory: where one input of an interpreter has its bytes: in the interpreter, with the caller, or in a buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include <wasinn/plugin.hpp>

#include "instance.h"

namespace lite {

/// Gives bytes to one input tensor, by a copy or, for large ones, by letting the tensor use the caller's memory until the
/// next call. One thread; no longer than its Instance.
class InputMemory {
 public:
  /// `input` is a number of the primary graph's inputs; `may_borrow` is false for tensors that others see too.
  InputMemory(Instance& instance, std::size_t input, bool may_borrow) noexcept;

  /// Must be called between a change of the tensor's shape to `byte_size` bytes and Instance::allocate.
  void prepare(std::uint64_t byte_size);

  /// The tensor holds what `given` has, which stays until the computation is over. Throws Failure.
  void give(const wasinn_tensor& given);

 private:
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };

  const Tensor* tensor() const noexcept;
  bool can_borrow(const wasinn_tensor& given) const noexcept;
  void use(void* memory, std::uint64_t byte_size);
  void* own_buffer(std::uint64_t byte_size);

  Instance& instance_;
  const std::size_t input_;
  const bool may_borrow_;
  bool apart_ = false;  // the tensor's bytes are not in the interpreter, for good
  std::uint64_t placed_bytes_ = 0;
  std::unique_ptr<void, Free> buffer_;
  std::size_t buffer_size_ = 0;
};

}  // namespace lite
