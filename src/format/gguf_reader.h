// SPDX-License-Identifier: Apache-2.0
// Reading the head of a GGUF file: keys with their values, and where tensors lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace wasinn::gguf {

enum class Kind : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, String, Array, U64, I64, F64 };

/// A value, still in the file.
struct Value {
  Kind kind = Kind::U8;
  Kind element = Kind::U8;  ///< of an array
  std::uint64_t count = 1;  ///< of an array
  ByteView bytes;           ///< a text without its length; an array's elements; or the number

  /// The number, when it is a whole one that is not negative.
  std::optional<std::uint64_t> whole() const noexcept;
};

struct Key {
  std::string_view name;
  Value value;
};

struct Tensor {
  std::string_view name;
  std::uint32_t type = 0;
  std::uint32_t rank = 0;
  std::uint64_t sizes[4] = {1, 1, 1, 1};
  std::uint64_t offset = 0;  ///< in the data
};

/// The head of a file. All views point into it.
struct Head {
  std::uint32_t version = 0;
  std::vector<Key> keys;
  std::vector<Tensor> tensors;
  std::uint64_t byte_size = 0;

  const Value* find(std::string_view name) const noexcept;
  std::string_view text(std::string_view name) const noexcept;
};

/// The sizes of a type's blocks.
struct BlockSize {
  std::uint64_t elements = 0;  ///< 0: there is no such type
  std::uint64_t bytes = 0;
  std::string_view name;
};

BlockSize block_size(std::uint32_t type) noexcept;

/// Errors: InvalidEncoding, with what is wrong.
Result<Head> read_head(ByteView model);

}  // namespace wasinn::gguf
