// SPDX-License-Identifier: Apache-2.0
// Formatting of numbers of the seven element types.
#include "cli/tensor_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace wasinn::cli {
namespace {

template <class T>
T read_as(ByteView bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

template <class T>
std::string number_text(T value) {
  std::array<char, 64> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} ? std::string(text.data(), end) : "?";
}

float bf16_to_float(std::uint16_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16); }

std::string value_text(ElementType type, ByteView bytes, std::size_t index) {
  switch (type) {
    case ElementType::F16:
      return number_text(half_to_float(read_as<std::uint16_t>(bytes, index)));
    case ElementType::F32:
      return number_text(read_as<float>(bytes, index));
    case ElementType::F64:
      return number_text(read_as<double>(bytes, index));
    case ElementType::Bf16:
      return number_text(bf16_to_float(read_as<std::uint16_t>(bytes, index)));
    case ElementType::U8:
      return number_text(static_cast<unsigned>(read_as<std::uint8_t>(bytes, index)));
    case ElementType::I32:
      return number_text(read_as<std::int32_t>(bytes, index));
    case ElementType::I64:
      return number_text(read_as<std::int64_t>(bytes, index));
  }
  return "?";
}

std::size_t row_length(const Shape& shape, std::size_t count) {
  return shape.rank() == 0 ? count : static_cast<std::size_t>(shape[shape.rank() - 1]);
}

}  // namespace

float half_to_float(std::uint16_t bits) noexcept {
  constexpr std::uint32_t kMantissaBits = 10;
  constexpr std::uint32_t kExponentMask = 0x1F;
  const std::uint32_t exponent = (bits >> kMantissaBits) & kExponentMask;
  const std::uint32_t mantissa = bits & 0x3FFU;
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  if (exponent == kExponentMask) return std::bit_cast<float>(sign | 0x7F800000U | mantissa << 13);
  if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112) << 23 | mantissa << 13);
  const float small = std::ldexp(static_cast<float>(mantissa), -24);
  return sign != 0 ? -small : small;
}

std::string values_text(const TensorView& tensor, std::size_t most) {
  const std::size_t count = tensor.bytes.size() / byte_size(tensor.type);
  const std::size_t shown = most == 0 ? count : std::min(count, most);
  const std::size_t row = std::max<std::size_t>(row_length(tensor.shape, count), 1);
  std::string out;
  for (std::size_t i = 0; i < shown; ++i) {
    out += i % row == 0 ? "  " : " ";
    out += value_text(tensor.type, tensor.bytes, i);
    if (i % row == row - 1 || i + 1 == shown) out += '\n';
  }
  if (shown < count) out += "  ... " + std::to_string(count - shown) + " more\n";
  return out;
}

}  // namespace wasinn::cli
