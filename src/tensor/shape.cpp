// SPDX-License-Identifier: Apache-2.0
// Shape's checks and its byte size.
#include "tensor/shape.h"

#include <algorithm>
#include <limits>

namespace wasinn {

Result<Shape> Shape::from(std::span<const std::int64_t> dimensions) {
  Result<Shape> shape;
  WASINN_TRY(shape->assign(dimensions));
  return shape;
}

Result<void> Shape::assign(std::span<const std::int64_t> dimensions) {
  if (dimensions.size() > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor has rank " + std::to_string(dimensions.size()) +
                                                "; at most " + std::to_string(kMaxRank) + " is served");
  }
  rank_ = 0;
  for (const std::int64_t dimension : dimensions) {
    if (dimension < 0 || dimension > std::numeric_limits<std::int32_t>::max()) {
      return fail(ErrorCode::InvalidArgument,
                  "a dimension is " + std::to_string(dimension) + "; it must be from 0 to 2147483647");
    }
    dimensions_[rank_++] = dimension;
  }
  return {};
}

Result<std::uint64_t> Shape::byte_size(ElementType type) const {
  if (const auto bytes = checked_byte_size(type)) return *bytes;
  return fail(ErrorCode::TooLarge, "a tensor of shape " + text() + " has more bytes than 64 bits can count");
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
