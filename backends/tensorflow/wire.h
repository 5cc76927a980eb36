// SPDX-License-Identifier: Apache-2.0
// The protobuf wire format, as much as reading TensorFlow's descriptions and writing its options takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tf {

/// One field of a message. Source: the protobuf wire format ("Protocol Buffers: Encoding").
struct Field {
  std::uint32_t number = 0;
  bool is_bytes = false;       ///< a text, a nested message or packed numbers, in `bytes`
  std::uint64_t value = 0;     ///< of a varint
  std::string_view bytes = {};
};

/// Walks the fields of one message in place. Never reads outside of it.
class FieldReader {
 public:
  explicit FieldReader(std::string_view message) noexcept : rest_(message) {}

  /// Puts the next field into `field`; false at the end. Throws Failure (WASINN_INVALID_ENCODING) at what is no field.
  bool next(Field& field);

 private:
  std::uint64_t varint();
  std::string_view take(std::uint64_t size);

  std::string_view rest_;
};

/// A field that holds a number, as bytes to put into a message.
std::string number_field(std::uint32_t number, std::uint64_t value);

}  // namespace tf
