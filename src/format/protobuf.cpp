// SPDX-License-Identifier: Apache-2.0
// The protobuf wire format.
#include "format/protobuf.h"

#include <algorithm>

namespace wasinn {

std::optional<ProtobufField> ProtobufReader::broken() noexcept {
  broken_ = true;
  return std::nullopt;
}

std::optional<std::uint64_t> ProtobufReader::varint() noexcept {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(rest_.front());
    rest_ = rest_.subspan(1);
    value |= (byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

std::optional<ProtobufField> ProtobufReader::next() noexcept {
  if (rest_.empty() || broken_) return std::nullopt;
  const auto tag = varint();
  if (!tag || (*tag >> 3U) == 0 || (*tag >> 3U) > 0x1FFFFFFF) return broken();
  ProtobufField field;
  field.number = static_cast<std::uint32_t>(*tag >> 3U);
  field.kind = static_cast<ProtobufField::Kind>(*tag & 7U);
  switch (field.kind) {
    case ProtobufField::Kind::Varint: {
      const auto value = varint();
      if (!value) return broken();
      field.value = *value;
      return field;
    }
    case ProtobufField::Kind::Bytes: {
      const auto length = varint();
      if (!length) return broken();
      field.cut_off = *length > rest_.size();
      field.bytes = rest_.first(static_cast<std::size_t>(std::min<std::uint64_t>(*length, rest_.size())));
      break;
    }
    case ProtobufField::Kind::Fixed64:
    case ProtobufField::Kind::Fixed32: {
      const std::size_t size = field.kind == ProtobufField::Kind::Fixed64 ? 8 : 4;
      if (rest_.size() < size) return broken();
      rest_ = rest_.subspan(size);
      return field;
    }
    default:
      return broken();  // groups, which no model format uses, and numbers that mean nothing
  }
  rest_ = rest_.subspan(field.bytes.size());
  broken_ = field.cut_off;
  return field;
}

}  // namespace wasinn
