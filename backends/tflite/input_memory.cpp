// SPDX-License-Identifier: Apache-2.0
// When memory of the caller's is fit for the framework, and what happens when it is not.
#include "input_memory.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <string>

namespace lite {
namespace {

using wasinn::sdk::Failure;

// What the framework aligns its own tensors to; some operators rely on it.
constexpr std::uintptr_t kAlignment = 64;

// XNNPACK reads up to so many bytes beyond its inputs, and does nothing with them.
constexpr std::uintptr_t kReadBeyond = 128;

// Below this a copy is cheaper than telling the framework of another address.
constexpr std::uint64_t kLeastBorrowedBytes = 16 << 10;

// Whether the bytes behind `end` can be read because they share a page with those before it.
bool is_readable_beyond(std::uintptr_t end) noexcept {
  static const auto page_size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  return (end - 1) / page_size == (end - 1 + kReadBeyond) / page_size;
}

}  // namespace

InputMemory::InputMemory(Instance& instance, std::size_t input, bool may_borrow) noexcept
    : instance_(instance), input_(input), may_borrow_(may_borrow) {}

const Tensor* InputMemory::tensor() const noexcept {
  return instance_.functions().InterpreterGetInputTensor(instance_.get(), static_cast<std::int32_t>(input_));
}

void InputMemory::prepare(std::uint64_t byte_size) {
  if (apart_) use(own_buffer(byte_size), byte_size);
}

void InputMemory::give(const wasinn_tensor& given) {
  const Functions& functions = instance_.functions();
  const std::size_t wanted = functions.TensorByteSize(tensor());
  if (wanted != given.byte_size) {
    throw Failure(WASINN_INVALID_ARGUMENT, "input " + std::to_string(input_) + " wants " + std::to_string(wanted) +
                                               " bytes, got " + std::to_string(given.byte_size));
  }
  if (given.byte_size == 0) return;
  if (can_borrow(given)) {
    use(given.data, given.byte_size);
    return;
  }
  if (apart_) use(own_buffer(given.byte_size), given.byte_size);
  void* place = functions.TensorData(tensor());
  if (place == nullptr) throw Failure(WASINN_RUNTIME_ERROR, "input " + std::to_string(input_) + " has no memory");
  std::memcpy(place, given.data, static_cast<std::size_t>(given.byte_size));
}

bool InputMemory::can_borrow(const wasinn_tensor& given) const noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(given.data);
  return may_borrow_ && given.byte_size >= kLeastBorrowedBytes && address % kAlignment == 0 &&
         is_readable_beyond(address + given.byte_size);
}

void InputMemory::use(void* memory, std::uint64_t byte_size) {
  if (apart_ && byte_size == placed_bytes_ && instance_.functions().TensorData(tensor()) == memory) return;
  instance_.place_input(input_, memory, static_cast<std::size_t>(byte_size));
  apart_ = true;
  placed_bytes_ = byte_size;
}

void* InputMemory::own_buffer(std::uint64_t byte_size) {
  if (buffer_ && byte_size <= buffer_size_) return buffer_.get();
  buffer_.reset();
  const auto size = static_cast<std::size_t>(byte_size);
  const std::size_t room = (size + kReadBeyond + kAlignment - 1) / kAlignment * kAlignment;
  buffer_.reset(std::aligned_alloc(kAlignment, room));
  if (!buffer_) throw std::bad_alloc();
  std::memset(buffer_.get(), 0, room);
  buffer_size_ = size;
  return buffer_.get();
}

}  // namespace lite
