// SPDX-License-Identifier: Apache-2.0
// For embedding programs: tensors as typed views of memory that the program or a context owns.
#pragma once

#include <wasinn/result.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <ranges>
#include <span>
#include <type_traits>

namespace wasinn {
inline namespace embedding {

/// Element types, in the numbers of <wasinn/types.h>.
enum class ElementType : std::uint32_t {
  F16 = WASINN_TYPE_F16,
  F32 = WASINN_TYPE_F32,
  F64 = WASINN_TYPE_F64,
  Bf16 = WASINN_TYPE_BF16,
  U8 = WASINN_TYPE_U8,
  I32 = WASINN_TYPE_I32,
  I64 = WASINN_TYPE_I64,
  Any = WASINN_TYPE_ANY,
  Foreign = WASINN_TYPE_FOREIGN,
};

/// The bits of an IEEE half, which C++20 has no type for.
struct Float16 {
  std::uint16_t bits;
};

/// The upper half of the bits of a float.
struct BFloat16 {
  std::uint16_t bits;
};

namespace detail {

/// The element type of C++'s T, or Foreign when there is none. Characters and other single bytes are U8.
template <class T>
consteval ElementType element_type() {
  if constexpr (std::same_as<T, float>) return ElementType::F32;
  if constexpr (std::same_as<T, double>) return ElementType::F64;
  if constexpr (std::same_as<T, Float16>) return ElementType::F16;
  if constexpr (std::same_as<T, BFloat16>) return ElementType::Bf16;
  if constexpr (std::same_as<T, std::byte>) return ElementType::U8;
  if constexpr (std::integral<T> && !std::same_as<T, bool>) {
    if constexpr (sizeof(T) == 1) return ElementType::U8;
    if constexpr (std::signed_integral<T> && sizeof(T) == 4) return ElementType::I32;
    if constexpr (std::signed_integral<T> && sizeof(T) == 8) return ElementType::I64;
  }
  return ElementType::Foreign;
}

}  // namespace detail

/// A type of C++ whose values are elements of tensors.
template <class T>
concept Element = detail::element_type<std::remove_cv_t<T>>() != ElementType::Foreign;

/// Memory with elements in a row that outlives the expression: a vector or an array with a name, or a span, but no temporary
/// that owns them, and no text literal, whose last element is a 0.
template <class R>
concept ElementRange = std::ranges::contiguous_range<R> && std::ranges::sized_range<R> && std::ranges::borrowed_range<R> &&
                       Element<std::ranges::range_value_t<R>> &&
                       !(std::is_array_v<std::remove_cvref_t<R>> && std::same_as<std::ranges::range_value_t<R>, char>);

/// The same, to be written to.
template <class R>
concept WritableElementRange = ElementRange<R> && !std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<R>>>;

/// Elements in a row with their dimensions, to be read. Never owns: it may be used as long as the memory lives.
class TensorView {
 public:
  /// For an input that may be left out, and is.
  static TensorView absent() noexcept { return TensorView(wasinn_tensor{}); }

  /// One dimension: as many elements as there are.
  template <ElementRange R>
  TensorView(R&& elements) noexcept : TensorView(elements, {static_cast<std::int64_t>(std::ranges::size(elements))}) {}

  template <ElementRange R>
  TensorView(R&& elements, std::initializer_list<std::int64_t> dimensions) noexcept
      : TensorView(elements, std::span(dimensions.begin(), dimensions.size())) {}

  /// A rank over WASINN_MAX_RANK, and dimensions that do not fit the elements, are errors of the computation.
  template <ElementRange R>
  TensorView(R&& elements, std::span<const std::int64_t> dimensions) noexcept {
    using T = std::ranges::range_value_t<R>;
    const auto* first = reinterpret_cast<const std::uint8_t*>(std::ranges::data(elements));
    tensor_.data = const_cast<std::uint8_t*>(first);  // Inputs are only read.
    tensor_.byte_size = std::ranges::size(elements) * sizeof(T);
    tensor_.type = static_cast<std::uint32_t>(detail::element_type<T>());
    tensor_.rank = static_cast<std::uint32_t>(dimensions.size());
    std::ranges::copy(dimensions.first(std::min<std::size_t>(dimensions.size(), WASINN_MAX_RANK)), tensor_.dimensions);
  }

  explicit TensorView(const wasinn_tensor& tensor) noexcept : tensor_(tensor) {}

  ElementType type() const noexcept { return static_cast<ElementType>(tensor_.type); }
  std::span<const std::int64_t> dimensions() const noexcept {
    return {tensor_.dimensions, std::min<std::size_t>(tensor_.rank, WASINN_MAX_RANK)};
  }
  std::span<const std::uint8_t> bytes() const noexcept {
    return {tensor_.data, static_cast<std::size_t>(tensor_.byte_size)};
  }

  /// The bytes as text: what a language model answers.
  std::string_view text() const noexcept { return {reinterpret_cast<const char*>(tensor_.data), bytes().size()}; }

  /// The elements. Status::InvalidArgument when they have another type.
  template <Element T>
  Result<std::span<const T>> as() const {
    constexpr ElementType asked = detail::element_type<std::remove_cv_t<T>>();
    if (type() != asked) {
      return Error{Status::InvalidArgument, "the tensor was asked for elements of type " +
                                                std::to_string(static_cast<std::uint32_t>(asked)) + " and has type " +
                                                std::to_string(tensor_.type) + " (WASINN_TYPE_x)"};
    }
    return std::span<const T>(reinterpret_cast<const T*>(tensor_.data), bytes().size() / sizeof(T));
  }

  const wasinn_tensor& raw() const noexcept { return tensor_; }

 private:
  wasinn_tensor tensor_{};
};

/// Memory of the program's for one output, into which the framework writes.
class OutputBuffer {
 public:
  template <WritableElementRange R>
  OutputBuffer(R&& elements) noexcept : tensor_(TensorView(elements).raw()) {}

  const wasinn_tensor& raw() const noexcept { return tensor_; }

 private:
  wasinn_tensor tensor_;
};

}  // namespace embedding
}  // namespace wasinn
