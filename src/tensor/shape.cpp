// SPDX-License-Identifier: Apache-2.0
// Shape's checks and its byte size.
#include "tensor/shape.h"

#include <algorithm>
#include <limits>

#include "base/checked.h"

namespace wasinn {

Result<Shape> Shape::from(std::span<const std::int64_t> dimensions) {
  if (dimensions.size() > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor has rank " + std::to_string(dimensions.size()) +
                                                "; at most " + std::to_string(kMaxRank) + " is served");
  }
  Shape shape;
  for (const std::int64_t dimension : dimensions) {
    if (dimension < 0 || dimension > std::numeric_limits<std::int32_t>::max()) {
      return fail(ErrorCode::InvalidArgument,
                  "a dimension is " + std::to_string(dimension) + "; it must be from 0 to 2147483647");
    }
    shape.dimensions_[shape.rank_++] = dimension;
  }
  return shape;
}

Result<std::uint64_t> Shape::byte_size(ElementType type) const {
  std::uint64_t elements = 1;
  bool overflowed = false;
  for (const std::int64_t dimension : dimensions()) {
    if (dimension == 0) return 0;
    const auto product = checked_multiply(elements, static_cast<std::uint64_t>(dimension));
    overflowed = overflowed || !product;
    elements = product.value_or(1);
  }
  const auto bytes = checked_multiply(elements, wasinn::byte_size(type));
  if (overflowed || !bytes) {
    return fail(ErrorCode::TooLarge, "a tensor of shape " + text() + " has more bytes than 64 bits can count");
  }
  return *bytes;
}

std::string Shape::text() const {
  std::string out = "[";
  for (std::size_t axis = 0; axis < rank_; ++axis) {
    if (axis > 0) out += ',';
    out += std::to_string(dimensions_[axis]);
  }
  return out + "]";
}

}  // namespace wasinn
