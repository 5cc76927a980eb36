// SPDX-License-Identifier: Apache-2.0
// Reading untrusted protobuf messages field by field, in place.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace wasinn {

/// One field of a message. Source: the protobuf wire format ("Protocol Buffers: Encoding").
struct ProtobufField {
  enum class Kind : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };
  std::uint32_t number = 0;
  Kind kind = Kind::Varint;
  std::uint64_t value = 0;  ///< of a Varint; otherwise 0
  ByteView bytes;           ///< of Bytes (a text, a nested message, packed numbers); otherwise empty
  bool cut_off = false;     ///< Bytes that say they are longer than what is left; `bytes` is what is left
};

/// Walks the fields of one message. Never reads outside the bytes it was given; O(1) per field.
class ProtobufReader {
 public:
  explicit ProtobufReader(ByteView message) noexcept : rest_(message) {}

  /// The next field; nothing at the end and at the first byte that is no field.
  std::optional<ProtobufField> next() noexcept;

  /// Whether all bytes were read as well-formed fields. Meaningful after `next` returned nothing.
  bool complete() const noexcept { return !broken_ && rest_.empty(); }

 private:
  std::optional<std::uint64_t> varint() noexcept;
  std::optional<ProtobufField> broken() noexcept;

  ByteView rest_;
  bool broken_ = false;
};

}  // namespace wasinn
