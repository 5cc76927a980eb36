// SPDX-License-Identifier: Apache-2.0
// Shapes as components give them.
#include "abi/wit/tensor.h"

#include <algorithm>
#include <array>
#include <string>

namespace wasinn::wit {

Result<void> assign(Shape& shape, std::span<const std::uint32_t> dimensions) {
  if (dimensions.size() > kMaxRank) {
    return fail(ErrorCode::InvalidArgument, "a tensor of rank " + std::to_string(dimensions.size()) +
                                                " was given; at most " + std::to_string(kMaxRank) + " is served");
  }
  std::array<std::int64_t, kMaxRank> sizes;
  std::copy(dimensions.begin(), dimensions.end(), sizes.begin());
  return shape.assign({sizes.data(), dimensions.size()});
}

}  // namespace wasinn::wit
