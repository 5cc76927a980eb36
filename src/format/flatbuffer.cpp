// SPDX-License-Identifier: Apache-2.0
// Following of offsets, each checked before it is used.
#include "format/flatbuffer.h"

namespace wasinn {
namespace {

// Tables and vectors are never empty in a file, so a file of honest tables costs far less than this.
constexpr std::uint64_t kEffortPerByte = 4;
constexpr std::uint64_t kEffortOfSmallFiles = 1 << 16;
constexpr std::uint64_t kEffortOfTable = 8;

constexpr unsigned kVtableHead = 4;  // its own size and that of the table, two bytes each
constexpr unsigned kSlot = 2;

}  // namespace

FlatBuffer::FlatBuffer(ByteView bytes) noexcept
    : bytes_(bytes), effort_left_(kEffortPerByte * bytes.size() + kEffortOfSmallFiles) {}

bool FlatBuffer::holds(FlatPlace place, std::uint64_t count) noexcept {
  if (!broken_ && place <= bytes_.size() && count <= bytes_.size() - place) return true;
  broken_ = true;
  return false;
}

bool FlatBuffer::spend(std::uint64_t effort) noexcept {
  broken_ = broken_ || effort > effort_left_;
  if (!broken_) effort_left_ -= effort;
  return !broken_;
}

FlatPlace FlatBuffer::follow(FlatPlace place) noexcept {
  const FlatPlace target = place + read<std::uint32_t>(place);
  return holds(target, 4) ? target : 0;
}

FlatTable FlatBuffer::root() { return table_at(follow(0)); }

FlatTable FlatBuffer::table_at(FlatPlace place) noexcept {
  if (place == 0 || !spend(kEffortOfTable)) return {};
  // A table begins with how far before it (or, as the number is signed, behind it) its vtable lies.
  const std::int64_t vtable = static_cast<std::int64_t>(place) - read<std::int32_t>(place);
  if (vtable < 0 || !holds(static_cast<FlatPlace>(vtable), kVtableHead)) {
    broken_ = true;
    return {};
  }
  FlatTable table;
  table.file_ = this;
  table.place_ = place;
  table.vtable_ = static_cast<FlatPlace>(vtable);
  table.vtable_size_ = read<std::uint16_t>(table.vtable_);
  return holds(table.vtable_, table.vtable_size_) ? table : FlatTable();
}

FlatPlace FlatTable::field(unsigned slot) const {
  const unsigned position = kVtableHead + kSlot * slot;
  if (place_ == 0 || position + kSlot > vtable_size_) return 0;
  const auto offset = file_->read<std::uint16_t>(vtable_ + position);
  return offset == 0 ? 0 : place_ + offset;
}

FlatTable FlatTable::table(unsigned slot) const {
  const FlatPlace place = field(slot);
  return place == 0 ? FlatTable() : file_->table_at(file_->follow(place));
}

FlatVector FlatTable::vector(unsigned slot, unsigned element) const {
  FlatVector vector;
  const FlatPlace place = field(slot);
  const FlatPlace start = place == 0 ? 0 : file_->follow(place);
  if (start == 0) return vector;
  const std::uint64_t size = file_->read<std::uint32_t>(start);
  // Bytes are looked at as a whole, numbers and tables one by one.
  if (!file_->holds(start + 4, size * element) || (element > 1 && !file_->spend(size))) return vector;
  vector.file_ = file_;
  vector.first_ = start + 4;
  vector.size_ = size;
  vector.element_ = element;
  return vector;
}

std::string_view FlatTable::text(unsigned slot) const { return text_of(vector(slot, 1).bytes()); }

FlatTable FlatVector::table(std::uint64_t index) const {
  return file_->table_at(file_->follow(first_ + index * element_));
}

ByteView FlatVector::bytes() const {
  if (file_ == nullptr) return {};
  return file_->bytes_.subspan(static_cast<std::size_t>(first_), static_cast<std::size_t>(size_ * element_));
}

}  // namespace wasinn
