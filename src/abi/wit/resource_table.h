// SPDX-License-Identifier: Apache-2.0
// ResourceTable: what stands behind the resources of one component guest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace wasinn::wit {

/// The host's number for a resource. Guests never see it: they hold handles, which the component model guards.
using Rep = std::uint32_t;

/// Objects by number. A freed number is used again, which is safe because a guest cannot name a resource that it has
/// dropped. Places are made in blocks and never move, so references stay good until the object is dropped. `T` is
/// default-constructible; freed places hold a fresh `T`. One thread at a time.
template <class T>
class ResourceTable {
 public:
  /// At most `most` objects at a time.
  explicit ResourceTable(std::size_t most) : most_(most) {}

  bool full() const noexcept { return used_ >= most_; }
  std::size_t size() const noexcept { return used_; }

  /// The number of a fresh object. The table is not full.
  Rep add() {
    if (free_.empty()) add_block();
    const Rep rep = free_.back();
    free_.pop_back();
    ++used_;
    return rep;
  }

  /// The object behind a number that `add` gave and nobody dropped.
  T& operator[](Rep rep) noexcept { return blocks_[rep / kBlock][rep % kBlock]; }

  /// Destroys the object behind `rep`.
  void drop(Rep rep) noexcept {
    T* const place = &(*this)[rep];
    std::destroy_at(place);
    std::construct_at(place);
    free_.push_back(rep);
    --used_;
  }

 private:
  static constexpr std::size_t kBlock = 16;

  void add_block() {
    const auto first = static_cast<Rep>(blocks_.size() * kBlock);
    free_.reserve((blocks_.size() + 1) * kBlock);  // so that `drop` allocates nothing
    blocks_.push_back(std::make_unique<T[]>(kBlock));
    for (std::size_t i = kBlock; i > 0; --i) free_.push_back(first + static_cast<Rep>(i - 1));
  }

  std::size_t most_;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<T[]>> blocks_;
  std::vector<Rep> free_;
};

}  // namespace wasinn::wit
