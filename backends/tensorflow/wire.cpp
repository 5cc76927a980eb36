// SPDX-License-Identifier: Apache-2.0
// Reading and writing of fields.
#include "wire.h"

#include <wasinn/plugin.hpp>

namespace tf {
namespace {

enum WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

[[noreturn]] void refuse() {
  throw wasinn::sdk::Failure(WASINN_INVALID_ENCODING, "the model is cut off or is not protobuf");
}

std::string varint_bytes(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7U) out += static_cast<char>(static_cast<unsigned char>(value | 0x80U));
  return out + static_cast<char>(value);
}

}  // namespace

std::uint64_t FieldReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  refuse();
}

std::string_view FieldReader::take(std::uint64_t size) {
  if (size > rest_.size()) refuse();
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

bool FieldReader::next(Field& field) {
  if (rest_.empty()) return false;
  const std::uint64_t tag = varint();
  field = {static_cast<std::uint32_t>(tag >> 3U), (tag & 7U) == kBytes};
  switch (tag & 7U) {
    case kVarint: field.value = varint(); return true;
    case kBytes: field.bytes = take(varint()); return true;
    case kFixed64: take(8); return true;
    case kFixed32: take(4); return true;
    default: refuse();
  }
}

std::string number_field(std::uint32_t number, std::uint64_t value) {
  return varint_bytes(std::uint64_t{number} << 3U | kVarint) + varint_bytes(value);
}

}  // namespace tf
