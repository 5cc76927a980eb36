// SPDX-License-Identifier: Apache-2.0
// Shapes and elements for inputs that nobody gave.
#include "cli/bench_inputs.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "cli/input_files.h"

namespace wasinn::cli {
namespace {

constexpr std::size_t kPeriod = 251;

/// The bits of a number that f16 and bf16 have exactly, as all numbers of the pattern are.
std::uint16_t f16_bits(float number) {
  constexpr std::uint32_t kBiasDifference = 127 - 15;
  const auto bits = std::bit_cast<std::uint32_t>(number);
  return number == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>((bits >> 13) - (kBiasDifference << 10));
}
std::uint16_t bf16_bits(float number) { return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(number) >> 16); }

template <class Element, class Value>
void fill(MutableBytes bytes, const Value& value) {
  for (std::size_t i = 0; i < bytes.size() / sizeof(Element); ++i) {
    const Element element = value(i);
    std::memcpy(bytes.data() + i * sizeof(Element), &element, sizeof(Element));
  }
}

float real(std::size_t i) { return static_cast<float>(i % kPeriod) / 256.0F; }

Result<Shape> shape_of(const Port& port, bool left_out) {
  if (left_out) return Shape::from(std::vector<std::int64_t>{0});
  std::vector<std::int64_t> sizes;
  for (const PortDimension& dimension : port.dimensions) sizes.push_back(dimension.known() ? dimension.size : 1);
  return Shape::from(sizes);
}

Result<Tensor> filled(const Port& port, const std::string& what) {
  const bool left_out = port.optional;
  if (!port.type || (!port.rank_known && !left_out)) {
    const bool foreign = !port.expressible();
    return fail(foreign ? ErrorCode::UnsupportedOperation : ErrorCode::InvalidArgument,
                what + (foreign ? " has a type that wasi-nn cannot express, so no guest can run this model"
                                : " says too little to be filled; give it: --input NAME=FILE.npy"));
  }
  WASINN_ASSIGN(const Shape shape, shape_of(port, left_out));
  WASINN_ASSIGN(const std::uint64_t byte_size, shape.byte_size(*port.type));
  WASINN_ASSIGN(TensorBuffer buffer, TensorBuffer::allocate(byte_size));
  WASINN_ASSIGN(Tensor tensor, Tensor::over(*port.type, shape, std::move(buffer)));
  fill_with_pattern(port, tensor);
  return tensor;
}

}  // namespace

std::vector<TensorView> BenchInputs::views() const {
  std::vector<TensorView> views;
  for (const Tensor& tensor : tensors) views.push_back(tensor.view());
  return views;
}

void fill_with_pattern(const Port& port, Tensor& tensor) {
  const auto index = [](std::size_t i) { return static_cast<std::uint8_t>(i % 2); };
  switch (tensor.type()) {
    case ElementType::F16:
      return fill<std::uint16_t>(tensor.bytes(), [](std::size_t i) { return f16_bits(real(i)); });
    case ElementType::Bf16:
      return fill<std::uint16_t>(tensor.bytes(), [](std::size_t i) { return bf16_bits(real(i)); });
    case ElementType::F32:
      return fill<float>(tensor.bytes(), real);
    case ElementType::F64:
      return fill<double>(tensor.bytes(), real);
    case ElementType::U8:
      if (!port.carried_type.empty()) return fill<std::uint8_t>(tensor.bytes(), index);
      return fill<std::uint8_t>(tensor.bytes(), [](std::size_t i) { return static_cast<std::uint8_t>(i % kPeriod); });
    case ElementType::I32:
      return fill<std::int32_t>(tensor.bytes(), index);
    case ElementType::I64:
      return fill<std::int64_t>(tensor.bytes(), index);
  }
}

Result<BenchInputs> bench_inputs(std::span<const Port> ports, const std::vector<std::string>& texts) {
  WASINN_ASSIGN(auto given, read_given_inputs(ports, texts));
  BenchInputs inputs;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (!given[i]) {
      const std::string what = port_text("input", i, ports[i]);
      WASINN_ASSIGN(given[i], filled(ports[i], what));
      inputs.notes.push_back(what + (ports[i].optional ? " is left out" : " is filled as " + given[i]->view().text()));
    }
    inputs.tensors.push_back(std::move(*given[i]));
  }
  return inputs;
}

}  // namespace wasinn::cli
