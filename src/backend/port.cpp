// SPDX-License-Identifier: Apache-2.0
// Text of a port and the comparison of a tensor with it.
#include "backend/port.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace wasinn {
namespace {

std::string dimension_text(const PortDimension& dimension) {
  if (dimension.known()) return std::to_string(dimension.size);
  return dimension.name.empty() ? "?" : printable(dimension.name);
}

bool sizes_fit(const Port& port, const Shape& shape) {
  if (!port.rank_known) return true;
  if (port.dimensions.size() != shape.rank()) return false;
  for (std::size_t axis = 0; axis < shape.rank(); ++axis) {
    const PortDimension& wanted = port.dimensions[axis];
    if (wanted.known() && wanted.size != shape[axis]) return false;
  }
  return true;
}

bool leaves_out(const Port& port, const Shape& shape) { return port.optional && shape.rank() == 1 && shape[0] == 0; }

template <class Numbers>
std::string listed(const Numbers& numbers) {
  std::string out;
  for (const auto number : numbers) {
    std::array<char, 32> digits;  // the shortest text that reads back as the same number
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out += (out.empty() ? "" : ",") + std::string(digits.data(), end);
  }
  return out;
}

}  // namespace

std::string Quantization::text() const {
  if (scales.empty()) return "";
  const std::string where = scales.size() == 1 ? "" : "axis=" + std::to_string(axis) + " ";
  return where + "scale=" + listed(scales) + " zero_point=" + listed(zero_points);
}

std::string Port::type_text() const {
  if (!type) return any_type ? "any" : printable(foreign_type);
  const std::string carrier(element_type_name(*type));
  return carried_type.empty() ? carrier : carrier + "(" + printable(carried_type) + ")";
}

std::string Port::text() const {
  std::string out = type_text();
  if (!rank_known) return out + "[...]";
  out += '[';
  for (std::size_t axis = 0; axis < dimensions.size(); ++axis) {
    if (axis > 0) out += ',';
    out += dimension_text(dimensions[axis]);
  }
  return out + "]";
}

Result<void> Port::accept(ElementType given, const Shape& shape) const {
  if (!expressible()) {
    return fail(ErrorCode::UnsupportedOperation,
                "its type is " + printable(foreign_type) + ", which wasi-nn tensors cannot express");
  }
  if (type.value_or(given) == given && (sizes_fit(*this, shape) || leaves_out(*this, shape))) return {};
  return fail(ErrorCode::InvalidArgument,
              "wants " + text() + ", got " + std::string(element_type_name(given)) + shape.text());
}

}  // namespace wasinn
