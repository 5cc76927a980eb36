// SPDX-License-Identifier: Apache-2.0
// FlatBuffer: reads the tables of untrusted flatbuffers without ever leaving the file.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/bytes.h"

namespace wasinn {

class FlatBuffer;

/// Where something lies in the file. 0 is nothing, because a file begins with the place of its root.
using FlatPlace = std::uint64_t;

/// A vector of numbers or of tables; empty when the file has none. A plain value that must not outlive its FlatBuffer.
class FlatVector {
 public:
  std::uint64_t size() const noexcept { return size_; }

  /// The number at `index`, which is below size; the vector was asked for with the size of Number.
  template <class Number>
  Number number(std::uint64_t index) const;

  /// The table at `index`, which is below size; the vector was asked for with `kOffset` bytes an element.
  class FlatTable table(std::uint64_t index) const;

  /// Its elements as bytes.
  ByteView bytes() const;

  static constexpr unsigned kOffset = 4;

 private:
  friend class FlatTable;
  FlatBuffer* file_ = nullptr;
  FlatPlace first_ = 0;
  std::uint64_t size_ = 0;
  unsigned element_ = 1;
};

/// A table; one that does not exist has no fields. A plain value that must not outlive its FlatBuffer.
class FlatTable {
 public:
  bool exists() const noexcept { return place_ != 0; }

  /// Whether the field at `slot`, counted from 0 in the order of the schema's ids, is there.
  bool has(unsigned slot) const { return field(slot) != 0; }

  /// A number, or `otherwise` when the field is not there.
  template <class Number>
  Number number(unsigned slot, Number otherwise = {}) const;

  FlatTable table(unsigned slot) const;

  /// A vector whose elements have `element` bytes.
  FlatVector vector(unsigned slot, unsigned element) const;

  /// A text; "" when the field is not there. No encoding is checked.
  std::string_view text(unsigned slot) const;

 private:
  friend class FlatBuffer;
  friend class FlatVector;
  FlatPlace field(unsigned slot) const;

  FlatBuffer* file_ = nullptr;
  FlatPlace place_ = 0;
  FlatPlace vtable_ = 0;
  unsigned vtable_size_ = 0;
};

/// A file that is read field by field. Whatever it says, reading stays inside: a place outside reads as nothing, and
/// the file is broken from then on. Work is bounded too: a file that shows the same tables again and again breaks once
/// more was read than a file of its size can hold. One thread.
class FlatBuffer {
 public:
  explicit FlatBuffer(ByteView bytes) noexcept;
  FlatBuffer(const FlatBuffer&) = delete;
  FlatBuffer& operator=(const FlatBuffer&) = delete;

  FlatTable root();

  /// Whether anything that was read so far was outside of the file, or there was too much of it.
  bool broken() const noexcept { return broken_; }

  std::uint64_t size() const noexcept { return bytes_.size(); }

 private:
  friend class FlatTable;
  friend class FlatVector;

  // Whether `count` bytes at `place` are in the file; if not, it is broken.
  bool holds(FlatPlace place, std::uint64_t count) noexcept;

  // Counts an effort.
  bool spend(std::uint64_t effort) noexcept;

  template <class Number>
  Number read(FlatPlace place) noexcept {
    Number number{};
    if (holds(place, sizeof number)) std::memcpy(&number, bytes_.data() + place, sizeof number);
    return number;
  }

  // The place that the offset at `place` leads to; 0 when that is outside.
  FlatPlace follow(FlatPlace place) noexcept;
  FlatTable table_at(FlatPlace place) noexcept;

  ByteView bytes_;
  std::uint64_t effort_left_;
  bool broken_ = false;
};

template <class Number>
Number FlatVector::number(std::uint64_t index) const {
  return file_->read<Number>(first_ + index * element_);
}

template <class Number>
Number FlatTable::number(unsigned slot, Number otherwise) const {
  const FlatPlace place = field(slot);
  return place == 0 ? otherwise : file_->read<Number>(place);
}

}  // namespace wasinn
