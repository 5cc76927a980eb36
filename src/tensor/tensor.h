// SPDX-License-Identifier: Apache-2.0
// TensorView, which never owns its bytes, and Tensor, which always does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "tensor/element_type.h"
#include "tensor/shape.h"

namespace wasinn {

/// A dense, little-endian, row-major tensor whose bytes belong to somebody else.
/// Valid only as long as those bytes; never stored past the call that it was given to.
struct TensorView {
  ElementType type = ElementType::F32;
  Shape shape;
  ByteView bytes;

  /// A view after checking that `bytes` is exactly what the shape needs. Errors: InvalidArgument, TooLarge.
  static Result<TensorView> checked(ElementType type, Shape shape, ByteView bytes);

  /// Whether the bytes are exactly what the shape needs. Errors: InvalidArgument, TooLarge.
  Result<void> check() const;

  /// "f32[1,8,8]".
  std::string text() const;
};

/// Own memory at a 64-byte-aligned address. Move-only; one thread at a time.
class TensorBuffer {
 public:
  /// No bytes.
  TensorBuffer() = default;

  /// `byte_size` bytes of own memory, not cleared. Errors: TooLarge when the system has no memory for it.
  static Result<TensorBuffer> allocate(std::uint64_t byte_size);

  TensorBuffer(TensorBuffer&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  TensorBuffer& operator=(TensorBuffer&& other) noexcept {
    TensorBuffer taken(std::move(other));
    std::swap(bytes_, taken.bytes_);
    return *this;
  }
  TensorBuffer(const TensorBuffer&) = delete;
  TensorBuffer& operator=(const TensorBuffer&) = delete;
  ~TensorBuffer() {
    if (!bytes_.empty()) release();
  }

  MutableBytes bytes() noexcept { return bytes_; }
  ByteView bytes() const noexcept { return bytes_; }

 private:
  void release() noexcept;

  MutableBytes bytes_;
};

/// Alignment of every buffer that `TensorBuffer::allocate` makes, in bytes: one cache line, and enough for AVX-512.
inline constexpr std::size_t kTensorAlignment = 64;

/// A tensor that owns its bytes. Move-only; one thread at a time.
class Tensor {
 public:
  Tensor() = default;

  /// A tensor over `buffer`, which must hold exactly the bytes of the shape. Errors: InvalidArgument, TooLarge.
  static Result<Tensor> over(ElementType type, Shape shape, TensorBuffer buffer);

  /// A copy of `view` in own memory. Errors: TooLarge when there is no memory.
  static Result<Tensor> copy_of(const TensorView& view);

  ElementType type() const noexcept { return type_; }
  const Shape& shape() const noexcept { return shape_; }
  ByteView bytes() const noexcept { return std::as_const(buffer_).bytes(); }
  MutableBytes bytes() noexcept { return buffer_.bytes(); }
  TensorView view() const noexcept { return {type_, shape_, bytes()}; }

 private:
  ElementType type_ = ElementType::U8;
  Shape shape_;
  TensorBuffer buffer_;
};

}  // namespace wasinn
