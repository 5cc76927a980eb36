// SPDX-License-Identifier: Apache-2.0
// Ownership of tensor bytes, and the check that bytes fit a shape.
#include "tensor/tensor.h"

#include <cstring>
#include <limits>
#include <new>

namespace wasinn {
namespace {

Result<void> check_byte_size(ElementType type, const Shape& shape, std::uint64_t found) {
  if (shape.fills(found, type)) [[likely]] return {};
  WASINN_ASSIGN(const std::uint64_t needed, shape.byte_size(type));
  return fail(ErrorCode::InvalidArgument, std::string(element_type_name(type)) + shape.text() + " needs " +
                                              std::to_string(needed) + " bytes, got " + std::to_string(found));
}

}  // namespace

Result<TensorView> TensorView::checked(ElementType type, Shape shape, ByteView bytes) {
  Result<TensorView> view(TensorView{type, shape, bytes});
  WASINN_TRY(view->check());
  return view;
}

Result<void> TensorView::check() const { return check_byte_size(type, shape, bytes.size()); }

std::string TensorView::text() const { return std::string(element_type_name(type)) + shape.text(); }

Result<TensorBuffer> TensorBuffer::allocate(std::uint64_t byte_size) {
  TensorBuffer buffer;
  if (byte_size == 0) return buffer;
  // The standard library rounds the size up and forgets that the sum may wrap around.
  constexpr std::uint64_t kMost = std::numeric_limits<std::ptrdiff_t>::max();
  constexpr std::align_val_t kAlignment{kTensorAlignment};
  void* memory = byte_size > kMost ? nullptr : ::operator new(byte_size, kAlignment, std::nothrow);
  if (memory == nullptr) {
    return fail(ErrorCode::TooLarge, "there is no memory for a tensor of " + std::to_string(byte_size) + " bytes");
  }
  buffer.bytes_ = {static_cast<std::byte*>(memory), static_cast<std::size_t>(byte_size)};
  return buffer;
}

void TensorBuffer::release() noexcept { ::operator delete(bytes_.data(), std::align_val_t{kTensorAlignment}); }

Result<Tensor> Tensor::over(ElementType type, Shape shape, TensorBuffer buffer) {
  WASINN_TRY(check_byte_size(type, shape, buffer.bytes().size()));
  Tensor tensor;
  tensor.type_ = type;
  tensor.shape_ = shape;
  tensor.buffer_ = std::move(buffer);
  return tensor;
}

Result<Tensor> Tensor::copy_of(const TensorView& view) {
  WASINN_ASSIGN(TensorBuffer buffer, TensorBuffer::allocate(view.bytes.size()));
  if (!view.bytes.empty()) std::memcpy(buffer.bytes().data(), view.bytes.data(), view.bytes.size());
  return over(view.type, view.shape, std::move(buffer));
}

}  // namespace wasinn
